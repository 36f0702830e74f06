import { assert, assertEquals } from "@std/assert";
import { paperClaims } from "../../src/experiments/paper_claims.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";
import { granted } from "../support/permissions.ts";

Deno.test("paperClaims numbers the claims 1 to 24 and names who judges each", () => {
  assertEquals(paperClaims.map(({ claim }) => claim), Array.from({ length: 24 }, (_, i) => i + 1));
  const names = experiments.map(({ name }) => name);
  for (const { claim, tasks, sentence, place } of paperClaims) {
    assert(tasks.length > 0 && tasks.every((task) => names.includes(task)), `claim ${claim}`);
    assert(sentence.endsWith(".") && place !== "", `claim ${claim}`);
  }
});

/** The claims that an experiment judges must be those that the list has for it, no more and no fewer. */
function assertListed(name: string, rows: readonly Row[]): void {
  const { claims } = experiments.find((experiment) => experiment.name === name)!;
  const listed = paperClaims.filter(({ tasks }) => tasks.includes(name)).map(({ claim }) => claim);
  assertEquals([...new Set(claims(rows).map(({ claim }) => claim))], listed, name);
}

Deno.test("paperClaims lists what each figure of the deep study and each table judges", () => {
  const names = ["fig2", "fig3", "fig5", "fig6", "fig7", "fig8", "table1", "table2", "bracket"];
  for (const name of names) assertListed(name, []);
});

Deno.test({
  name: "paperClaims lists what the committed results judge (needs read)",
  ignore: !granted("read"),
  fn: async () => {
    for (const name of ["fig1", "fig4", "theorems"]) {
      const file = new URL(`../../results/paper/${name}/rows.csv`, import.meta.url);
      assertListed(name, rowsFromCsv(await Deno.readTextFile(file)));
    }
  },
});
