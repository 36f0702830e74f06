/**
 * How near the nearest adversarial point is, as far as attacks can tell.
 *
 * @module
 */
import type { Batch, Network } from "../types.ts";
import { type Attack, predictedClass } from "./attack.ts";
import { attackExamples } from "./attack_examples.ts";
import { cleanLogits } from "./clean_logits.ts";
import { ddn } from "./ddn.ts";
import { deepFool } from "./deep_fool.ts";
import { type AttackRun, countOutputs, type Diagnosis } from "./diagnosis.ts";
import { type AttackWarning, diagnosisWarnings } from "./diagnosis_warnings.ts";
import { readExamples } from "./examples.ts";
import { fab } from "./fab.ts";
import { type Nearest, tighten } from "./tighten.ts";

/** How {@linkcode minimalRadius} works. */
export interface MinimalRadiusOptions {
  /** Minimal attacks, each run on every example; DDN with 200 steps, FAB and DeepFool if not given. */
  readonly attacks?: readonly Attack[];
  /** How often the last stretch to the boundary is halved; 10 if not given. */
  readonly halvings?: number;
  /** Fixes all randomness; 0 if not given. */
  readonly seed?: number;
  /** The examples' numbers in the whole set; 0, 1, … if not given. */
  readonly indices?: readonly number[];
  /** How many examples the network sees at once; 128 if not given. It does not change the result. */
  readonly batchSize?: number;
  /** Stops the work. */
  readonly signal?: AbortSignal;
  /** Told after every example of every attack. */
  readonly onProgress?: (progress: { attack: string; done: number; of: number }) => void;
}

/** What {@linkcode minimalRadius} found, as plain JSON-safe data. */
export interface MinimalRadius {
  /** `[examples]`: the smallest known adversarial distance, l2 in pixel space; 0 for clean errors, null where none was found. */
  readonly distances: readonly (number | null)[];
  /** `[examples]`: the attack that found it; null for clean errors and where none was found. */
  readonly attacks: readonly (string | null)[];
  /** What the attacks say about themselves. */
  readonly diagnosis: Diagnosis;
  /** Reasons to doubt the result; see `docs/attacks.md`. */
  readonly warnings: readonly AttackWarning[];
}

/**
 * Each example's smallest known adversarial distance within the box [0, 1]: an
 * upper bound on its margin. Every attack runs on every example that the
 * network gets right; the nearest point found is then drawn towards the
 * example until it is just beyond the boundary.
 *
 * @param batch Images `[batch, ...inputShape]` in [0, 1] and their labels; the caller keeps them.
 * @throws {RangeError} If an attack is not minimal, halvings are no whole number, or images or labels are out of range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { ddn, minimalRadius, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[-1, 1], [0, 0]]);
 * const threshold = tf.tensor1d([0.5, -0.5]); // class 1 where the first pixel is above 0.5
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.add<tf.Tensor2D>(tf.matMul(x as tf.Tensor2D, weights), threshold),
 * };
 * const images = tf.tensor2d([[0.7, 0.5]]);
 * const labels = tf.tensor1d([1], "int32");
 *
 * const { distances } = await minimalRadius(network, { images, labels }, { attacks: [ddn()] });
 * assertAlmostEquals(distances[0]!, 0.2, 0.002);
 * ```
 */
export async function minimalRadius(
  network: Network,
  batch: Batch,
  options: MinimalRadiusOptions = {},
): Promise<MinimalRadius> {
  const { attacks = [ddn({ steps: 200 }), fab(), deepFool()], seed = 0, halvings = 10 } = options;
  checkMinimal(attacks);
  if (!Number.isInteger(halvings) || halvings < 0) {
    throw new RangeError(
      `Cannot look for minimal radii: halvings must be a whole number from 0 on, found ${halvings}`,
    );
  }
  const drive = { batchSize: options.batchSize ?? 128, signal: options.signal };
  const examples = await readExamples(network, batch, options.indices);
  const logits = await cleanLogits(network, examples, drive);
  const right = (row: number) => predictedClass(logits[row]!) === examples.labels[row];
  const rows = Array.from({ length: examples.count }, (_, row) => row).filter(right);
  const nearest = new Map<number, Nearest>();
  const runs: AttackRun[] = [];
  for (const attack of attacks) {
    let done = 0;
    const stream = `${attack.name}/minimal`;
    const assault = {
      attack,
      radius: Infinity,
      stopWithin: Infinity,
      rows,
      seed,
      stream,
      ...drive,
    };
    runs.push(
      await attackExamples(network, examples, assault, (row, { x, distance, success }) => {
        if (success && distance < (nearest.get(row)?.distance ?? Infinity)) {
          nearest.set(row, { x, distance, attack: attack.name });
        }
        options.onProgress?.({ attack: attack.name, done: ++done, of: rows.length });
      }),
    );
  }
  await tighten(network, examples, nearest, { halvings, ...drive });
  const diagnosis = { outputs: countOutputs(logits), runs };
  const eachRow = Array.from({ length: examples.count }, (_, row) => row);
  return {
    distances: eachRow.map((row) => right(row) ? nearest.get(row)?.distance ?? null : 0),
    attacks: eachRow.map((row) => nearest.get(row)?.attack ?? null),
    diagnosis,
    warnings: diagnosisWarnings(diagnosis),
  };
}

function checkMinimal(attacks: readonly Attack[]): void {
  const other = attacks.find(({ minimal }) => !minimal);
  if (other || attacks.length === 0) {
    throw new RangeError(
      `Cannot look for minimal radii: minimal attacks (ddn, fab, deepFool) are needed, found ${
        other?.name ?? "none"
      }`,
    );
  }
}
