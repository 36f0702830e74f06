/**
 * Whether a quantity rises or falls over a series of measurements.
 *
 * @module
 */

/** A series in three numbers. */
export interface Trend {
  /** The first value. */
  readonly first: number;
  /** The last value. */
  readonly last: number;
  /** Spearman's rank correlation of the values with their order, −1 to 1. */
  readonly rankCorrelation: number;
}

/**
 * Sums up a series.
 *
 * @param values In the order of measurement, at least two.
 * @throws {RangeError} If there are fewer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { trend } from "@marginlab/marginlab";
 *
 * assertEquals(trend([1, 3, 2, 4]), { first: 1, last: 4, rankCorrelation: 0.8 });
 * ```
 */
export function trend(values: readonly number[]): Trend {
  if (values.length < 2) throw new RangeError(`A trend needs two values, found ${values.length}`);
  return {
    first: values[0],
    last: values[values.length - 1],
    rankCorrelation: correlation(ranks(values), [...values.keys()]),
  };
}

/**
 * Whether a series rises: its last value is its highest, and it climbs more than
 * it sinks (rank correlation above 0). A setback on the way does not undo a rise; fewer than two values are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rises } from "@marginlab/marginlab";
 *
 * assertEquals([rises([1, 3, 2, 4]), rises([1, 3, 4, 2])], [true, false]);
 * ```
 */
export function rises(values: readonly number[]): boolean {
  if (values.length < 2) return false;
  const { first, last, rankCorrelation } = trend(values);
  return last > first && values.every((value) => value <= last) && rankCorrelation > 0;
}

/**
 * Whether a series falls: its negative {@linkcode rises}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { falls } from "@marginlab/marginlab";
 *
 * assertEquals([falls([4, 2, 3, 1]), falls([1, 3, 2, 4])], [true, false]);
 * ```
 */
export function falls(values: readonly number[]): boolean {
  return rises(values.map((value) => -value));
}

/**
 * How likely it is that values in random order climb as much as these or more:
 * the one-sided p-value of Mann's test (1945), from Kendall's count of pairs in
 * rising order. Exact for up to 50 values without ties, else by the normal
 * approximation with tie and continuity corrections.
 *
 * @param values In the order of measurement.
 * @returns 0 to 1; 1 where a value is not a number, or there are fewer than two.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chanceOfClimb } from "@marginlab/marginlab";
 *
 * assertAlmostEquals(chanceOfClimb([1, 2, 3, 4]), 1 / 24); // one order of 24 climbs as much
 * ```
 */
export function chanceOfClimb(values: readonly number[]): number {
  const n = values.length;
  if (n < 2 || values.some(Number.isNaN)) return 1;
  let score = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) score += Math.sign(values[j]! - values[i]!);
  }
  const ties = [...Map.groupBy(values, (value) => value).values()].map(({ length }) => length);
  if (n <= 50 && ties.every((size) => size === 1)) return chanceOfScore(n, score);
  const spread = (size: number) => size * (size - 1) * (2 * size + 5) / 18;
  const variance = ties.reduce((sum, size) => sum - spread(size), spread(n));
  return variance === 0 ? 1 : upperTail((score - 1) / Math.sqrt(variance));
}

/** The share of the orders of n values whose rising pairs exceed the sinking ones by `score` or more. */
function chanceOfScore(n: number, score: number): number {
  // [pairs out of order] the share of orders that have so many, for 1, 2, … n values
  let shares = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(shares.length + size - 1).fill(0);
    for (const [inversions, share] of shares.entries()) {
      for (let more = 0; more < size; more++) next[inversions + more]! += share / size;
    }
    shares = next;
  }
  const most = (n * (n - 1) / 2 - score) / 2; // sinking pairs
  return Math.min(1, shares.slice(0, most + 1).reduce((sum, share) => sum + share, 0));
}

/** The chance that a standard normal number is `z` or more (Abramowitz and Stegun 1964, 7.1.26: to 2e-7). */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2, t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t +
    0.254829592) * t;
  const tail = series * Math.exp(-x * x) / 2;
  return z < 0 ? 1 - tail : tail;
}

/** Ranks from 0; equal values share their mean rank. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let products = 0, squaresA = 0, squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    products += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) ** 2;
    squaresB += (b[i] - meanB) ** 2;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : products / Math.sqrt(squaresA * squaresB);
}
