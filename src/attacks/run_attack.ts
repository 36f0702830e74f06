/**
 * One attack on one batch, for those who want the images.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Batch, Network } from "../types.ts";
import type { Attack } from "./attack.ts";
import { attackExamples } from "./attack_examples.ts";
import { requireRadius } from "./check_settings.ts";
import { cleanLogits } from "./clean_logits.ts";
import { countOutputs, type Diagnosis } from "./diagnosis.ts";
import { type AttackWarning, diagnosisWarnings } from "./diagnosis_warnings.ts";
import { readExamples } from "./examples.ts";

/** How {@linkcode runAttack} works. */
export interface RunAttackOptions {
  /** The attack. */
  readonly attack: Attack;
  /** The l2 ball's radius (the paper's ε); may be left out where the attack is minimal. */
  readonly radius?: number;
  /** Fixes all randomness; 0 if not given. */
  readonly seed?: number;
  /** The examples' numbers in the whole set; 0, 1, … if not given. */
  readonly indices?: readonly number[];
  /** How many examples the network sees at once; 128 if not given. It does not change the result. */
  readonly batchSize?: number;
  /** Stops the work. */
  readonly signal?: AbortSignal;
}

/** What {@linkcode runAttack} gives back; the words are foolbox's. */
export interface AttackResult {
  /** `[batch, ...inputShape]`: what the attack offered, the unperturbed image where it offered nothing; the caller disposes it. */
  readonly raw: tf.Tensor;
  /**
   * `[batch, ...inputShape]`: the same in the box and, unless the attack is
   * minimal, in the ball; the caller disposes it.
   */
  readonly clipped: tf.Tensor;
  /** `[batch]`: whether the network errs at `clipped` and that lies within the radius, recomputed after the attack. */
  readonly success: readonly boolean[];
  /** `[batch]`: l2 distances of `clipped` from the images. */
  readonly distances: readonly number[];
  /** What the attack says about itself. */
  readonly diagnosis: Diagnosis;
  /** Reasons to doubt the result; see `docs/attacks.md`. */
  readonly warnings: readonly AttackWarning[];
}

/**
 * Attacks every image of a batch, clean errors included.
 *
 * @param batch Images `[batch, ...inputShape]` in [0, 1] and their labels; the caller keeps them.
 * @throws {RangeError} If a radius is needed and missing, or images or labels are out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { pgd, runAttack, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[-1, 1], [1, -1]]);
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.matMul<tf.Tensor2D>(x, weights), // class 1 where the first pixel is larger
 * };
 * const images = tf.tensor2d([[0.6, 0.5]]);
 * const labels = tf.tensor1d([1], "int32");
 *
 * const { clipped, success } = await runAttack(network, { images, labels }, {
 *   attack: pgd({ steps: 40 }),
 *   radius: 0.2,
 * });
 * assertEquals(clipped.shape, [1, 2]);
 * assertEquals(success, [true]);
 * ```
 */
export async function runAttack(
  network: Network,
  batch: Batch,
  options: RunAttackOptions,
): Promise<AttackResult> {
  const { attack, seed = 0 } = options;
  const radius = radiusFor(attack, options.radius);
  const drive = { batchSize: options.batchSize ?? 128, signal: options.signal };
  const examples = await readExamples(network, batch, options.indices);
  const outputs = countOutputs(await cleanLogits(network, examples, drive));
  const raw = examples.images.slice();
  const clipped = examples.images.slice();
  const success: boolean[] = [];
  const distances: number[] = [];
  const size = raw.length / examples.count;
  const rows = Array.from({ length: examples.count }, (_, row) => row);
  const stream = `${attack.name}/${attack.minimal ? "minimal" : radius}`;
  const assault = { attack, radius, stopWithin: radius, rows, seed, stream, ...drive };
  const run = await attackExamples(network, examples, assault, (row, judgement) => {
    if (judgement.raw) raw.set(judgement.raw, row * size);
    clipped.set(judgement.x, row * size);
    success[row] = judgement.success && judgement.distance <= radius;
    distances[row] = judgement.distance;
  });
  const diagnosis = { outputs, runs: [run] };
  return {
    raw: tf.tensor(raw, batch.images.shape),
    clipped: tf.tensor(clipped, batch.images.shape),
    success,
    distances,
    diagnosis,
    warnings: diagnosisWarnings(diagnosis),
  };
}

function radiusFor({ name, minimal }: Attack, radius?: number): number {
  return radius === undefined && minimal ? Infinity : requireRadius(name, radius);
}
