/**
 * APGD, the step-size-free PGD of Croce and Hein 2020 ("Reliable Evaluation of
 * Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks",
 * algorithm 1), for the l2 ball.
 *
 * @module
 */
import { ApgdPace } from "./apgd_pace.ts";
import {
  type Answer,
  type Attack,
  likeliestRivals,
  type Point,
  predictedClass,
  type Query,
  type Walk,
} from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { projections } from "./l2_ball.ts";
import { losses } from "./losses.ts";
import { stepAlongGradient } from "./pgd.ts";
import { starts } from "./starts.ts";

/** Everything {@linkcode apgd} is made of; JSON-safe. */
export interface ApgdSettings {
  /** What is climbed; with `targeted_dlr` and `difference`, towards one class after the other. */
  readonly loss: "cross_entropy" | "log_odds" | "margin" | "difference" | "targeted_dlr";
  /** How many of the likeliest other classes are aimed at, by the losses that have a target. */
  readonly targets: number;
  /** How many steps are made from each start. */
  readonly steps: number;
  /** How many random starts there are (for each target). */
  readonly restarts: number;
}

/** The part of the new step in the mixture with the last move. */
const momentum = 0.75;
const gradientFloor = 1e-12;
const project = projections.ball_then_box;

/**
 * An APGD attack. Its cross-entropy is by default the `log_odds` loss: the
 * same iterates in exact arithmetic, since steps are normalised and losses
 * only compared, without the zero gradients of float32.
 *
 * @param settings What differs from one start of 100 steps on `log_odds` (9 targets where the loss has any).
 * @throws {RangeError} If a budget is not positive or a name not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { apgd } from "@marginlab/marginlab";
 *
 * assertEquals(apgd({ loss: "targeted_dlr" }).settings.targets, 9);
 * ```
 */
export function apgd(settings: Partial<ApgdSettings> = {}): Attack {
  const all: ApgdSettings = { loss: "log_odds", targets: 9, steps: 100, restarts: 1, ...settings };
  const { loss, targets, steps, restarts } = all;
  checkSettings("apgd", {
    counts: { targets, steps, restarts },
    names: { loss: [loss, Object.keys(losses)] },
  });
  return {
    name: "apgd",
    settings: { ...all },
    gradientFloor,
    minimal: false,
    walk: (point, radius) => walk(point, radius, all),
  };
}

function* walk(
  point: Point,
  radius: number,
  { loss, targets, steps, restarts }: ApgdSettings,
): Walk {
  const aims: (Pick<Query, "target"> | Record<never, never>)[] = [];
  if (loss === "targeted_dlr" || loss === "difference") {
    const { logits } = yield { x: point.origin, loss: null };
    for (const target of likeliestRivals(logits, point.label, targets)) aims.push({ target });
  } else aims.push({});
  for (const aim of aims) {
    for (let restart = 0; restart < restarts; restart++) {
      const found = yield* climb(point, radius, steps, { loss, ...aim });
      if (found) return found;
    }
  }
  return null;
}

/** One start: returns the first misclassified iterate. */
function* climb(
  point: Point,
  radius: number,
  steps: number,
  question: Omit<Query, "x">,
): Walk {
  const x = starts.gaussian_sphere(point, radius);
  const previous = x.slice();
  const moved = x.slice();
  let answer: Answer = yield { x, ...question };
  if (predictedClass(answer.logits) !== point.label) return x;
  const best = new Best(x, answer);
  const pace = new ApgdPace(2 * radius, steps, answer.loss);
  let gradient: Pick<Answer, "gradient" | "gradientNorm"> = answer;
  for (let step = 0; step < steps; step++) {
    moved.set(x);
    stepAlongGradient(moved, gradient, pace.stepSize, gradientFloor);
    project(moved, point.origin, radius);
    if (step > 0) {
      for (let i = 0; i < x.length; i++) {
        moved[i] = x[i]! + momentum * (moved[i]! - x[i]!) + (1 - momentum) * (x[i]! - previous[i]!);
      }
      project(moved, point.origin, radius);
    }
    previous.set(x);
    x.set(moved);
    answer = yield { x, ...question };
    if (predictedClass(answer.logits) !== point.label) return x;
    best.offer(x, answer);
    gradient = answer;
    if (pace.shouldRestart(answer.loss, best.loss)) {
      x.set(best.x);
      gradient = best;
    }
  }
  return null;
}

/** The iterate with the largest loss so far. */
class Best {
  readonly x: Float32Array;
  readonly gradient: Float32Array;
  gradientNorm: number;
  loss: number;

  constructor(x: Float32Array, answer: Answer) {
    this.x = x.slice();
    this.gradient = answer.gradient.slice();
    this.gradientNorm = answer.gradientNorm;
    this.loss = answer.loss;
  }

  offer(x: Float32Array, { loss, gradient, gradientNorm }: Answer): void {
    if (!(loss > this.loss)) return;
    this.x.set(x);
    this.gradient.set(gradient);
    this.gradientNorm = gradientNorm;
    this.loss = loss;
  }
}
