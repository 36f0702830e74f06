/**
 * Square (Andriushchenko et al. 2020, "Square Attack: a Query-efficient
 * Black-box Adversarial Attack via Random Search", algorithm 3), l2. It asks
 * for logits only: where it does better than gradients, gradients lie.
 *
 * @module
 */
import { type Attack, type Point, predictedClass, type Walk } from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { clipToBox, scaleToDistance } from "./l2_ball.ts";
import { type Grid, gridOf, redistribute, tile } from "./square_windows.ts";

/** Everything {@linkcode square} is made of; JSON-safe. */
export interface SquareSettings {
  /** How often the network is asked about one example. */
  readonly queries: number;
  /** The first share of the image's area that a square covers (the paper's p). */
  readonly firstShare: number;
}

/**
 * A Square attack.
 *
 * @param settings What differs from 5,000 queries and a first share of 0.8.
 * @throws {RangeError} If one of them is not positive.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { square } from "@marginlab/marginlab";
 *
 * assertEquals(square().settings.queries, 5000);
 * ```
 */
export function square(settings: Partial<SquareSettings> = {}): Attack {
  const all: SquareSettings = { queries: 5000, firstShare: 0.8, ...settings };
  const { queries, firstShare } = all;
  checkSettings("square", {
    counts: { queries },
    positive: { firstShare },
    shares: { firstShare },
  });
  return {
    name: "square",
    settings: { ...all },
    gradientFloor: 0,
    minimal: false,
    walk: (point, radius) => walk(point, radius, all),
  };
}

function* walk(point: Point, radius: number, { queries, firstShare }: SquareSettings): Walk {
  const { origin, label, random } = point;
  const grid = gridOf(point.shape);
  const x = origin.slice();
  tile(x, grid, random);
  settle(x, origin, radius);
  let smallest = Infinity;
  const trial = x.slice();
  for (let query = 0; query < queries; query++) {
    if (query > 0) {
      trial.set(x);
      redistribute(trial, origin, grid, sideAt(query - 1, firstShare, grid), radius, random);
      settle(trial, origin, radius);
    }
    const { logits } = yield { x: trial, loss: null };
    if (predictedClass(logits) !== label) return trial;
    const lead = leadOf(logits, label);
    if (lead < smallest) {
      smallest = lead;
      x.set(trial);
    }
  }
  return null;
}

/** After how many queries the share is halved once more. */
const halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

function sideAt(query: number, firstShare: number, { rows, columns }: Grid): number {
  const share = firstShare / 2 ** halvings.filter((after) => query > after).length;
  const side = Math.max(Math.round(Math.sqrt(share * rows * columns)), 3);
  return Math.min(side + (side % 2 === 0 ? 1 : 0), rows, columns);
}

/** Stretches the perturbation to the whole radius and clips. */
function settle(x: Float32Array, origin: Float32Array, radius: number): void {
  scaleToDistance(x, origin, radius);
  clipToBox(x);
}

function leadOf(logits: Float32Array, label: number): number {
  let rival = -Infinity;
  logits.forEach((z, k) => rival = k === label ? rival : Math.max(rival, z));
  return logits[label]! - rival;
}
