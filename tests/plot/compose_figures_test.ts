import { assertEquals, assertStringIncludes } from "@std/assert";
import { composeFigures } from "../../src/plot/compose_figures.ts";
import { curves } from "../../src/plot/curves.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { errorRows, marginRows } from "../support/plot_rows.ts";
import { panelsOf, textsIn } from "../support/spec_panels.ts";
import { collisionsOf, textsOf } from "../support/svg_texts.ts";

const parts = () => [
  curves(marginRows(), { title: "Margins", column: "method", series: "metric", xScale: "log" }),
  curves(errorRows(), { title: "Errors", series: "split", xScale: "log", yScale: "log" }),
];

Deno.test("composeFigures() keeps every part's panels, title behind a letter, and notes", async () => {
  const spec = composeFigures(parts(), { title: "Both", rows: marginRows() });
  assertEquals(panelsOf(spec).length, 3);
  const texts = textsOf(await renderSvg(spec)).map(({ text }) => text);
  for (const text of ["Both", "(a) Margins", "(b) Errors"]) {
    assertEquals(texts.includes(text), true);
  }
  assertStringIncludes(textsIn(spec).join(" "), "foot of a logarithmic axis");
});

Deno.test("composeFigures() says where the rows come from once, and describes every part", async () => {
  const spec = composeFigures(parts(), { title: "Both", rows: marginRows() });
  const svg = await renderSvg(spec);
  assertEquals(svg.match(/smoke profile/g)?.length, 1);
  assertStringIncludes(spec.description, "(a) Margins. Curves.");
  assertStringIncludes(spec.description, "(b) Errors. Curves.");
});

Deno.test("composeFigures() of one to six parts lets no text touch", async () => {
  for (let count = 1; count <= 6; count++) {
    const figures = Array.from({ length: count }, (_, at) => parts()[at % 2]!);
    const spec = composeFigures(figures, { title: `${count} parts`, rows: marginRows() });
    assertEquals(collisionsOf(await renderSvg(spec)), []);
  }
});

Deno.test("composeFigures() of nothing says so", () => {
  assertEquals(textsIn(composeFigures([], { title: "None" })), ["no data"]);
});
