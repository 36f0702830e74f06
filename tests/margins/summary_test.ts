import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { averageMargin, errorRate, histogram, minimumMargin } from "../../src/margins/summary.ts";

const options = { seed: 20190724 };
const margins = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 });

Deno.test("averageMargin is unsigned, minimumMargin signed", () => {
  assertEquals(averageMargin([-2, 1]), 1.5);
  assertEquals(minimumMargin([-2, 1]), -2);
  assertEquals(minimumMargin([0.5, 1]), 0.5);
});

Deno.test("averageMargin is at least the size of minimumMargin when nothing is misclassified", () => {
  fc.assert(
    fc.property(margins, (values) => {
      const right = values.map(Math.abs);
      return averageMargin(right) >= minimumMargin(right) - 1e-12;
    }),
    options,
  );
});

Deno.test("errorRate counts the boundary itself, and NaN, as wrong", () => {
  assertEquals(errorRate([1, 0, -1, NaN]), 0.75);
});

Deno.test("minimumMargin lets a NaN be seen", () => {
  assertEquals(minimumMargin([1, NaN, 2]), NaN);
});

Deno.test("margins of nothing are an error", () => {
  assertThrows(() => averageMargin([]), RangeError, "no margins");
  assertThrows(() => minimumMargin([]), RangeError, "no margins");
  assertThrows(() => errorRate([]), RangeError, "no margins");
});

Deno.test("histogram's counts add up to the number of values, outliers included", () => {
  fc.assert(
    fc.property(margins, fc.integer({ min: 1, max: 40 }), (values, bins) => {
      const counted = histogram(values, { from: -1, to: 2, bins });
      assertEquals(counted.length, bins);
      assertEquals(counted.reduce((sum, bin) => sum + bin.count, 0), values.length);
      assertAlmostEquals(counted[bins - 1].end, 2, 1e-12);
    }),
    options,
  );
});

Deno.test("histogram puts a value into the bin that holds it", () => {
  const counts = histogram([0, 0.5, 0.99, 1], { from: 0, to: 1, bins: 2 }).map((bin) => bin.count);
  assertEquals(counts, [1, 3]);
});

Deno.test("histogram refuses NaN and an empty range", () => {
  assertThrows(() => histogram([NaN], { from: 0, to: 1, bins: 2 }), RangeError, "NaN");
  assertThrows(() => histogram([1], { from: 1, to: 1, bins: 2 }), RangeError, "empty");
});
