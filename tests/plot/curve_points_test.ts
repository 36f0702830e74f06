import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { axisScale } from "../../src/plot/axis_scale.ts";
import { type CurvePoint, curvesOf, marked, thinned } from "../../src/plot/curve_points.ts";

const point = (x: number, y: number, series: string | null = null): CurvePoint => ({
  x,
  y,
  low: NaN,
  high: NaN,
  series,
  dash: null,
});
const frame = {
  width: 100,
  height: 50,
  x: axisScale([0, 1000], { along: "x", length: 100 }),
  y: axisScale([0, 10], { along: "y", length: 50 }),
};

Deno.test("curvesOf() parts by series, sorts by x and places in pixels from the upper left", () => {
  const curves = curvesOf([point(1000, 10, "b"), point(500, 5, "a"), point(0, 0, "a")], frame);
  assertEquals(curves.map((curve) => curve.map(({ left, top }) => [left, top])), [
    [[100, 0]],
    [[0, 50], [50, 25]],
  ]);
});

Deno.test("curvesOf() begins a new run after a missing value and drops points without x", () => {
  const [curve] = curvesOf([point(1, 1), point(2, NaN), point(3, 3), point(NaN, 3)], frame);
  assertEquals(curve!.map(({ x, run }) => [x, run]), [[1, 0], [3, 1]]);
});

Deno.test("thinned() keeps first, last, lowest and highest of every quarter pixel, in order", () => {
  const ys = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
    minLength: 1,
    maxLength: 2000,
  });
  fc.assert(
    fc.property(ys, (list) => {
      const [curve] = curvesOf(list.map((y, at) => point(at * 1000 / list.length, y)), frame);
      const kept = thinned(curve!);
      assert(kept.length <= 4 * 401);
      assert(kept.every((one, at) => at === 0 || one.x >= kept[at - 1]!.x));
      assertEquals([kept[0], kept.at(-1)], [curve![0], curve!.at(-1)]);
      const extremes = (points: typeof kept) => [
        Math.min(...points.map(({ y }) => y)),
        Math.max(...points.map(({ y }) => y)),
      ];
      assertEquals(extremes(kept), extremes(curve!));
    }),
    { seed: 1 },
  );
});

Deno.test("marked() marks all points of a short curve and few of a long one, shifted by curve", () => {
  const curveOf = (count: number) =>
    curvesOf(Array.from({ length: count }, (_, at) => point(at * 1000 / count, 5)), frame)[0]!;
  assertEquals(marked(curveOf(12), { width: 100, share: 0.5 }).length, 12);
  const [first, second] = [0.25, 0.75].map((share) => marked(curveOf(500), { width: 100, share }));
  assertEquals([first!.length, second!.length], [2, 2]);
  assert(second!.every(({ left }, at) => left - first![at]!.left > 20));
});
