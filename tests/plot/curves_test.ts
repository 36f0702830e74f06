import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { curves } from "../../src/plot/curves.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { deepRows, errorRows, marginRows, svmRows } from "../support/plot_rows.ts";
import { panelsOf, textsIn } from "../support/spec_panels.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const row = (epoch: number | null, value: number | null) => ({ epoch, value });

Deno.test("curves() gives panels that are compared one domain, and says its ticks once", () => {
  const panels = panelsOf(curves(marginRows(), { title: "t", column: "method", xScale: "log" }));
  assertEquals(panels.length, 2);
  assertEquals(panels[0]!.y.domain, panels[1]!.y.domain);
  assertEquals(panels[0]!.x.domain, [1, 10_000]);
  assertEquals(panels.map(({ y }) => y.labels === null), [false, true]);
});

Deno.test("curves() gives panels of different quantities domains of their own", () => {
  const panels = panelsOf(
    curves(deepRows(), { title: "t", row: "metric", column: "model", shareY: "none" }),
  );
  assertEquals(panels.length, 6);
  assertEquals(new Set(panels.map(({ y }) => String(y.domain))).size, 6);
  assert(panels.every(({ y }) => y.labels !== null));
});

Deno.test("curves() can share a domain along each line alone", () => {
  const panels = panelsOf(
    curves(deepRows(), { title: "t", row: "metric", column: "model", shareY: "line" }),
  );
  const domains = panels.map(({ y }) => String(y.domain));
  assertEquals(new Set(domains.slice(0, 3)).size, 1);
  assertEquals(new Set(domains).size, 2);
});

Deno.test("curves() draws every value, those of 0 at the foot of a logarithmic axis, and says so", () => {
  const spec = curves(errorRows(), { title: "t", series: "split", xScale: "log", yScale: "log" });
  const [panel] = panelsOf(spec);
  const drawn = panel!.values("line");
  const zeros = errorRows().filter(({ value }) => value === 0).length;
  assert(zeros > 5);
  assertEquals(drawn.length, errorRows().length);
  assertEquals(drawn.filter(({ y }) => y === panel!.y.domain[0]).length, zeros);
  assertEquals(panel!.y.labels![0], "0");
  assertStringIncludes(textsIn(spec).join(" "), "stand at the foot of a logarithmic axis");
});

Deno.test("curves() breaks a line where values are missing, marks what stands alone, counts in a note", () => {
  const values = [1, 2, NaN, 4, Infinity, null, 7, 8];
  const spec = curves(values.map((value, index) => row(index + 1, value)), { title: "t" });
  const [panel] = panelsOf(spec);
  assertEquals(panel!.values("line").map(({ run }) => run), [0, 0, 1, 3, 3]);
  assertEquals(panel!.values("point").map(({ x }) => x), [1, 2, 4, 7, 8]);
  assertStringIncludes(
    textsIn(spec).join(" "),
    "3 values are missing or not finite, and not drawn.",
  );
});

Deno.test("curves() marks a point that stands alone among many", () => {
  const rows = Array.from({ length: 100 }, (_, at) => row(at, at === 50 || at === 52 ? NaN : at));
  const [panel] = panelsOf(curves(rows, { title: "t" }));
  const marks = panel!.values("point").map(({ x }) => x);
  assert(marks.includes(51) && marks.length < 12, String(marks));
});

Deno.test("curves() draws a rule in the panel whose keys it has, or in all if it has no panel's", () => {
  const options = { title: "t", column: "method", series: "metric" } as const;
  const own = svmRows().map((rule) => ({ ...rule, method: "gd" }));
  const everywhere = panelsOf(curves(marginRows(), { ...options, rules: svmRows() }));
  const inOne = panelsOf(curves(marginRows(), { ...options, rules: own }));
  assertEquals(everywhere.map((panel) => panel.values("rule").length), [2, 2]);
  assertEquals(inOne.map((panel) => panel.values("rule").length), [2, 0]);
  assert(everywhere[0]!.texts.includes("SVM 1.35"));
});

Deno.test("curves() has room for its rules and bands", () => {
  const rows = [{ ...row(1, 1), low: -2, high: 1.2 }, { ...row(2, 1), low: 0.5, high: 1.2 }];
  const rules = [{ ...row(null, 9), low: 0, high: 0 }];
  const [panel] = panelsOf(curves(rows, { title: "t", band: ["low", "high"], rules }));
  const [low, high] = panel!.y.domain;
  assert(low <= -2 && high >= 9);
  assertEquals(panel!.values("area").map(({ y, y2 }) => [y, y2]), [[-2, 1.2], [0.5, 1.2]]);
});

