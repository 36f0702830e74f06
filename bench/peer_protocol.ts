/**
 * How `compare_attacks.ts` and its engines talk: a JSON object a line.
 *
 * @module
 */

/** One thing to time, and by whom or how it is done. */
export interface PeerQuestion {
  readonly work: string;
  readonly peer: string;
}

/** How long one unit of the work took, and what came out where that matters. */
export interface PeerAnswer {
  /** Milliseconds by the clock. */
  readonly ms: number;
  /** Milliseconds on a processor, all threads together: what a busy machine changes less. */
  readonly cpu: number;
  /** At each radius. */
  readonly accuracy?: readonly number[];
}
