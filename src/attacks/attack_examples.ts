/**
 * One attack at one radius on some examples, judged by its caller: whatever the
 * attack offers is projected and clipped, and the network is asked again.
 *
 * @module
 */
import type { Network } from "../types.ts";
import {
  type Answer,
  type Attack,
  type Point,
  predictedClass,
  type Query,
  type Walk,
} from "./attack.ts";
import type { AttackRun } from "./diagnosis.ts";
import { drive, type DriveOptions } from "./drive.ts";
import { type Examples, pointAt } from "./examples.ts";
import { l2Distance, settleInBallAndBox } from "./l2_ball.ts";

/** What is tried. */
export interface Assault extends DriveOptions {
  /** The attack. */
  readonly attack: Attack;
  /** The ball's radius; Infinity for a minimal attack that should find its best. */
  readonly radius: number;
  /** The distance at which a minimal attack may stop looking for nearer points. */
  readonly stopWithin: number;
  /** Which rows of the examples are attacked. */
  readonly rows: readonly number[];
  /** Fixes all randomness, together with the stream and each example's number. */
  readonly seed: number;
  /** Names this use of the seed. */
  readonly stream: string;
}

/** What became of one example. */
export interface Judgement {
  /** The point as the attack offered it; null if it offered none. */
  readonly raw: Float32Array | null;
  /** The point in ball and box; the unperturbed input if the attack offered none. */
  readonly x: Float32Array;
  /** How far `x` is from the unperturbed input. */
  readonly distance: number;
  /** Whether the network errs at `x`. */
  readonly success: boolean;
}

/** A point this much outside ball or box is more than rounding. */
const strayTolerance = 1e-4;
const halfGreyLevel = 0.5 / 255;

/**
 * Attacks the rows and reports each, in no fixed order.
 *
 * @returns The counts of this run; broken are the rows that err within the radius.
 */
export async function attackExamples(
  network: Network,
  examples: Examples,
  { attack, radius, stopWithin, rows, seed, stream, ...options }: Assault,
  report: (row: number, judgement: Judgement) => void,
): Promise<AttackRun> {
  const counts = {
    attacked: rows.length,
    broken: 0,
    gradients: 0,
    flooredGradients: 0,
    nan: 0,
    candidates: 0,
    strayed: 0,
    onBorder: 0,
    largestPerturbation: 0,
  };
  const ball = attack.minimal ? Infinity : radius;
  const task = (row: number) => {
    const point = pointAt(examples, row, seed, stream);
    const seen = { gradient: false, nan: false };
    return {
      point,
      walk: judge(attack.walk(point, attack.minimal ? stopWithin : radius), point, ball),
      observe: ({ logits, gradientNorm }: Answer, { loss }: Query) => {
        if (loss !== null && !seen.gradient) {
          seen.gradient = true;
          counts.gradients++;
          if (!(gradientNorm > attack.gradientFloor)) counts.flooredGradients++;
        }
        if (!seen.nan && (Number.isNaN(gradientNorm) || logits.some(Number.isNaN))) {
          seen.nan = true;
          counts.nan++;
        }
      },
      done: (judgement: Judgement) => {
        if (judgement.success && judgement.distance <= radius) counts.broken++;
        if (judgement.raw) {
          counts.candidates++;
          if (isStray(judgement.raw, point.origin, ball)) counts.strayed++;
          if (isPushedToBorder(judgement.x, point.origin)) counts.onBorder++;
          if (judgement.distance <= radius) {
            counts.largestPerturbation = Math.max(counts.largestPerturbation, judgement.distance);
          }
        }
        report(row, judgement);
      },
    };
  };
  await drive(network, map(rows, task), options);
  return { attack: attack.name, radius: radius === Infinity ? null : radius, ...counts };
}

/** The attack's walk, then one more question of the caller's own. */
function* judge(
  walk: Walk,
  { origin, label }: Point,
  radius: number,
): Generator<Query, Judgement, Answer> {
  const raw = yield* walk;
  if (!raw || !raw.every(Number.isFinite)) {
    return { raw, x: origin, distance: 0, success: false };
  }
  const x = raw.slice();
  settleInBallAndBox(x, origin, radius);
  const { logits } = yield { x, loss: null };
  return {
    raw,
    x,
    distance: l2Distance(x, origin),
    success: predictedClass(logits) !== label,
  };
}

function isStray(raw: Float32Array, origin: Float32Array, radius: number): boolean {
  return !(l2Distance(raw, origin) <= radius + strayTolerance) ||
    raw.some((pixel) => !(pixel >= -strayTolerance && pixel <= 1 + strayTolerance));
}

function isPushedToBorder(x: Float32Array, origin: Float32Array): boolean {
  const atBorder = (pixel: number) => pixel < halfGreyLevel || pixel > 1 - halfGreyLevel;
  return x.some((pixel, i) => atBorder(pixel) && !atBorder(origin[i]!));
}

function* map<A, B>(values: Iterable<A>, f: (value: A) => B): Iterable<B> {
  for (const value of values) yield f(value);
}
