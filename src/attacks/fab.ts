/**
 * FAB, targeted (Croce and Hein 2020, "Minimally Distorted Adversarial Examples
 * with a Fast Adaptive Boundary Attack", algorithm 1, and AutoAttack's
 * targeted form of it), l2.
 *
 * @module
 */
import { normal } from "../random.ts";
import { type Attack, likeliestRivals, type Point, predictedClass, type Walk } from "./attack.ts";
import { checkSettings } from "./check_settings.ts";
import { moveToHyperplaneInBox } from "./hyperplane_in_box.ts";
import { clipToBox, l2Distance, scaleAbout, scaleToDistance } from "./l2_ball.ts";

/** Everything {@linkcode fab} is made of; JSON-safe. */
export interface FabSettings {
  /** How many steps are made towards each target. */
  readonly steps: number;
  /** How many of the likeliest other classes are aimed at. */
  readonly targets: number;
  /** How many starts there are for each target: the input itself, then random ones around it. */
  readonly restarts: number;
  /** The largest weight of the input's own projection (the paper's alpha_max). */
  readonly largestBias: number;
  /** How far a step goes, 1 ending on the linearised boundary (eta). */
  readonly extrapolation: number;
  /** What is left of the perturbation after an adversarial step (beta). */
  readonly backwardStep: number;
}

const gradientFloor = 1e-12;

/**
 * A FAB attack: a minimal one.
 *
 * @param settings What differs from 100 steps, 9 targets, one start, and the paper's 0.1, 1.05 and 0.9.
 * @throws {RangeError} If a budget is not positive, or the bias or what a backward step leaves is no share of 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fab } from "@marginlab/marginlab";
 *
 * assertEquals(fab().settings.backwardStep, 0.9);
 * ```
 */
export function fab(settings: Partial<FabSettings> = {}): Attack {
  const all: FabSettings = {
    steps: 100,
    targets: 9,
    restarts: 1,
    largestBias: 0.1,
    extrapolation: 1.05,
    backwardStep: 0.9,
    ...settings,
  };
  const { steps, targets, restarts, extrapolation, largestBias, backwardStep } = all;
  checkSettings("fab", {
    counts: { steps, targets, restarts },
    positive: { extrapolation },
    shares: { largestBias, backwardStep },
  });
  return {
    name: "fab",
    settings: { ...all },
    gradientFloor,
    minimal: true,
    walk: (point, radius) => walk(point, radius, all),
  };
}

interface Found {
  x: Float32Array | null;
  distance: number;
}

function* walk(point: Point, radius: number, settings: FabSettings): Walk {
  const { logits } = yield { x: point.origin, loss: null };
  if (predictedClass(logits) !== point.label) return point.origin.slice();
  const found: Found = { x: null, distance: Infinity };
  for (const target of likeliestRivals(logits, point.label, settings.targets)) {
    for (let restart = 0; restart < settings.restarts; restart++) {
      const x = restart === 0 ? point.origin.slice() : around(point, Math.min(found.distance, 1));
      yield* search(x, target, point, radius, settings, found);
      if (radius < Infinity && found.distance <= radius) return found.x;
    }
  }
  return found.x;
}

/** A random start half the distance known so far away. */
function around({ origin, random }: Point, distance: number): Float32Array {
  const x = Float32Array.from(origin, (pixel) => pixel + normal(random));
  scaleToDistance(x, origin, distance / 2);
  clipToBox(x);
  return x;
}

/** The steps towards one target; betters `found`. */
function* search(
  x: Float32Array,
  target: number,
  { origin, label }: Point,
  radius: number,
  { steps, largestBias, extrapolation, backwardStep }: FabSettings,
  found: Found,
): Walk {
  for (let step = 0; step < steps; step++) {
    const { loss, gradient, gradientNorm } = yield { x, loss: "difference", target };
    if (!(gradientNorm > 0 && Number.isFinite(gradientNorm))) return null;
    const atOrigin = loss + slopeBetween(x, origin, gradient);
    const move = moveToHyperplaneInBox(x, gradient, loss);
    const moveOfOrigin = moveToHyperplaneInBox(origin, gradient, atOrigin);
    const [far, near] = [norm(move), norm(moveOfOrigin)];
    const bias = Math.min(far / (far + near), largestBias);
    for (let i = 0; i < x.length; i++) {
      x[i] = (1 - bias) * (x[i]! + extrapolation * move[i]!) +
        bias * (origin[i]! + extrapolation * moveOfOrigin[i]!);
    }
    clipToBox(x);
    const { logits } = yield { x, loss: null };
    if (predictedClass(logits) === label) continue;
    const distance = l2Distance(x, origin);
    if (distance < found.distance) {
      found.x = x.slice();
      found.distance = distance;
      if (radius < Infinity && distance <= radius) return null;
    }
    scaleAbout(x, origin, backwardStep);
  }
  return null;
}

function slopeBetween(from: Float32Array, to: Float32Array, gradient: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += gradient[i]! * (to[i]! - from[i]!);
  return sum;
}

/** At least 1e-8, so that shares of it are numbers. */
function norm(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return Math.max(Math.sqrt(sum), 1e-8);
}
