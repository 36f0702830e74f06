/**
 * Projected gradient descent on the l2 ball (Madry et al. 2018, "Towards Deep
 * Learning Models Resistant to Adversarial Attacks"), made of a loss, a start,
 * a step and a projection.
 *
 * @module
 */
import { type Answer, type Attack, type Point, predictedClass, type Walk } from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { type Projection, type ProjectionName, projections } from "./l2_ball.ts";
import { type LossName, untargetedLosses } from "./losses.ts";
import { type Start, type StartName, starts } from "./starts.ts";

/** Everything {@linkcode pgd} is made of; JSON-safe. */
export interface PgdSettings {
  /** What is climbed. */
  readonly loss: "cross_entropy" | "log_odds" | "margin";
  /** Where it begins. */
  readonly start: StartName;
  /** How a moved point is brought back. */
  readonly projection: ProjectionName;
  /** How many steps are made. */
  readonly steps: number;
  /** How far a step goes along the normalised gradient, in pixel space (foolbox's `abs_stepsize`). */
  readonly stepSize: number;
  /** Gradients are divided by their norm, or by this where the norm is smaller. */
  readonly gradientFloor: number;
  /** Which iterate is judged: the last one alone, or the first that is misclassified. */
  readonly counts: "last_iterate" | "any_iterate";
}

/** As Wu and Yu (2019) ran it: its float32 cross-entropy gets stuck on confident networks. */
export const paperPgd: PgdSettings = {
  loss: "cross_entropy",
  start: "noise_image",
  projection: "box_then_ball",
  steps: 1000,
  stepSize: 0.01,
  gradientFloor: 1e-6,
  counts: "last_iterate",
};

/** The same budget on the logit margin: what conclusions should be drawn from. */
export const marginPgd: PgdSettings = {
  ...paperPgd,
  loss: "margin",
  gradientFloor: 1e-12,
  counts: "any_iterate",
};

/**
 * An l2 PGD attack.
 *
 * @param settings What differs from {@linkcode marginPgd}.
 * @throws {RangeError} If a budget or the floor is not positive or a name not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pgd } from "@marginlab/marginlab";
 *
 * const attack = pgd({ steps: 40 });
 * assertEquals(attack.settings.loss, "margin");
 * ```
 */
export function pgd(settings: Partial<PgdSettings> = {}): Attack {
  const all: PgdSettings = { ...marginPgd, ...settings };
  checkSettings("pgd", {
    counts: { steps: all.steps },
    positive: { stepSize: all.stepSize, gradientFloor: all.gradientFloor },
    names: {
      loss: [all.loss, untargetedLosses],
      start: [all.start, Object.keys(starts)],
      projection: [all.projection, Object.keys(projections)],
      counts: [all.counts, ["last_iterate", "any_iterate"]],
    },
  });
  const start = starts[all.start];
  const projection = projections[all.projection];
  return {
    name: "pgd",
    settings: { ...all },
    gradientFloor: all.gradientFloor,
    minimal: false,
    walk: (point, radius) => walk(point, radius, all, start, projection),
  };
}

function* walk(
  point: Point,
  radius: number,
  { loss, steps, stepSize, gradientFloor, counts }: PgdSettings,
  start: Start,
  projection: Projection,
): Walk {
  const x = start(point, radius);
  const before = new Float32Array(x.length);
  for (let step = 0; step < steps; step++) {
    const answer = yield { x, loss: loss satisfies LossName };
    if (counts === "any_iterate" && predictedClass(answer.logits) !== point.label) return x;
    before.set(x);
    stepAlongGradient(x, answer, stepSize, gradientFloor);
    projection(x, point.origin, radius);
    // An iterate that came back to itself will do so for ever: the remaining steps change nothing.
    if (isSame(x, before)) return x;
  }
  return x;
}

/** Moves `x` by `stepSize` along the gradient over its norm, or over `floor` where that is larger; not at all if the gradient is not finite. */
export function stepAlongGradient(
  x: Float32Array,
  { gradient, gradientNorm }: Pick<Answer, "gradient" | "gradientNorm">,
  stepSize: number,
  floor: number,
): void {
  if (!Number.isFinite(gradientNorm)) return;
  const scale = stepSize / Math.max(gradientNorm, floor);
  for (let i = 0; i < x.length; i++) x[i] = x[i]! + scale * gradient[i]!;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
