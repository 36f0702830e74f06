/**
 * How far apart the weights of a linear classifier's classes lie.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";

/** How many numbers the differences of weights may fill at a time: 16 MiB. */
const mostAtOnce = 2 ** 22;

/**
 * `[n, classes]` the lengths ‖w_i − w_k‖ from each example's class i to every
 * class k, from the differences themselves. Of few examples only their own
 * classes are looked at; otherwise every class is, once.
 *
 * @param weights `[dimensions, classes]`, of a size that squares bear.
 * @param predicted `[n]`, int32, each example's class.
 */
export function rivalLengths(weights: tf.Tensor2D, predicted: tf.Tensor1D): tf.Tensor2D {
  const classes = weights.shape[1];
  if (predicted.size === 0) return tf.zeros([0, classes]);
  if (predicted.size < classes) return lengthsFrom(weights, tf.gather(weights, predicted, 1));
  return tf.gather(lengthsFrom(weights, weights), predicted);
}

/** `[m, classes]` the lengths from each of `[dimensions, m]` columns to every class, some columns at a time. */
function lengthsFrom(weights: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor2D {
  const [dimensions, m] = columns.shape;
  const width = Math.max(1, Math.floor(mostAtOnce / weights.size));
  const blocks: tf.Tensor2D[] = [];
  for (let at = 0; at < m; at += width) {
    blocks.push(tf.tidy(() => {
      const some = tf.slice(columns, [0, at], [dimensions, Math.min(width, m - at)]);
      const differences = some.expandDims(2).sub(weights.expandDims(1));
      return differences.square().sum(0).sqrt() as tf.Tensor2D;
    }));
  }
  return blocks.length === 1 ? blocks[0] : tf.concat(blocks, 0);
}
