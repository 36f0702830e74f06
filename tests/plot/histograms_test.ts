import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { histograms } from "../../src/plot/histograms.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { binRows } from "../support/plot_rows.ts";
import { panelsOf, textsIn } from "../support/spec_panels.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const bin = (start: number, end: number, value: number, panel = "a") => ({
  bin_start: start,
  bin_end: end,
  value,
  panel,
});

Deno.test("histograms() gives all panels the same two domains", () => {
  const panels = panelsOf(histograms(binRows(), { title: "t", panel: "panel" }));
  assertEquals(panels.length, 4);
  assertEquals(new Set(panels.map(({ x, y }) => JSON.stringify([x.domain, y.domain]))).size, 1);
});

Deno.test("histograms() covers every filled bin, and 0, and leaves empty bins at the ends out", () => {
  const rows = [bin(-9, -8, 0), bin(1, 2, 3), bin(2, 3, 4), bin(3, 9, 0)];
  const [panel] = panelsOf(histograms(rows, { title: "t" }));
  assertEquals(panel!.x.domain, [0, 3]);
  assertEquals(panel!.y.domain, [0, 5]);
});

Deno.test("histograms() draws bars that touch as one outline, exactly as high as their counts", () => {
  const rows = [bin(1, 2, 3), bin(2, 3, 4), bin(4, 5, 1)];
  const [panel] = panelsOf(histograms(rows, { title: "t" }));
  assertEquals(panel!.values("area").map(({ x, y, run }) => [x, y, run]), [
    [1, 3, 0],
    [2, 3, 0],
    [2, 4, 0],
    [3, 4, 0],
    [4, 1, 1],
    [5, 1, 1],
  ]);
});

Deno.test("histograms() joins bins whose ends differ in the last digit", () => {
  const rows = Array.from(
    { length: 40 },
    (_, at) => bin(-1.6 + 0.2 * at, -1.6 + 0.2 * at + 0.2, 1 + at),
  );
  const [panel] = panelsOf(histograms(rows, { title: "t" }));
  const right = panel!.values("area").filter(({ y }) => Number(y) > 8);
  assertEquals(new Set(right.map(({ run }) => run)).size, 1);
  assert(right.every(({ x }, at) => at === 0 || x! >= right[at - 1]!.x!));
});

Deno.test("histograms() has a line at 0 and tells bins left of it apart in colour and legend", () => {
  const spec = histograms([bin(-1, 0, 2), bin(0, 1, 3)], { title: "t" });
  const [panel] = panelsOf(spec);
  assert(panel!.values("rule").some(({ x }) => x === 0));
  assert(textsIn(spec).includes("misclassified"));
  const onlyRight = histograms([bin(0, 1, 3)], { title: "t" });
  assert(!textsIn(onlyRight).includes("misclassified"));
});

Deno.test("histograms() marks the given mean of each panel, else that of the bins and says so", () => {
  const rows = [bin(0, 1, 1), bin(1, 2, 3), bin(0, 2, 1, "b")];
  const means = [bin(NaN, NaN, 99, "c"), bin(NaN, NaN, 1.3, "a"), bin(NaN, NaN, 0.7, "b")];
  const given = histograms(rows, { title: "t", panel: "panel", means });
  const atMeans = panelsOf(given).map((panel) => panel.values("rule").at(-1)!.x);
  assertEquals(atMeans, [1.3, 0.7]);
  assert(textsIn(given).includes("mean"));
  const estimated = histograms(rows, { title: "t", panel: "panel" });
  const [first] = panelsOf(estimated);
  assertAlmostEquals(Number(first!.values("rule").at(-1)!.x), (0.5 + 3 * 1.5) / 4);
  assert(textsIn(estimated).includes("mean, from the bins"));
});

Deno.test("histograms() counts bins that cannot be drawn in a note", () => {
  const spec = histograms([bin(0, 1, NaN), bin(1, 2, 3)], { title: "t" });
  assertStringIncludes(textsIn(spec).join(" "), "1 value is missing or not finite, and not drawn.");
});

Deno.test("histograms() says in words how many examples lie where", () => {
  const { description } = histograms([bin(-1, 0, 2), bin(0, 1, 3)], { title: "t", panel: "panel" });
  assertStringIncludes(description, "a: 5 examples from −1 to 1.");
});

Deno.test("histograms() of 30 panels have no text that touches another", async () => {
  const rows = ["lr, train", "lr, test", "mlp, train", "mlp, test", "cnn, train", "cnn, test"]
    .flatMap((model, line) =>
      [1, 10, 50, 100, 200].flatMap((epoch) =>
        [-1, 0, 1, 2].map((start) => ({
          ...bin(start * (line + 1), (start + 1) * (line + 1), 10 + 90 * Math.abs(start)),
          model,
          epoch: `epoch ${epoch}`,
        }))
      )
    );
  const spec = histograms(rows, {
    title: "Margins",
    row: "model",
    column: "epoch",
    shareX: "line",
    shareY: "line",
    yLabel: "",
  });
  assertEquals(panelsOf(spec).length, 30);
  assertEquals(collisionsOf(await renderSvg(spec)), []);
});

Deno.test("histograms() draws no bins as no data", () => {
  assertEquals(textsIn(histograms([], { title: "t" })), ["no data"]);
});
