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

/** Milliseconds of one unit of the work, and what came out where that matters. */
export interface PeerAnswer {
  readonly ms: number;
  /** At each radius. */
  readonly accuracy?: readonly number[];
}