Deno.test("curves() sorts by x and keeps equal values in their order", () => {
  const [panel] = panelsOf(curves([row(3, 1), row(1, 2), row(2, 3)], { title: "t" }));
  assertEquals(panel!.values("line").map(({ x }) => x), [1, 2, 3]);
});

Deno.test("curves() keeps a picture of 100,000 points small, with every extreme in it", () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, at) => row(at, at === 77_777 ? 9 : Math.sin(at)),
  );
  const [panel] = panelsOf(curves(rows, { title: "t" }));
  const drawn = panel!.values("line");
  assert(drawn.length < 8_000, String(drawn.length));
  assert(drawn.some(({ x, y }) => x === 77_777 && y === 9));
  assertEquals([drawn[0]!.x, drawn.at(-1)!.x], [0, 99_999]);
});

Deno.test("curves() says in words where each curve begins and ends", () => {
  const { description } = curves(deepRows(), {
    title: "t",
    row: "metric",
    column: "model",
    series: "split",
  });
  assertStringIncludes(description, "average margin, MLP, train: from ");
  assertStringIncludes(description, "minimum margin, CNN, test: from ");
});

Deno.test("curves() names its axes after the fields, and its panels in words", () => {
  const panels = panelsOf(curves(deepRows(), { title: "t", row: "metric", column: "model" }));
  assertEquals(panels[3]!.x.title, ["epoch"]);
  assertEquals(panels[0]!.x.title, null);
  assertEquals(panels[3]!.y.title, ["minimum margin"]);
  assertEquals(panels[2]!.texts, ["CNN"]);
});

Deno.test("curves() names the missing field and those there are", () => {
  const message =
    'curves cannot read field "epcoh": a row must have it, the rows have epoch, value';
  assertThrows(() => curves([row(1, 1)], { title: "t", x: "epcoh" }), RangeError, message);
});

Deno.test("curves() refuses panel together with row or column, and a number of columns that is none", () => {
  const both = { title: "t", panel: "epoch", row: "epoch" };
  assertThrows(() => curves([row(1, 1)], both), TypeError, "either panel, or row and column");
  for (const columns of [0, 1.5, NaN]) {
    const options = { title: "t", panel: "epoch", columns };
    assertThrows(() => curves([row(1, 1)], options), RangeError, `${columns} columns`);
  }
});

Deno.test("curves() reads numbers that came as text from a CSV file", () => {
  const [panel] = panelsOf(
    curves([{ epoch: "1", value: "0.5" }, { epoch: "2", value: "" }], { title: "t" }),
  );
  assertEquals(panel!.values("line").map(({ x, y }) => [x, y]), [[1, 0.5]]);
});

Deno.test("curves() draws no rows, and rows without a value, as no data", async () => {
  for (const rows of [[], [row(1, null), row(2, NaN)]]) {
    const spec = curves(rows, { title: "t", xScale: "log", series: "epoch", shareY: "none" });
    assert(textsIn(spec).includes("no data"));
    assertStringIncludes(await renderSvg(spec), "no data");
  }
});

Deno.test("curves() never lets texts touch, whatever is drawn", async () => {
  const value = fc.oneof(fc.double({ min: -1e3, max: 1e6, noNaN: true }), fc.constantFrom(0, NaN));
  const long = fc.constantFrom("a", "lr", "normalised_gd", "a rather long name of a method");
  const rows = fc.array(
    fc.record({ epoch: fc.integer({ min: 0, max: 1e5 }), value, panel: long, method: long }),
    { minLength: 1, maxLength: 40 },
  );
  const options = fc.record({
    title: fc.constantFrom(
      "Margins",
      "A title that is much too long to stand on one line of the figure",
    ),
    xScale: fc.constantFrom("linear" as const, "log" as const),
    yScale: fc.constantFrom("linear" as const, "log" as const),
    shareX: fc.constantFrom("all" as const, "none" as const),
    shareY: fc.constantFrom("all" as const, "none" as const),
    percent: fc.boolean(),
    yLabel: fc.constantFrom("", "margin (l2)"),
    columns: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(rows, options, async (list, how) => {
      const spec = curves(list, { ...how, panel: "panel", series: "method" });
      assertEquals(collisionsOf(await renderSvg(spec)), []);
    }),
    { seed: 1, numRuns: 20 },
  );
});
