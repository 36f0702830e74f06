/**
 * How far the label's score is above the best other one.
 *
 * @module
 */
import { checkLabelCount } from "../backend/check_labels.ts";
import { largestFloat32 } from "../backend/float32.ts";
import * as tf from "../backend/tf.ts";
import { oneHot } from "./one_hot.ts";

/**
 * The margin of the label's score over the best rival's, α in eq. 15 of Wu
 * and Yu (2019): `z_y − max_{k≠y} z_k`.
 *
 * @param scores `[batch, classes]`
 * @param labels `[batch]`, int32 class numbers, each a class (not read, so not checked)
 * @returns `[batch]`; its gradient goes to the label and to one best rival.
 * @throws {RangeError} If there is not one label a row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { logitMargin, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const margins = logitMargin(tf.tensor2d([[3, 1, 2], [3, 1, 2]]), tf.tensor1d([0, 1], "int32"));
 * assertEquals(await margins.array(), [1, -2]);
 * ```
 */
export function logitMargin(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const classes = scores.shape[1];
  checkLabelCount(scores, labels);
  const ofScores = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [z, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const label = oneHot(labels, classes);
    const best = tf.argMax(tf.sub(z, tf.mul(label, largestFloat32)), 1);
    const direction = tf.sub(label, oneHot(best as tf.Tensor1D, classes));
    save([direction]);
    const gradFunc = (dy: tf.Tensor, [direction]: tf.Tensor[]): tf.Tensor =>
      tf.mul(tf.expandDims(dy, 1), direction);
    return { value: tf.sum(tf.mul(z, direction), 1), gradFunc };
  });
  return ofScores(scores) as tf.Tensor1D;
}
