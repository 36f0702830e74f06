/**
 * One step of momentum in one pass where the backend has a kernel for it.
 *
 * @module
 */
import * as tf from "../tf.ts";

/** What one parameter's step needs; a type, not an interface, so that `tf.tidy` takes it. */
export type NesterovState<T extends tf.Tensor> = {
  readonly weights: T;
  /** The velocity, zero at first. */
  readonly velocity: T;
};

/**
 * Momentum in Nesterov's form as PyTorch has it:
 * `v ← μ v + g`, `w ← w − η (g + μ v)`. The wasm backend's kernel sets count a v
 * below 2^-100 as 0: a unit that is never active would leave a subnormal one for good.
 *
 * @param state Weights and velocity; they stay the caller's, as what is returned is.
 * @param gradient Of the weights' shape.
 * @returns Fresh weights and velocity.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nesterovStep, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const state = { weights: tf.tensor1d([1]), velocity: tf.tensor1d([0.5]) };
 * const next = nesterovStep(state, tf.tensor1d([2]), { rate: 0.1, momentum: 0.9 });
 * assertAlmostEquals((await next.velocity.data())[0], 2.45, 1e-6);
 * assertAlmostEquals((await next.weights.data())[0], 1 - 0.1 * (2 + 0.9 * 2.45), 1e-6);
 * ```
 */
export function nesterovStep<T extends tf.Tensor>(
  { weights, velocity }: NesterovState<T>,
  gradient: T,
  { rate, momentum }: { readonly rate: number; readonly momentum: number },
): NesterovState<T> {
  if (!tf.getKernel("NesterovStep", tf.getBackend())) {
    return tf.tidy(() => {
      const next = tf.add(tf.mul(velocity, momentum), gradient) as T;
      const step = tf.add(gradient, tf.mul(next, momentum));
      return { velocity: next, weights: tf.sub(weights, tf.mul(step, rate)) as T };
    });
  }
  const [newWeights, newVelocity] = tf.engine().runKernel(
    "NesterovStep",
    { weights, velocity, gradient },
    { rate, momentum },
  ) as unknown as [T, T];
  return { weights: newWeights, velocity: newVelocity };
}
