/**
 * Full-batch gradient descent on binary logistic regression without a bias:
 * the case study of section 3, plain and normalised.
 *
 * @module
 */
import { checkLabelCount } from "../backend/check_labels.ts";
import * as tf from "../backend/tf.ts";

/**
 * How a step is taken. `gd`: `w ← w + η/n Σ σ(−s_i) y_i x_i`, the gradient of the
 * mean logistic loss, with `s_i = y_i w·x_i`. `normalised_gd`: `w ← w + η Σ softmax(−s)_i y_i x_i`,
 * whose direction converges at about 1/t where plain descent needs log t.
 */
export type DescentMethod = "gd" | "normalised_gd";

/** A descent under way. It holds a copy of the examples: dispose it. */
export interface LogisticDescent {
  /** Epochs done; one epoch is one step. */
  readonly epoch: number;
  /** Takes one step. */
  step(): void;
  /** `[n]` the products y_i w·x_i at the current weights; the caller owns them. */
  scores(): tf.Tensor1D;
  /** `[dimensions]` a copy of the current weights; the caller owns it. */
  weights(): tf.Tensor1D;
  /** Frees every tensor that it made. */
  dispose(): void;
}

/**
 * Starts descending from zero.
 *
 * @param x `[n, dimensions]`
 * @param options `labels`: `[n]`, −1 or +1 (not read, so not checked); `stepSize`: η, for `gd` below
 * 2 / smoothness (0.2056 for MNIST's 0 against 1), or the loss may rise.
 * @throws {RangeError} If the step size is not positive or the shapes do not fit.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { logisticDescent, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const descent = logisticDescent(tf.tensor2d([[2, 1], [-2, 1]]), {
 *   labels: tf.tensor1d([1, -1]),
 *   method: "gd",
 *   stepSize: 0.1,
 * });
 * descent.step();
 * assert((await descent.scores().data()).every((score) => score > 0));
 * descent.dispose();
 * ```
 */
export function logisticDescent(
  x: tf.Tensor2D,
  options: { labels: tf.Tensor1D; method: DescentMethod; stepSize: number },
): LogisticDescent {
  const { labels, method, stepSize } = options;
  const [n, dimensions] = x.shape;
  if (!(stepSize > 0) || !Number.isFinite(stepSize)) {
    throw new RangeError(`Cannot descend: the step size must be positive, found ${stepSize}`);
  }
  checkLabelCount(x, labels);
  const signed = tf.tidy(() => x.mul<tf.Tensor2D>(labels.toFloat().expandDims(1)));
  let current = tf.zeros<tf.Rank.R2>([dimensions, 1]);
  let epoch = 0;

  const scores = (): tf.Tensor1D => tf.matMul(signed, current).as1D();
  const shares = (): tf.Tensor1D => {
    const opposed = scores().neg<tf.Tensor1D>();
    return method === "gd" ? opposed.sigmoid().mul(stepSize / n) : opposed.softmax().mul(stepSize);
  };
  return {
    get epoch() {
      return epoch;
    },
    step() {
      const next = tf.tidy(() => {
        const gradient = tf.matMul(shares().as2D(1, n), signed);
        return current.add<tf.Tensor2D>(gradient.as2D(dimensions, 1));
      });
      current.dispose();
      current = next;
      epoch++;
    },
    scores: () => tf.tidy(scores),
    weights: () => tf.tidy(() => current.clone().as1D()),
    dispose: () => tf.dispose([signed, current]),
  };
}
