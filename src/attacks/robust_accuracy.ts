/**
 * Robust accuracy: the share of examples that an attack cannot break within a
 * radius, at several radii in one pass.
 *
 * @module
 */
import type { Batch, Network } from "../types.ts";
import { type Attack, type AttackPlan, predictedClass } from "./attack.ts";
import { attackExamples } from "./attack_examples.ts";
import { certifiedRadii } from "./certified_radii.ts";
import { cleanLogits } from "./clean_logits.ts";
import { type AttackRun, countOutputs } from "./diagnosis.ts";
import type { DriveOptions } from "./drive.ts";
import { readExamples } from "./examples.ts";
import { planOf } from "./presets.ts";
import { resultOf, type RobustAccuracy } from "./robust_accuracy_result.ts";
import { Siege } from "./siege.ts";

/** How {@linkcode robustAccuracy} works. */
export interface RobustAccuracyOptions {
  /** l2 radii in pixel space (the paper's ε), rising; 0 gives the clean accuracy. */
  readonly radii: readonly number[];
  /** What attacks: a plan, or one attack, whose radii are then gone through in rising order. */
  readonly attack: AttackPlan | Attack;
  /** Fixes all randomness; 0 if not given. */
  readonly seed?: number;
  /** The examples' numbers in the whole set, so that shards draw what the whole would; 0, 1, … if not given. */
  readonly indices?: readonly number[];
  /** How many examples the network sees at once; 128 if not given. It does not change the result. */
  readonly batchSize?: number;
  /** Stops the work. */
  readonly signal?: AbortSignal;
  /** Told after every example. */
  readonly onProgress?: (progress: AttackProgress) => void;
}

/** Where an evaluation stands. */
export interface AttackProgress {
  /** The attack that runs. */
  readonly attack: string;
  /** The radius it runs at. */
  readonly radius: number;
  /** How many examples it is done with. */
  readonly done: number;
  /** How many it was given. */
  readonly of: number;
  /** The robust accuracy at this radius if nothing more were broken. */
  readonly accuracy: number;
}

/**
 * Attacks every example at every radius, as far as that can change the answer:
 * clean errors count as errors and are not attacked, each attack of the plan
 * sees only what still stands, and the plan's {@linkcode RadiusOrder} says what one radius tells of
 * another. Every success is recomputed here, on the point projected into the
 * ball and clipped to the box. Where the network bounds its own steepness, what
 * is certified to stand is told, and attacked only by minimal attacks, which
 * tell distances, and by plans that take each radius by itself.
 *
 * An example's result depends on the seed and its number alone, not on the
 * batch or shard it is in.
 *
 * @param batch Images `[batch, ...inputShape]` in [0, 1] and their labels; the caller keeps them.
 * @throws {RangeError} If radii, images or labels are out of range, or there is no attack.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { pgd, robustAccuracy, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[-1, 1], [0, 0]]);
 * const threshold = tf.tensor1d([0.5, -0.5]); // class 1 where the first pixel is above 0.5
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.add<tf.Tensor2D>(tf.matMul(x as tf.Tensor2D, weights), threshold),
 * };
 * const images = tf.tensor2d([[0.6, 0.5], [0.8, 0.5]]); // 0.1 and 0.3 from the boundary
 * const labels = tf.tensor1d([1, 1], "int32");
 *
 * const { accuracy } = await robustAccuracy(network, { images, labels }, {
 *   radii: [0, 0.2, 0.4],
 *   attack: pgd({ steps: 50 }),
 * });
 * assertEquals(accuracy, [1, 0.5, 0]);
 * ```
 */
export async function robustAccuracy(
  network: Network,
  batch: Batch,
  options: RobustAccuracyOptions,
): Promise<RobustAccuracy> {
  const { radii, attack, seed = 0 } = options;
  checkRadii(radii);
  const plan = "attacks" in attack ? attack : planOf(attack);
  if (plan.attacks.length === 0) {
    throw new RangeError("Cannot measure robust accuracy: at least one attack is needed, found 0");
  }
  const drive = { batchSize: options.batchSize ?? 128, signal: options.signal };
  const examples = await readExamples(network, batch, options.indices);
  const logits = await cleanLogits(network, examples, drive);
  const clean = logits.map((z, row) => Number(predictedClass(z) === examples.labels[row]));
  const certified = await certifiedRadii(network, logits, examples.labels);
  const siege = new Siege(examples, clean, radii, plan, certified);
  const runs: AttackRun[] = [];
  for (const level of siege.levels()) {
    for (const [position, attack] of plan.attacks.entries()) {
      runs.push(await runOne({ network, siege, level, position, attack, seed, drive, options }));
    }
    siege.close(level);
  }
  siege.end();
  return resultOf(plan, siege, { outputs: countOutputs(logits), runs });
}

interface OneRun {
  readonly network: Network;
  readonly siege: Siege;
  readonly level: number;
  readonly position: number;
  readonly attack: Attack;
  readonly seed: number;
  readonly drive: DriveOptions;
  readonly options: RobustAccuracyOptions;
}

async function runOne(
  { network, siege, level, position, attack, seed, drive, options }: OneRun,
): Promise<AttackRun> {
  const radius = siege.radii[level]!;
  const rows = siege.rowsFor(level, position, attack);
  let done = 0;
  const stream = `${position}/${attack.name}/${attack.minimal ? "minimal" : radius}`;
  const stopWithin = siege.stopRadius(level, attack);
  const assault = { attack, radius, stopWithin, rows, seed, stream, ...drive };
  return await attackExamples(network, siege.examples, assault, (row, { success, distance }) => {
    siege.record(level, row, success ? distance : Infinity);
    const accuracy = siege.standing / siege.examples.count;
    options.onProgress?.({ attack: attack.name, radius, done: ++done, of: rows.length, accuracy });
  });
}

function checkRadii(radii: readonly number[]): void {
  const rising = radii.every((radius, i) =>
    Number.isFinite(radius) && radius >= 0 && (i === 0 || radius > radii[i - 1]!)
  );
  if (radii.length === 0 || !rising) {
    throw new RangeError(
      `Cannot measure robust accuracy: radii must be rising numbers from 0 on, found [${radii}]`,
    );
  }
}
