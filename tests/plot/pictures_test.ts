import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { renderSvg } from "../../src/plot/render.ts";
import { granted } from "../support/permissions.ts";
import { assertPicture } from "../support/picture.ts";
import { plotFigures } from "../support/plot_figures.ts";
import { collisionsOf, sizeOf, textsOf } from "../support/svg_texts.ts";

for (const [name, figure] of Object.entries(plotFigures)) {
  let drawn: Promise<string> | undefined;
  const picture = () => drawn ??= renderSvg(figure());

  Deno.test(`plots: ${name} has no text that touches another or is cut`, async () => {
    assertNotEquals(textsOf(await picture()).length, 0);
    assertEquals(collisionsOf(await picture()), []);
  });

  Deno.test(`plots: ${name} printed 8 cm wide has no letter under 6 points`, async () => {
    const sizes = [...(await picture()).matchAll(/font-size="([\d.]+)px"/g)];
    const smallest = Math.min(...sizes.map(([, size]) => Number(size)));
    const points = smallest * (8 / 2.54 * 72) / sizeOf(await picture()).width;
    assert(points >= 6, `${points} points`);
  });

  Deno.test(`plots: ${name} drawn twice has the same bytes`, async () => {
    assertEquals(await renderSvg(figure()), await picture());
  });

  Deno.test({
    name: `plots: ${name} is the picture in tests/fixtures/plot (needs read)`,
    ignore: !granted("read"),
    fn: async () => await assertPicture(name, await picture()),
  });
}
