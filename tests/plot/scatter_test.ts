import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { renderSvg } from "../../src/plot/render.ts";
import { scatter } from "../../src/plot/scatter.ts";
import { bracketRows } from "../support/plot_rows.ts";
import { panelsOf, textsIn } from "../support/spec_panels.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const options = { title: "t", x: "a", y: "b" } as const;

Deno.test("scatter() has equal axes, square panels and the diagonal from corner to corner", () => {
  for (const scale of ["linear", "log"] as const) {
    const rows = [{ a: 0.5, b: 9 }, { a: 2, b: 40 }];
    const [panel] = panelsOf(scatter(rows, { ...options, scale }));
    assertEquals(panel!.x.domain, panel!.y.domain);
    assertEquals(panel!.width, panel!.height);
    assertEquals(panel!.values("line").map(({ x, y }) => [x, y]), [
      [panel!.x.domain[0], panel!.x.domain[0]],
      [panel!.x.domain[1], panel!.x.domain[1]],
    ]);
  }
});

Deno.test("scatter() draws every point, those at 0 at the foot of both logarithmic axes", () => {
  const rows = [{ a: 0, b: 1 }, { a: 0.5, b: 0 }, { a: 2, b: 3 }];
  const spec = scatter(rows, { ...options, scale: "log" });
  const [panel] = panelsOf(spec);
  const [low] = panel!.x.domain;
  assertEquals(panel!.x.domain, panel!.y.domain);
  assertEquals(panel!.values("point").map(({ x, y }) => [x, y]), [[low, 1], [0.5, low], [2, 3]]);
  assertEquals([panel!.x.labels![0], panel!.y.labels![0]], ["0", "0"]);
  assertStringIncludes(textsIn(spec).join(" "), "foot of a logarithmic axis");
});

Deno.test("scatter() rings the points that stand out and counts them in the legend", () => {
  const above = (row: { a: number; b: number }) => row.a > row.b;
  const rows = [{ a: 1, b: 2 }, { a: 3, b: 2 }];
  const spec = scatter(rows, { ...options, highlight: { label: "too large", test: above } });
  const [panel] = panelsOf(spec);
  assertEquals(panel!.values("point").map(({ x }) => x), [1, 3, 3]);
  assert(textsIn(spec).includes("too large (1)"));
});

Deno.test("scatter() in panels shares one domain and touches no text", async () => {
  const spec = scatter(bracketRows(), { title: "t", x: "estimate", y: "found", column: "model" });
  const panels = panelsOf(spec);
  assertEquals(panels.length, 2);
  assertEquals(panels[0]!.x.domain, panels[1]!.y.domain);
  assertEquals(collisionsOf(await renderSvg(spec)), []);
});

Deno.test("scatter() counts points without a place in a note, and says no data without any", () => {
  const spec = scatter([{ a: 1, b: NaN }, { a: 1, b: 1 }], options);
  assertStringIncludes(textsIn(spec).join(" "), "1 value is missing or not finite, and not drawn.");
  assertEquals(textsIn(scatter([], options)), ["no data"]);
});
