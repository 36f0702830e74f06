/**
 * How far a share of a sample can be trusted.
 *
 * @module
 */

/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959964;

/** An interval and the standard error. */
export interface Uncertainty {
  /** The lower end of the 95 % interval. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
  /** The estimated standard deviation of the estimate itself. */
  readonly standard_error: number;
}

/**
 * Wilson's 95 % interval of a share (Wilson 1927): the shares of the whole
 * from which the sample is less than 1.96 standard errors away.
 *
 * @param share Of the sample, in [0, 1].
 * @param size How many the sample is of.
 */
export function shareInterval(share: number, size: number): { low: number; high: number } {
  const z2 = z ** 2;
  const centre = (share + z2 / (2 * size)) / (1 + z2 / size);
  const half = Math.sqrt((share * (1 - share)) / size * z2 + (z2 / (2 * size)) ** 2) /
    (1 + z2 / size);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * A standard error that is not 0 where the share is 0 or 1: that of the share
 * with z²/2 successes and as many failures added (Agresti and Coull 1998).
 */
export function cautiousError(share: number, size: number): number {
  const n = size + z ** 2;
  const centre = (share * size + z ** 2 / 2) / n;
  return Math.sqrt(centre * (1 - centre) / n);
}

/** What is known of a share of so many: Wilson's interval and the binomial standard error. */
export function shareUncertainty(share: number, size: number): Uncertainty {
  return {
    ...shareInterval(share, size),
    standard_error: Math.sqrt((share * (1 - share)) / size),
  };
}

/** What is known of the mean of some values: the normal 95 % interval; no end is known of fewer than two. */
export function meanUncertainty(values: readonly number[]): Uncertainty {
  const size = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / size;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = size > 1 ? Math.sqrt(squares / (size - 1) / size) : Infinity;
  return { low: mean - z * error, high: mean + z * error, standard_error: error };
}
