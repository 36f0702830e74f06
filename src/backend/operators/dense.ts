/**
 * Matrix product, bias and ReLU in one kernel, forward and while gradients
 * are recorded. (`tf.fused.matMul` takes them apart again under a gradient.)
 *
 * @module
 */
import * as tf from "../tf.ts";
import { reluGradient } from "./relu_gradient.ts";

/** What {@linkcode dense} does besides multiplying. */
export interface DenseOptions {
  /** `[out]`, added to every row; default: none. */
  readonly bias?: tf.Tensor1D;
  /** Whether negative results become 0; default false. */
  readonly relu?: boolean;
}

/**
 * x times weights, then the bias, then ReLU. Differentiable in all three, on
 * every backend.
 *
 * @param x `[batch, in]`
 * @param weights `[in, out]`
 * @returns `[batch, out]`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const x = tf.tensor2d([[1, -1]]), weights = tf.tensor2d([[2, 3], [1, 5]]);
 * const y = dense(x, weights, { bias: tf.tensor1d([0.5, 0]), relu: true });
 * assertEquals([...await y.data()], [1.5, 0]);
 * ```
 */
export function dense(
  x: tf.Tensor2D,
  weights: tf.Tensor2D,
  { bias, relu = false }: DenseOptions = {},
): tf.Tensor2D {
  const attrs = {
    transposeA: false,
    transposeB: false,
    activation: relu ? "relu" : "linear",
  };
  // tfjs's own wasm kernel wants three axes
  const a = tf.reshape(x, [1, ...x.shape]), b = tf.reshape(weights, [1, ...weights.shape]);
  const y: tf.Tensor = tf.engine().runKernel(
    "_FusedMatMul",
    bias ? { a, b, bias } : { a, b },
    attrs,
  );
  return tf.reshape(y, [x.shape[0], weights.shape[1]]);
}

tf.registerGradient({
  kernelName: "_FusedMatMul",
  inputsToSave: ["a", "b"],
  outputsToSave: [true],
  gradFunc: (dy, saved, { activation }) => {
    const [a, b, y] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const dz = activation === "relu" ? reluGradient(dy as tf.Tensor, y) : dy as tf.Tensor;
    return {
      a: () => tf.matMul(dz, b, false, true),
      b: () => tf.matMul(a, dz, true, false),
      bias: () => tf.sum(dz, [0, 1]),
    };
  },
});
