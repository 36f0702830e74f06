/**
 * Cross-entropy of logits.
 *
 * @module
 */
import { checkLabelCount } from "../backend/check_labels.ts";
import * as tf from "../backend/tf.ts";
import { oneHot } from "./one_hot.ts";

/**
 * The mean over a batch of −log softmax(z)_y, through log-softmax, so that no
 * finite logits give an infinity.
 *
 * @param logits `[batch, classes]`
 * @param labels `[batch]`, int32 class numbers; one that is no class counts as a loss of 0 (`fit` refuses it)
 * @returns A scalar, differentiable in the logits once.
 * @throws {RangeError} If there is not one label a row.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { crossEntropy, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const loss = crossEntropy(tf.tensor2d([[0, 0], [1000, 0]]), tf.tensor1d([0, 0], "int32"));
 * assertAlmostEquals((await loss.data())[0], Math.log(2) / 2, 1e-6);
 * ```
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const [batch, classes] = logits.shape;
  checkLabelCount(logits, labels);
  const ofLogits = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [z, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const target = oneHot(labels, classes);
    const logProbabilities = tf.logSoftmax(z);
    save([logProbabilities, target]);
    const value = tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, target))), batch);
    const gradFunc = (dy: tf.Tensor, [saved, target]: tf.Tensor[]): tf.Tensor =>
      tf.mul(tf.sub(tf.exp(saved), target), tf.div(dy, batch));
    return { value, gradFunc };
  });
  return ofLogits(logits) as tf.Scalar;
}
