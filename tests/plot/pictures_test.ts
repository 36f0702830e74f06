import { assertEquals, assertNotEquals } from "@std/assert";
import { renderSvg } from "../../src/plot/render.ts";
import { granted } from "../support/permissions.ts";
import { assertPicture } from "../support/picture.ts";
import { plotFigures } from "../support/plot_figures.ts";
import { collisionsOf, sizeOf, textsOf } from "../support/svg_texts.ts";

for (const [name, figure] of Object.entries(plotFigures)) {
  Deno.test(`plots: ${name} has no text that touches another or is cut`, async () => {
    const svg = await renderSvg(figure());
    assertNotEquals(textsOf(svg).length, 0);
    assertEquals(collisionsOf(svg), []);
  });

  Deno.test(`plots: ${name} printed 8 cm wide has no letter under 6 points`, async () => {
    const svg = await renderSvg(figure());
    const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
    const points = Math.min(...sizes) * (8 / 2.54 * 72) / sizeOf(svg).width;
    assertEquals(points >= 6, true, `${points} points`);
  });

  Deno.test(`plots: ${name} drawn twice has the same bytes`, async () => {
    assertEquals(await renderSvg(figure()), await renderSvg(figure()));
  });

  Deno.test({
    name: `plots: ${name} is the picture in tests/fixtures/plot (needs read)`,
    ignore: !granted("read"),
    fn: async () => await assertPicture(name, await renderSvg(figure())),
  });
}
