/**
 * Class numbers as rows of zeros and a one.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";

/**
 * `[batch]` int32 to `[batch, classes]` float32. By a cast: asked for float32, the wasm kernel writes the bits of integers.
 *
 * @throws {RangeError} If the labels are not class numbers in one dimension.
 */
export function oneHot(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  if (labels.rank !== 1) {
    throw new RangeError(
      `Labels must have shape [batch], as class numbers, found [${labels.shape}]`,
    );
  }
  return tf.cast(tf.oneHot(labels, classes), "float32") as tf.Tensor2D;
}
