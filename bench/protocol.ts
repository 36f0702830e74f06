/**
 * How `compare.ts` and the engines talk: a JSON object a line.
 *
 * @module
 */

/** One thing to time. */
export interface Request {
  readonly model: string;
  readonly work: string;
  /** Seconds to spend on it. */
  readonly seconds: number;
  readonly threads: number;
}

/** The least milliseconds that a call took by the clock, and the mean of what its thread was on a processor; or why there is no number. */
export type Answer =
  | { readonly ms: number; readonly cpu: number | null }
  | { readonly error: string };
