import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { curves } from "../../src/plot/curves.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { plotFigures } from "../support/plot_figures.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const rows = [1, 2, 3].map((epoch) => ({ epoch, value: epoch }));

Deno.test("renderSvg() gives a picture a title and a description for screen readers", async () => {
  const svg = await renderSvg(
    curves(rows, { title: "A < B & C", description: "rising > falling" }),
  );
  assertMatch(
    svg,
    /^<svg [^>]* role="img"><title>A &lt; B &amp; C<\/title><desc>rising &gt; falling<\/desc>/,
  );
  assertEquals(svg.match(/ role="| aria-/g)?.length, 1);
});

Deno.test("renderSvg() gives the same bytes alone and among others at once", async () => {
  const figures = Object.values(plotFigures);
  const alone = [];
  for (const figure of figures) alone.push(await renderSvg(figure()));
  assertEquals(await Promise.all(figures.map((figure) => renderSvg(figure()))), alone);
});

Deno.test("renderSvg() gives clips ids that no other picture has", async () => {
  const ids = [];
  for (const last of [2, 2.5]) {
    const svg = await renderSvg(curves(rows, { title: "t", xDomain: [1, last] }));
    const [id] = svg.match(/(?<= id=")[^"]+/)!;
    assert(svg.includes(`url(#${id})`));
    ids.push(id);
  }
  assertNotEquals(ids[0], ids[1]);
});

Deno.test("renderSvg() refuses a specification that Vega-Lite warns of, and goes on with the next", async () => {
  const spec = curves(rows, { title: "t" });
  const wrong = {
    ...spec,
    vconcat: [{ mark: "line", encoding: { x: { field: "x", bin: 7, type: "hm" } } }],
  };
  await assertRejects(() => renderSvg(wrong), Error, "renderSvg cannot draw the specification");
  assertMatch(await renderSvg(spec), /<\/svg>$/);
});

Deno.test("renderSvg() leaves Vega's own measure of text as it was", async () => {
  const { textMetrics } = await import("vega") as unknown as { textMetrics: { width: unknown } };
  const before = textMetrics.width;
  await renderSvg(curves(rows, { title: "t" }));
  assertEquals(textMetrics.width, before);
});

Deno.test("renderSvg() writes no character that XML forbids", async () => {
  const svg = await renderSvg(curves(rows, { title: "a\u0000b\u001fc", yLabel: "d\u0007e" }));
  // deno-lint-ignore no-control-regex
  assertEquals(/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(svg), false);
});

Deno.test("renderSvg() writes numbers alone as coordinates", async () => {
  for (const figure of Object.values(plotFigures)) {
    const svg = await renderSvg(figure());
    const attributes = [...svg.matchAll(/ (?:d|transform|x2?|y2?|width|height)="([^"]*)"/g)];
    assert(attributes.length > 20);
    assertEquals(attributes.filter(([, value]) => /NaN|Infinity|undefined/.test(value!)), []);
  }
});

Deno.test("collisionsOf() sees texts that touch and texts that are cut", () => {
  const text = (x: number, content: string) =>
    `<text text-anchor="start" transform="translate(${x},20)" font-size="13px">${content}</text>`;
  const svg = (inner: string) =>
    `<svg viewBox="0 0 100 40"><g transform="translate(5,0)">${inner}</g></svg>`;
  assertEquals(collisionsOf(svg(text(0, "one") + text(50, "two"))), []);
  assertEquals(collisionsOf(svg(text(0, "one") + text(10, "two"))), ['"one" touches "two"']);
  assertEquals(collisionsOf(svg(text(80, "three"))), ['"three" leaves the picture']);
});
