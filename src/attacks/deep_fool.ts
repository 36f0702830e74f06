/**
 * DeepFool (Moosavi-Dezfooli et al. 2016, "DeepFool: a Simple and Accurate
 * Method to Fool Deep Neural Networks", algorithm 2), l2.
 *
 * @module
 */
import { type Attack, likeliestRivals, type Point, predictedClass, type Walk } from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { clipToBox } from "./l2_ball.ts";

/** Everything {@linkcode deepFool} is made of; JSON-safe. */
export interface DeepFoolSettings {
  /** How many linearisations are made at most. */
  readonly steps: number;
  /** By what share the sum of all moves is lengthened, to end beyond the boundary. */
  readonly overshoot: number;
  /** How many of the likeliest other classes are linearised in each step. */
  readonly candidates: number;
}

/** Keeps a step from ending on the boundary where the logits are equal already. */
const smallestGap = 1e-6;
const gradientFloor = 1e-12;

/**
 * A DeepFool attack: a minimal one that stops at the first adversarial point,
 * so its distance is an upper bound that other attacks often better. The paper
 * knows no box; here every iterate is clipped to it.
 *
 * @param settings What differs from 50 steps, overshoot 0.02, 9 candidates.
 * @throws {RangeError} If a budget is not positive or the overshoot negative.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { deepFool } from "@marginlab/marginlab";
 *
 * assert(deepFool().minimal);
 * ```
 */
export function deepFool(settings: Partial<DeepFoolSettings> = {}): Attack {
  const all: DeepFoolSettings = { steps: 50, overshoot: 0.02, candidates: 9, ...settings };
  const { steps, candidates, overshoot } = all;
  checkSettings("deepfool", { counts: { steps, candidates }, notNegative: { overshoot } });
  return {
    name: "deepfool",
    settings: { ...all },
    gradientFloor,
    minimal: true,
    walk: (point) => walk(point, all),
  };
}

function* walk(
  { origin, label }: Point,
  { steps, overshoot, candidates }: DeepFoolSettings,
): Walk {
  const x = origin.slice();
  const sum = new Float64Array(x.length);
  const nearestGradient = new Float32Array(x.length);
  let { logits } = yield { x, loss: null };
  const rivals = likeliestRivals(logits, label, candidates);
  for (let step = 0; step < steps; step++) {
    if (predictedClass(logits) !== label) return x;
    let nearest = Infinity;
    let move = 0;
    for (const target of rivals) {
      const answer = yield { x, loss: "difference", target };
      const gap = Math.abs(answer.loss) + smallestGap;
      const distance = gap / answer.gradientNorm;
      if (answer.gradientNorm > gradientFloor && distance < nearest) {
        nearest = distance;
        move = distance / answer.gradientNorm;
        nearestGradient.set(answer.gradient);
      }
    }
    if (nearest === Infinity) return null;
    for (let i = 0; i < x.length; i++) {
      sum[i]! += move * nearestGradient[i]!;
      x[i] = origin[i]! + (1 + overshoot) * sum[i]!;
    }
    clipToBox(x);
    ({ logits } = yield { x, loss: null });
  }
  return predictedClass(logits) === label ? null : x;
}
