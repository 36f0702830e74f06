/**
 * Stochastic gradient descent in PyTorch's form.
 *
 * @module
 */
import { linearCombination } from "../backend/operators/linear_combination.ts";
import { type NesterovState, nesterovStep } from "../backend/operators/nesterov_step.ts";
import * as tf from "../backend/tf.ts";
import type { OptimizerMaker } from "./optimizer.ts";
import { readTensors, replaceTensors } from "./optimizer_state.ts";

/** What {@linkcode sgd} is set to. */
export interface SgdOptions {
  /** The same for all epochs, or one for each, from epoch 1. */
  readonly learningRate: number | ((epoch: number) => number);
  /** μ; 0 unless said. */
  readonly momentum?: number;
  /** Whether a step looks ahead along the velocity; it does unless said. */
  readonly nesterov?: boolean;
  /** This much of each weight is added to its gradient; 0 unless said. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with momentum: `v ← μ v + g`, `w ← w − lr (g + μ v)` with
 * Nesterov's look-ahead, `w ← w − lr v` without, where g holds the weight
 * decay (PyTorch's `torch.optim.SGD`).
 *
 * @param options Learning rate, momentum, weight decay.
 * @returns What makes the optimizer of a network's weights.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sgd, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const w = tf.variable(tf.scalar(1));
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 })(new Map([["w", w]]));
 * optimizer.step([tf.scalar(2)], 1);
 * assertAlmostEquals((await w.data())[0], 1 - 0.1 * (2 + 0.9 * 2), 1e-6);
 * ```
 */
export function sgd(options: SgdOptions): OptimizerMaker {
  const { learningRate, momentum = 0, nesterov = true, weightDecay = 0 } = options;
  return (weights) => {
    const variables = [...weights.values()];
    const velocities = momentum === 0 ? [] : variables.map((each): tf.Tensor => tf.zerosLike(each));
    const moved = (i: number, gradient: tf.Tensor, rate: number): tf.Tensor => {
      const variable: tf.Tensor = variables[i];
      const g = weightDecay === 0
        ? gradient
        : linearCombination([[1, gradient], [weightDecay, variable]]);
      if (momentum === 0) return linearCombination([[1, variable], [-rate, g]]);
      const state = { weights: variable, velocity: velocities[i] };
      const next = nesterov
        ? nesterovStep(state, g, { rate, momentum })
        : heavyBallStep(state, g, { rate, momentum });
      velocities[i].dispose();
      velocities[i] = tf.keep(next.velocity);
      return next.weights;
    };
    return {
      step(gradients, epoch) {
        const rate = typeof learningRate === "number" ? learningRate : learningRate(epoch);
        for (const [i, variable] of variables.entries()) {
          tf.tidy(() => variable.assign(moved(i, gradients[i], rate)));
        }
      },
      readState: () => readTensors([...weights.keys()], velocities),
      setState: (state) => replaceTensors([...weights.keys()], velocities, state),
      dispose: () => tf.dispose(velocities),
    };
  };
}

/** `v ← μ v + g`, `w ← w − η v`. */
function heavyBallStep(
  { weights, velocity }: NesterovState<tf.Tensor>,
  gradient: tf.Tensor,
  { rate, momentum }: { readonly rate: number; readonly momentum: number },
): NesterovState<tf.Tensor> {
  const next = linearCombination([[momentum, velocity], [1, gradient]]);
  return { velocity: next, weights: linearCombination([[1, weights], [-rate, next]]) };
}
