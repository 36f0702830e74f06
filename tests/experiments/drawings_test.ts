import { assertEquals } from "@std/assert";
import { experiments } from "../../src/experiments/registry.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import { granted } from "../support/permissions.ts";
import { assertPicture } from "../support/picture.ts";

const fixtures = new URL("../fixtures/rows/", import.meta.url);

for (const name of ["fig1", "fig3", "fig4", "fig5", "fig6", "fig7", "table1", "theorems"]) {
  Deno.test({
    name: `${name} draws kept rows as the kept picture, and the same bytes twice (needs read)`,
    ignore: !granted("read"),
    fn: async () => {
      const experiment = experiments.find((known) => known.name === name)!;
      const rows = rowsFromCsv(await Deno.readTextFile(new URL(`${name}.csv`, fixtures)));
      const pictures = Object.entries({ "": experiment.draw, ...experiment.drawings });
      for (const [suffix, draw] of pictures) {
        const svg = await renderSvg(draw(rows));
        assertEquals(await renderSvg(draw(rows)), svg);
        await assertPicture(suffix ? `${name}-${suffix}` : name, svg);
      }
    },
  });
}
