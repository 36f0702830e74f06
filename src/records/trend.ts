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
 * it sinks (rank correlation above 0). A setback on the way does not undo a rise.
 */
export function rises(values: readonly number[]): boolean {
  const { first, last, rankCorrelation } = trend(values);
  return last > first && values.every((value) => value <= last) && rankCorrelation > 0;
}

/** Whether a series falls: its negative {@linkcode rises}. */
export function falls(values: readonly number[]): boolean {
  return rises(values.map((value) => -value));
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
