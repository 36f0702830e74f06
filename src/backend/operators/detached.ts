/**
 * Numbers that gradients take as given.
 *
 * @module
 */
import * as tf from "../tf.ts";

/**
 * What `compute` makes, as a constant: no gradient flows through it, and
 * nothing of it is kept for one.
 *
 * @param compute Makes one tensor, or names one that is there, which stays its owner's; what else it allocates is freed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { detached, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const slope = tf.grad((x: tf.Tensor) => tf.mul(x, detached(() => tf.square(x))));
 * assertEquals([...await slope(tf.scalar(3)).data()], [9]);
 * ```
 */
export function detached<T extends tf.Tensor>(compute: () => T): T {
  // A copy, for a tensor that was there is still on the tape.
  const value = () => tf.clone(compute());
  return tf.customGrad(() => ({ value: tf.tidy(value), gradFunc: () => [] }))() as T;
}
