/**
 * The two numbers of the paper's title, and the histogram between them.
 *
 * @module
 */

/**
 * The average margin: the mean of |m| over the examples, a distance in pixel
 * space (section 2).
 *
 * @param margins Signed margins, one an example.
 * @throws {RangeError} If there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averageMargin } from "@marginlab/marginlab";
 *
 * assertEquals(averageMargin([3, -1]), 2);
 * ```
 */
export function averageMargin(margins: ArrayLike<number>): number {
  requireSome(margins, "average margin");
  let sum = 0;
  for (let i = 0; i < margins.length; i++) sum += Math.abs(margins[i]);
  return sum / margins.length;
}

/**
 * The minimum margin: the smallest signed margin, negative as long as one
 * example is misclassified (section 2).
 *
 * @param margins Signed margins, one an example; a NaN among them makes the result NaN.
 * @throws {RangeError} If there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { minimumMargin } from "@marginlab/marginlab";
 *
 * assertEquals(minimumMargin([3, -1]), -1);
 * ```
 */
export function minimumMargin(margins: ArrayLike<number>): number {
  requireSome(margins, "minimum margin");
  let least = Infinity;
  for (let i = 0; i < margins.length; i++) least = Math.min(least, margins[i]);
  return least;
}

/**
 * The share of examples whose margin is not positive: misclassified, or on the boundary.
 *
 * @param margins Signed margins, one an example.
 * @throws {RangeError} If there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { errorRate } from "@marginlab/marginlab";
 *
 * assertEquals(errorRate([2, 1, 0, -1]), 0.5);
 * ```
 */
export function errorRate(margins: ArrayLike<number>): number {
  requireSome(margins, "error rate");
  let wrong = 0;
  for (let i = 0; i < margins.length; i++) if (!(margins[i] > 0)) wrong++;
  return wrong / margins.length;
}

/** One bar of a histogram: how many values lie in [start, end), the last bar's end included. */
export interface Bin {
  /** The lower end, in. */
  readonly start: number;
  /** The upper end, out. */
  readonly end: number;
  /** How many values. */
  readonly count: number;
}

/**
 * Counts values in equal bins. Values outside the range are counted in the
 * first or the last bin, so that the counts always add up.
 *
 * @param values Finite numbers.
 * @param options The range and the number of bins.
 * @throws {RangeError} If the range is empty, there is no bin, or a value is NaN.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { histogram } from "@marginlab/marginlab";
 *
 * const bins = histogram([0.2, 0.4, 9], { from: 0, to: 1, bins: 2 });
 * assertEquals(bins.map(({ count }) => count), [2, 1]);
 * ```
 */
export function histogram(
  values: ArrayLike<number>,
  options: { from: number; to: number; bins: number },
): Bin[] {
  const { from, to, bins } = options;
  if (!(to > from) || !(bins >= 1)) {
    throw new RangeError(
      `Cannot count into ${bins} bins from ${from} to ${to}: the range is empty`,
    );
  }
  const width = (to - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) throw new RangeError(`Cannot count value ${i}: it is NaN`);
    counts[Math.min(bins - 1, Math.max(0, Math.floor((values[i] - from) / width)))]++;
  }
  return counts.map((count, i) => ({
    start: from + i * width,
    end: from + (i + 1) * width,
    count,
  }));
}

function requireSome(margins: ArrayLike<number>, what: string): void {
  if (margins.length === 0) throw new RangeError(`Cannot take the ${what}: there are no margins`);
}
