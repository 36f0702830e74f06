/**
 * Sums of scaled tensors in one pass where the backend has a kernel for it.
 *
 * @module
 */
import * as tf from "../tf.ts";

/** A tensor and what it is multiplied by. */
export type Scaled<T extends tf.Tensor> = readonly [factor: number, tensor: T];

/**
 * `Σ factor · tensor`. Not differentiable: it is for gradients and weights.
 *
 * @param terms Two or three, of one shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linearCombination, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const sum = linearCombination([[2, tf.tensor1d([1, 2])], [-1, tf.tensor1d([5, 0])]]);
 * assertEquals([...await sum.data()], [-3, 4]);
 * ```
 */
export function linearCombination<T extends tf.Tensor>(
  terms: readonly [Scaled<T>, Scaled<T>, Scaled<T>?],
): T {
  const [[alpha, x], [beta, y], third] = terms;
  if (!tf.getKernel("LinearCombination", tf.getBackend())) {
    return tf.tidy(() => {
      const two = tf.add(tf.mul(x, alpha), tf.mul(y, beta));
      return (third ? tf.add(two, tf.mul(third[1], third[0])) : two) as T;
    });
  }
  const inputs = third ? { x, y, z: third[1] } : { x, y };
  const factors = third ? [alpha, beta, third[0]] : [alpha, beta];
  return tf.engine().runKernel("LinearCombination", inputs, { factors });
}
