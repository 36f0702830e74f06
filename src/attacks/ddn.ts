/**
 * DDN (Rony et al. 2019, "Decoupling Direction and Norm for Efficient
 * Gradient-Based L2 Adversarial Attacks and Defenses", algorithm 1).
 *
 * @module
 */
import { normal } from "../random.ts";
import { type Attack, type Point, predictedClass, type Walk } from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { clipToBox, l2Distance, l2Norm, scaleToDistance } from "./l2_ball.ts";
import { untargetedLosses } from "./losses.ts";
import { stepAlongGradient } from "./pgd.ts";

/** Everything {@linkcode ddn} is made of; JSON-safe. */
export interface DdnSettings {
  /** What is climbed. */
  readonly loss: "cross_entropy" | "log_odds" | "margin";
  /** How many steps are made. */
  readonly steps: number;
  /** By what share the norm shrinks after an adversarial step and grows after another (the paper's gamma). */
  readonly normChange: number;
  /** The first norm. */
  readonly firstNorm: number;
}

const gradientFloor = 1e-12;

/**
 * A DDN attack: a minimal one. The paper climbs cross-entropy; `log_odds`, the
 * default, has the same direction and never loses it to rounding. Results are
 * not rounded to 256 grey levels.
 *
 * @param settings What differs from 100 steps, change 0.05, first norm 1.
 * @throws {RangeError} If a budget is not positive, the change above 1 or a name not known.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { ddn } from "@marginlab/marginlab";
 *
 * assert(ddn({ steps: 200 }).minimal);
 * ```
 */
export function ddn(settings: Partial<DdnSettings> = {}): Attack {
  const all: DdnSettings = {
    loss: "log_odds",
    steps: 100,
    normChange: 0.05,
    firstNorm: 1,
    ...settings,
  };
  const { steps, normChange, firstNorm } = all;
  checkSettings("ddn", {
    counts: { steps },
    positive: { normChange, firstNorm },
    shares: { normChange },
    names: { loss: [all.loss, untargetedLosses] },
  });
  return {
    name: "ddn",
    settings: { ...all },
    gradientFloor,
    minimal: true,
    walk: (point, radius) => walk(point, radius, all),
  };
}

function* walk(
  { origin, label, random }: Point,
  radius: number,
  { loss, steps, normChange, firstNorm }: DdnSettings,
): Walk {
  const x = origin.slice();
  const farthest = l2Norm(origin.map((pixel) => Math.max(pixel, 1 - pixel)));
  let norm = firstNorm;
  let best: Float32Array | null = null;
  let bestDistance = Infinity;
  for (let step = 0; step < steps; step++) {
    const answer = yield { x, loss };
    const adversarial = predictedClass(answer.logits) !== label;
    const distance = l2Distance(x, origin);
    if (adversarial && distance < bestDistance) {
      best = x.slice();
      bestDistance = distance;
      if (distance <= radius && (radius < Infinity || distance === 0)) return best;
    }
    const stepSize = 0.01 + 0.99 * (1 + Math.cos(Math.PI * step / steps)) / 2;
    if (answer.gradientNorm > gradientFloor) {
      stepAlongGradient(x, answer, stepSize, gradientFloor);
    } else {
      const gradient = origin.map(() => normal(random));
      stepAlongGradient(x, { gradient, gradientNorm: l2Norm(gradient) }, stepSize, gradientFloor);
    }
    norm = Math.min(norm * (adversarial ? 1 - normChange : 1 + normChange), farthest);
    scaleToDistance(x, origin, norm);
    clipToBox(x);
  }
  return best;
}
