/**
 * Seeded generators. Randomness is an argument everywhere in this project:
 * anything shaped like `Math.random` can be passed in, and what must be
 * repeatable or resumable takes a {@linkcode SeededRandom}.
 *
 * @module
 */
// @ts-types="npm:@types/seedrandom@3.0.8"
import seedrandom from "seedrandom";

/** A source of uniform numbers in [0, 1), shaped like `Math.random`. */
export type Random = () => number;

/** A {@linkcode Random} whose whole state can be written down and put back. */
export interface SeededRandom extends Random {
  /** The state as JSON-safe data; hand it to {@linkcode restoreRandom}. */
  state(): RandomState;
}

/** What a {@linkcode SeededRandom} is at one moment, JSON-safe. */
export type RandomState = Record<string, number>;

/**
 * A generator (Johannes Baagøe's Alea) fixed by a seed and, optionally, the
 * name of a stream: streams of one seed do not share numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { seededRandom } from "@marginlab/marginlab";
 *
 * assertEquals(seededRandom(7)(), seededRandom(7)());
 * ```
 */
export function seededRandom(seed: number | string, stream = ""): SeededRandom {
  return seedrandom.alea(`${seed}/${stream}`, { state: true }) as SeededRandom;
}

/**
 * The generator that goes on where {@linkcode SeededRandom.state} was taken.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { restoreRandom, seededRandom } from "@marginlab/marginlab";
 *
 * const random = seededRandom(7);
 * const rest = restoreRandom(random.state());
 * assertEquals(rest(), random());
 * ```
 */
export function restoreRandom(state: RandomState): SeededRandom {
  return seedrandom.alea("", { state: state as unknown as seedrandom.State.Alea }) as SeededRandom;
}

/**
 * One number from the standard normal distribution (Box and Muller: two uniforms make one number).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { normal, seededRandom } from "@marginlab/marginlab";
 *
 * const random = seededRandom(7);
 * const values = Array.from({ length: 10_000 }, () => normal(random));
 * const mean = values.reduce((sum, value) => sum + value) / values.length;
 * assert(Math.abs(mean) < 0.05);
 * ```
 */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
