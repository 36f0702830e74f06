/**
 * Exact l2 margins of linear classifiers, and the adversarial points that lie
 * at exactly that distance.
 *
 * A margin is signed: `+d` where the prediction is right, `-d` where it is
 * wrong, with `d` the distance to the predicted class's decision boundary
 * (Wu and Yu 2019, eq. 6).
 *
 * @module
 */
import { checkLabelCount } from "../backend/check_labels.ts";
import * as tf from "../backend/tf.ts";
import { rivalLengths } from "./rival_lengths.ts";
import { squarable } from "./squarable.ts";

/** A binary linear classifier `f(x) = w·x + b`; the prediction is the sign of `f`. */
export interface BinaryLinear {
  /** `[dimensions]`, w. */
  readonly weights: tf.Tensor1D;
  /** b; 0 where it is left out. */
  readonly bias?: number;
}

/** A multiclass linear classifier `z = x W + b`; the prediction is the largest logit. */
export interface MulticlassLinear {
  /** `[dimensions, classes]`, W. */
  readonly weights: tf.Tensor2D;
  /** `[classes]`, b; 0 where it is left out. */
  readonly biases?: tf.Tensor1D;
}

/**
 * `[n]` signed distances to the boundary of a binary linear classifier:
 * `y (w·x + b) / ‖w‖` (section 3).
 *
 * @param x `[n, dimensions]`
 * @param labels `[n]`, −1 or +1 (not read, so not checked).
 * @param classifier Zero weights leave no boundary: the margins are then infinite, or NaN where `f` is 0 too.
 * @throws {RangeError} If there is not one label an input.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binaryLinearMargins, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const margins = binaryLinearMargins(tf.tensor2d([[3, 4]]), tf.tensor1d([1]), {
 *   weights: tf.tensor1d([0.6, 0.8]),
 * });
 * assertEquals((await margins.data())[0], 5);
 * ```
 */
export function binaryLinearMargins(
  x: tf.Tensor2D,
  labels: tf.Tensor1D,
  classifier: BinaryLinear,
): tf.Tensor1D {
  checkLabelCount(x, labels);
  return tf.tidy(() => {
    const { scaled, factor } = squarable(classifier.weights);
    return scores(x, classifier).mul(labels).div(tf.norm(scaled).div(factor));
  });
}

/**
 * `[n, dimensions]` the point of the decision boundary closest to each input:
 * `x − (w·x + b) w / ‖w‖²` (eq. 7, with a bias). It is not clipped to the pixel box.
 *
 * @param x `[n, dimensions]`
 * @param classifier Its weights must not all be zero (the result is NaN).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { closestBoundaryPoints, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const points = closestBoundaryPoints(tf.tensor2d([[3, 4]]), { weights: tf.tensor1d([1, 0]) });
 * assertEquals([...await points.data()], [0, 4]);
 * ```
 */
export function closestBoundaryPoints(x: tf.Tensor2D, classifier: BinaryLinear): tf.Tensor2D {
  return tf.tidy(() => {
    const { scaled, factor } = squarable(classifier.weights);
    const steps = scores(x, classifier).mul(factor).div(scaled.square().sum());
    // Broadcast, not an outer product: the wasm backend's matmul caches a packed
    // operand by its data, and would take these weights for those of the scores.
    return x.sub<tf.Tensor2D>(steps.expandDims(1).mul(scaled));
  });
}

/**
 * `[n]` signed distances to the predicted class's boundary of a multiclass
 * linear classifier: `min_{k≠ŷ} (z_ŷ − z_k) / ‖w_ŷ − w_k‖`, exact, biases included.
 *
 * @param x `[n, dimensions]`
 * @param labels `[n]`, int32 class numbers; one that is no class is taken for an error.
 * @param classifier A class with the winner's own weights is never reached: it counts as infinitely far, or as 0 on a tie.
 * @throws {RangeError} If there is not one label an input.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linearMargins, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const classifier = { weights: tf.tensor2d([[2, 0], [0, 0]]) };
 * const margins = linearMargins(tf.tensor2d([[3, 0]]), tf.tensor1d([1], "int32"), classifier);
 * assertEquals((await margins.data())[0], -3);
 * ```
 */
export function linearMargins(
  x: tf.Tensor2D,
  labels: tf.Tensor1D,
  classifier: MulticlassLinear,
): tf.Tensor1D {
  checkLabelCount(x, labels);
  return tf.tidy(() => {
    const { distances, predicted } = rivalDistances(x, classifier);
    const sign = predicted.equal(labels.toInt()).toFloat().mul(2).sub(1);
    return distances.min(1).mul(sign) as tf.Tensor1D;
  });
}

/**
 * `[n, dimensions]` the closest point at which another class draws level with
 * the predicted one: eq. 7 for the nearest rival's boundary. Not clipped to the pixel box.
 *
 * @param x `[n, dimensions]`
 * @param classifier At least two classes must differ in their weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { closestRivalPoints, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const classifier = { weights: tf.tensor2d([[2, 0], [0, 0]]) };
 * const points = closestRivalPoints(tf.tensor2d([[3, 7]]), classifier);
 * assertEquals([...await points.data()], [0, 7]);
 * ```
 */
export function closestRivalPoints(x: tf.Tensor2D, classifier: MulticlassLinear): tf.Tensor2D {
  return tf.tidy(() => {
    const { distances, predicted, scaled } = rivalDistances(x, classifier);
    const byClass = scaled.transpose();
    const normals = tf.gather(byClass, predicted).sub(tf.gather(byClass, distances.argMin(1)));
    const lengths = normals.norm("euclidean", 1, true);
    const units = tf.divNoNan(normals, lengths); // nothing parts two classes of the same weights
    return x.sub(units.mul(distances.min(1, true)));
  });
}

function scores(x: tf.Tensor2D, { weights, bias = 0 }: BinaryLinear): tf.Tensor1D {
  return tf.matMul(x, weights.expandDims<tf.Tensor2D>(1)).squeeze<tf.Tensor1D>([1]).add(bias);
}

/** `[n, classes]` distances to each class's boundary with the predicted one, which is infinitely far from itself; the weights, times a power of two. */
function rivalDistances(
  x: tf.Tensor2D,
  { weights, biases }: MulticlassLinear,
): { distances: tf.Tensor2D; predicted: tf.Tensor1D; scaled: tf.Tensor2D } {
  const classes = weights.shape[1];
  const product = tf.matMul(x, weights);
  const logits = biases ? product.add<tf.Tensor2D>(biases) : product;
  const predicted = logits.argMax<tf.Tensor1D>(1);
  const gaps = logits.max(1, true).sub(logits);
  const { scaled, factor } = squarable(weights);
  const norms = rivalLengths(scaled, predicted).div<tf.Tensor2D>(factor);
  const own = tf.oneHot(predicted, classes).cast("bool");
  const tied = gaps.equal(0).logicalAnd(norms.equal(0));
  const rivals = tf.where(tied, tf.zerosLike(gaps), gaps.div(norms));
  return {
    distances: tf.where(own, tf.onesLike(gaps).mul(Infinity), rivals) as tf.Tensor2D,
    predicted,
    scaled,
  };
}
