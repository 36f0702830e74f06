import { assert, assertEquals } from "@std/assert";
import { experiments } from "../../src/experiments/registry.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";
import { granted } from "../support/permissions.ts";

/** What an experiment says of some rows, in words. */
function said({ findings, claims }: typeof experiments[number], rows: readonly Row[]): string {
  return [
    ...findings(rows).map(({ measured }) => measured),
    ...claims(rows).map(({ measured }) => measured),
  ].join("\n");
}

const unmeasured = /NaN|undefined|null|Infinity/;

Deno.test("every experiment can say that nothing was measured", () => {
  for (const experiment of experiments) {
    const words = said(experiment, []);
    assert(!unmeasured.test(words), `${experiment.name}: ${words}`);
    for (const { verdict } of experiment.claims([])) {
      assertEquals(verdict, "not tested at this profile", experiment.name);
    }
  }
});

Deno.test({
  name:
    "rows that lack a metric or a method make no experiment stumble, and refute nothing that held",
  ignore: !granted("read"),
  fn: async () => {
    const known = ["fig1", "fig3", "fig4", "fig5", "fig6", "fig7", "table1", "theorems"];
    for (const experiment of experiments.filter(({ name }) => known.includes(name))) {
      const file = new URL(`../fixtures/rows/${experiment.name}.csv`, import.meta.url);
      const rows = rowsFromCsv(await Deno.readTextFile(file)).map((row) => ({
        ...row,
        profile: "paper",
      }));
      const held = experiment.claims(rows).filter(({ verdict }) => verdict === "holds");
      for (const field of ["metric", "method"] as const) {
        for (const value of new Set(rows.map((row) => row[field]))) {
          const cut = rows.filter((row) => row[field] !== value);
          const words = said(experiment, cut);
          assert(!unmeasured.test(words), `${experiment.name} without ${value}: ${words}`);
          const refuted = experiment.claims(cut).filter(({ verdict }) => verdict === "fails");
          const turned = held.filter(({ claim, attack }) =>
            refuted.some((one) => one.claim === claim && one.attack === attack)
          );
          assertEquals(turned, [], `${experiment.name} without ${value}`);
        }
      }
    }
  },
});
