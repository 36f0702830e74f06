/**
 * The difference-of-convex scheme's frozen vector: the gradient of an
 * objective's concave part over a whole training set.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Examples, Objective, TrainableNetwork } from "../types.ts";
import { breathe } from "../backend/breathe.ts";

/** How {@linkcode concaveGradient} runs. */
export interface ConcaveGradientOptions {
  /** The convex function that is subtracted. */
  readonly concave: NonNullable<Objective["concave"]>;
  /** The positions of the examples that the network gets wrong: elsewhere the function is zero. */
  readonly wrong: ArrayLike<number>;
  /** Training's batch size. */
  readonly batchSize: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * The gradient of the concave part's batch means, summed over the training
 * set's batches and divided by their number. Examples are batched in their
 * order; only those that the network gets wrong are looked at, each weighted
 * as its batch weights it, which is the same sum at a fraction of the cost.
 *
 * @param network The network; it runs in inference mode.
 * @param examples The training set, as it is: neither augmented nor perturbed.
 * @param options The function, where to look, the batch size.
 * @returns A tensor for each weight, in their order, the caller's to dispose; null where nothing is wrong.
 */
export async function concaveGradient(
  network: TrainableNetwork,
  examples: Examples,
  { concave, wrong, batchSize, signal }: ConcaveGradientOptions,
): Promise<tf.Tensor[] | null> {
  const variables = [...network.weights.values()];
  const batches = Math.ceil(examples.size / batchSize);
  const weightOf = (position: number): number => {
    const start = position - position % batchSize;
    return 1 / (batches * Math.min(batchSize, examples.size - start));
  };
  let sum: tf.Tensor[] | null = null;
  try {
    for (let start = 0; start < wrong.length; start += batchSize) {
      await breathe(signal);
      const positions = Array.prototype.slice.call(wrong, start, start + batchSize) as number[];
      const before: tf.Tensor[] | null = sum;
      sum = tf.tidy(() => {
        const batch = examples.take(positions);
        const weights = tf.tensor1d(positions.map(weightOf));
        const { grads } = tf.variableGrads(
          () => tf.sum(tf.mul(concave(network, batch), weights)) as tf.Scalar,
          variables,
        );
        return variables.map((variable, i) => {
          const gradient = grads[variable.name] ?? tf.zerosLike(variable);
          return before ? tf.add(before[i], gradient) : gradient;
        });
      });
      tf.dispose(before ?? []);
    }
    return sum;
  } catch (error) {
    tf.dispose(sum ?? []);
    throw error;
  }
}
