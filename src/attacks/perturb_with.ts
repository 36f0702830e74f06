/**
 * An attack as the thing that training does to its batches.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Network, Perturb } from "../types.ts";
import type { Attack } from "./attack.ts";
import { requireRadius } from "./check_settings.ts";
import { drive } from "./drive.ts";
import { pointAt, readExamples } from "./examples.ts";
import { settleInBallAndBox } from "./l2_ball.ts";

/** How {@linkcode perturbWith} works. */
export interface PerturbWithOptions {
  /** What attacks, in place of an evaluation's plan. */
  readonly attack: Attack;
  /** The l2 ball's radius (the paper's ε). */
  readonly radius: number;
}

/**
 * Makes a {@linkcode Perturb} for adversarial training: every image of a batch
 * is replaced by what the attack makes of it, clean errors included, broken or
 * not, in ball and box.
 *
 * @throws {RangeError} If the radius is negative or not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { paperPgd, perturbWith, pgd, seededRandom, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[-1, 1], [1, -1]]);
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.matMul<tf.Tensor2D>(x, weights),
 * };
 * const perturb = perturbWith(network, { attack: pgd({ ...paperPgd, steps: 40 }), radius: 0.1 });
 * const images = tf.tensor2d([[0.6, 0.5]]);
 * const perturbed = await perturb(images, tf.tensor1d([1], "int32"), seededRandom(1));
 * assertEquals(perturbed.shape, [1, 2]);
 * ```
 */
export function perturbWith(
  network: Network,
  { attack, radius }: PerturbWithOptions,
): Perturb {
  requireRadius(attack.name, radius);
  return async (images, labels, random) => {
    const examples = await readExamples(network, { images, labels });
    const seed = random();
    const perturbed = examples.images.slice();
    const size = perturbed.length / examples.count;
    const tasks = Array.from({ length: examples.count }, (_, row) => {
      const point = pointAt(examples, row, seed, attack.name);
      const done = (x: Float32Array | null) => {
        if (!x || !x.every(Number.isFinite)) return;
        const settled = x.slice();
        settleInBallAndBox(settled, point.origin, radius);
        perturbed.set(settled, row * size);
      };
      return { point, walk: attack.walk(point, radius), done };
    });
    await drive(network, tasks, { batchSize: Math.max(examples.count, 1) });
    return tf.tensor(perturbed, images.shape);
  };
}
