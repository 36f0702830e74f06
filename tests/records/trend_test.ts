import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { chanceOfClimb, falls, rises, trend } from "../../src/records/trend.ts";

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

Deno.test("rises and falls want two values at least", () => {
  for (const values of [[], [1]]) assert(!rises(values) && !falls(values));
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

Deno.test("chanceOfClimb counts the orders that climb as much", () => {
  assertAlmostEquals(chanceOfClimb([1, 2, 3, 4]), 1 / 24, 1e-12);
  assertAlmostEquals(chanceOfClimb([1, 3, 2, 4]), 4 / 24, 1e-12);
  assertAlmostEquals(chanceOfClimb([4, 3, 2, 1]), 1, 1e-12);
  const orders = permutations([1, 2, 3, 4, 5, 6]);
  const score = (order: readonly number[]) =>
    order.reduce((sum, a, i) => sum + order.slice(i).filter((b) => b > a).length, 0);
  const values = [2, 1, 4, 3, 6, 5];
  const share = orders.filter((order) => score(order) >= score(values)).length / orders.length;
  assertAlmostEquals(chanceOfClimb(values), share, 1e-12);
});

Deno.test("chanceOfClimb agrees with the exact count where the approximation takes over", () => {
  const wave = Array.from({ length: 51 }, (_, i) => i + 90 * Math.sin(7 * i));
  assertAlmostEquals(chanceOfClimb(wave), 0.135418, 1e-3); // Kendall's recurrence, in Python
});

Deno.test("chanceOfClimb of ties and of what is not a number", () => {
  assertEquals(chanceOfClimb([1, 1, 1]), 1);
  assertEquals(chanceOfClimb([1, NaN, 3, 4]), 1);
  assertEquals(chanceOfClimb([7]), 1);
  // SciPy 1.11's kendalltau of [1, 2, 2, 3, 4, 4] with its order has the score 13; Mann's variance with two pairs of ties is 79/3
  assertAlmostEquals(chanceOfClimb([1, 2, 2, 3, 4, 4]), 0.00969, 1e-4);
});

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, i) =>
    permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest])
  );
}
