import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { falls, rises, trend } from "../../src/records/trend.ts";

Deno.test("trend gives both ends and Spearman's rank correlation", () => {
  const { first, last, rankCorrelation } = trend([1, 10, 5, 20]);
  assertEquals([first, last], [1, 20]);
  assertAlmostEquals(rankCorrelation, 0.8, 1e-12);
});

Deno.test("trend shares the mean rank among ties", () => {
  assertAlmostEquals(trend([1, 1, 2]).rankCorrelation, Math.sqrt(3) / 2, 1e-12);
  assertEquals(trend([3, 3, 3]).rankCorrelation, 0);
});

Deno.test("rises and falls exclude one another and a flat line", () => {
  assert(rises([1, 2, 3]) && !falls([1, 2, 3]));
  assert(falls([3, 2, 1]) && !rises([3, 2, 1]));
  assert(!rises([2, 2, 2]) && !falls([2, 2, 2]));
});

Deno.test("rises forgives a setback on the way, not one at the end", () => {
  assert(rises([0, -1, 2, 1, 3]));
  assert(!rises([0, 1, 3, 2.9]));
});

Deno.test("rises needs the climb as well as the end", () => {
  assert(!rises([0, 9, 8, 7, 6, 5, 4, 3, 2, 10]));
});

Deno.test("a series with a NaN neither rises nor falls", () => {
  assert(!rises([1, NaN, 3]) && !falls([3, NaN, 1]));
});

Deno.test("a trend of one value is an error", () => {
  assertThrows(() => trend([1]), RangeError, "two values");
});
