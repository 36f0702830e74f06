/**
 * Adam in PyTorch's form.
 *
 * @module
 */
import { linearCombination } from "../backend/operators/linear_combination.ts";
import * as tf from "../backend/tf.ts";
import type { OptimizerMaker } from "./optimizer.ts";
import { readTensors, replaceTensors } from "./optimizer_state.ts";

/** What {@linkcode adam} is set to. */
export interface AdamOptions {
  /** The same for all epochs, or one for each, from epoch 1. */
  readonly learningRate: number | ((epoch: number) => number);
  /** β₁, how slowly the mean of the gradients follows them; 0.9 unless said. */
  readonly meanDecay?: number;
  /** β₂, how slowly the mean of their squares does; 0.999 unless said. */
  readonly squareDecay?: number;
  /** ε, added to the root of that mean; 1e-8 unless said. */
  readonly smallest?: number;
  /** This much of each weight is added to its gradient; 0 unless said. */
  readonly weightDecay?: number;
}

/** Where the number of steps stands in the state, beside the weights' names. */
const stepsName = "steps";

/**
 * Adam (Kingma and Ba 2015, algorithm 1, as `torch.optim.Adam` has it):
 * `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`,
 * `w ← w − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)` in step t, where g holds
 * the weight decay.
 *
 * @param options Learning rate, decays, ε.
 * @returns What makes the optimizer of a network's weights.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adam, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const w = tf.variable(tf.scalar(1));
 * const optimizer = adam({ learningRate: 0.1 })(new Map([["w", w]]));
 * optimizer.step([tf.scalar(2)], 1);
 * assertAlmostEquals((await w.data())[0], 0.9, 1e-6);
 * ```
 */
export function adam(options: AdamOptions): OptimizerMaker {
  const { learningRate, meanDecay = 0.9, squareDecay = 0.999 } = options;
  const { smallest = 1e-8, weightDecay = 0 } = options;
  return (weights) => {
    const variables = [...weights.values()];
    const [means, squares] = [0, 1].map(() =>
      variables.map((each): tf.Tensor => tf.zerosLike(each))
    ) as [tf.Tensor[], tf.Tensor[]];
    const names = ["mean", "square"].flatMap((kind) =>
      [...weights.keys()].map((name) => `${kind}/${name}`)
    );
    let steps = 0;
    const move = (i: number, gradient: tf.Tensor, rate: number): void => {
      const variable: tf.Tensor = variables[i]!;
      const g = weightDecay === 0
        ? gradient
        : linearCombination([[1, gradient], [weightDecay, variable]]);
      const mean = linearCombination([[meanDecay, means[i]!], [1 - meanDecay, g]]);
      const square = linearCombination([[squareDecay, squares[i]!], [
        1 - squareDecay,
        tf.square(g),
      ]]);
      const scale = Math.sqrt(1 - squareDecay ** steps);
      const root = tf.add(tf.div(tf.sqrt(square), scale), smallest);
      const step = rate / (1 - meanDecay ** steps);
      variables[i]!.assign(linearCombination([[1, variable], [-step, tf.div(mean, root)]]));
      tf.dispose([means[i]!, squares[i]!]);
      means[i] = tf.keep(mean);
      squares[i] = tf.keep(square);
    };
    return {
      step(gradients, epoch) {
        steps++;
        const rate = typeof learningRate === "number" ? learningRate : learningRate(epoch);
        for (const [i, gradient] of gradients.entries()) tf.tidy(() => move(i, gradient, rate));
      },
      async readState() {
        const state = await readTensors(names, [...means, ...squares]);
        return new Map([...state, [stepsName, { shape: [1], values: Float32Array.of(steps) }]]);
      },
      setState(state) {
        replaceTensors(names.slice(0, means.length), means, state);
        replaceTensors(names.slice(means.length), squares, state);
        const found = state.get(stepsName);
        if (!found) {
          throw new TypeError(
            `Cannot set the optimizer's state: it must hold ${stepsName} [1], found nothing`,
          );
        }
        steps = found.values[0]!;
      },
      dispose: () => tf.dispose([...means, ...squares]),
    };
  };
}
