/**
 * The average margin regulariser of a binary linear classifier.
 *
 * @module
 */
import { checkLabelCount } from "../backend/check_labels.ts";
import * as tf from "../backend/tf.ts";
import type { BinaryLossName } from "./fisher_consistency.ts";

/** Examples of two classes. */
export interface BinaryExamples {
  /** `[examples, features]` */
  readonly x: tf.Tensor2D;
  /** `[examples]`, −1 or +1 */
  readonly y: tf.Tensor1D;
}

/** What {@linkcode binaryAverageMargin} is set to. */
export interface BinaryAverageMarginOptions {
  /** φ */
  readonly loss: BinaryLossName;
  /** λ, how much a margin is worth. */
  readonly strength: number;
  /** τ, beyond which a margin earns nothing more. */
  readonly cap: number;
}

const losses: Readonly<Record<BinaryLossName, (t: tf.Tensor) => tf.Tensor>> = {
  logistic: (t) => tf.softplus(tf.neg(t)),
  exponential: (t) => tf.exp(tf.neg(t)),
  hinge: (t) => tf.relu(tf.sub(1, t)),
};

/**
 * Wu and Yu (2019), eq. 11: `Σ φ(t_i) + λ Σ (H_τ − H_0)(t_i)`, where
 * `t_i = y_i w·x_i / ‖w‖` is a signed margin and `H_s(t) = max(0, s − t)`. The
 * constraint `‖w‖ = 1` is met by evaluating at `w / ‖w‖`, so the gradient is
 * tangent to the sphere.
 *
 * @param w `[features]`, not zero
 * @param examples Inputs and labels.
 * @param options φ, λ, τ.
 * @returns A scalar, differentiable in w.
 * @throws {RangeError} If there is not one label an example.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { binaryAverageMargin, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const examples = { x: tf.tensor2d([[2, 0]]), y: tf.tensor1d([1]) };
 * const options = { loss: "hinge", strength: 0.5, cap: 3 } as const;
 * const value = binaryAverageMargin(tf.tensor1d([5, 0]), examples, options);
 * assertAlmostEquals((await value.data())[0], 0.5 * (3 - 2), 1e-6);
 * ```
 */
export function binaryAverageMargin(
  w: tf.Tensor1D,
  examples: BinaryExamples,
  options: BinaryAverageMarginOptions,
): tf.Scalar {
  const { loss, strength, cap } = options;
  checkLabelCount(examples.x, examples.y);
  return tf.tidy(() => {
    const column = tf.reshape(w, [-1, 1]) as tf.Tensor2D;
    const norm = tf.sqrt(tf.sum(tf.square(column)));
    const scores = tf.div(tf.reshape(tf.matMul(examples.x, column), [-1]), norm);
    const margins = tf.mul(scores, examples.y);
    const regulariser = tf.sub(tf.relu(tf.sub(cap, margins)), tf.relu(tf.neg(margins)));
    const each = tf.add(losses[loss](margins), tf.mul(regulariser, strength));
    return tf.sum(each) as tf.Scalar;
  });
}
