import { assert, assertEquals } from "@std/assert";
import { whyNotOwn } from "../../src/experiments/own_rows.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";
import { granted } from "../support/permissions.ts";

const named = (name: string) => experiments.find((experiment) => experiment.name === name)!;

/** Committed rows: of the gallery, and of the linear figures in full. */
async function rowsOf(name: string): Promise<Row[]> {
  const linear = ["fig1", "fig4", "theorems"].includes(name);
  const file = new URL(
    `../../${linear ? "results/paper" : "docs/gallery"}/${name}/rows.csv`,
    import.meta.url,
  );
  return rowsFromCsv(await Deno.readTextFile(file));
}

Deno.test({
  name:
    "every experiment knows its own rows, and those of other data, networks or quantities (needs read)",
  ignore: !granted("read"),
  fn: async () => {
    for (const experiment of experiments) {
      assertEquals(whyNotOwn(experiment, await rowsOf(experiment.name)), null);
    }
    for (
      const [name, other] of [
        ...[["fig6", "fig2"], ["fig2", "fig6"], ["fig7", "fig8"], ["fig1", "fig7"]],
        ...[["fig4", "fig1"], ["theorems", "fig1"], ["fig1", "theorems"]],
        ...[["fig7", "fig6"], ["table1", "fig6"], ["table2", "table1"], ["bracket", "fig7"]],
      ] as [string, string][]
    ) {
      const why = whyNotOwn(named(name), await rowsOf(other));
      assert(why?.startsWith(`none of its rows is of ${name}: there must be `), `${name} ${other}`);
    }
  },
});

Deno.test({
  name: "rows of other networks change nothing of what an experiment says (needs read)",
  ignore: !granted("read"),
  fn: async () => {
    for (
      const [name, other] of [
        ...[["fig6", "fig2"], ["fig2", "fig6"], ["fig7", "fig8"], ["fig1", "fig6"]],
        ...[["fig4", "fig5"], ["theorems", "bracket"], ["bracket", "fig1"]],
      ] as [string, string][]
    ) {
      const { findings, claims } = named(name);
      const own = await rowsOf(name);
      const mixed = [...own, ...await rowsOf(other)];
      assertEquals(claims(mixed), claims(own));
      assertEquals(findings(mixed), findings(own));
    }
  },
});
