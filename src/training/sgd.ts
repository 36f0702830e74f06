/**
 * Stochastic gradient descent in PyTorch's form.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { WeightArrays } from "../types.ts";
import type { OptimizerMaker } from "./optimizer.ts";

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
    /** μ v of each weight: one multiplication a step less than keeping v. */
    const carried: tf.Tensor[] = momentum === 0
      ? []
      : variables.map((variable) => tf.zerosLike(variable));
    const direction = (i: number, gradient: tf.Tensor): tf.Tensor => {
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(variables[i], weightDecay));
      if (momentum === 0) return g;
      const velocity = tf.add(carried[i], g);
      const next = tf.keep(tf.mul(velocity, momentum));
      carried[i].dispose();
      carried[i] = next;
      return nesterov ? tf.add(g, next) : velocity;
    };
    return {
      step(gradients, epoch) {
        const rate = typeof learningRate === "number" ? learningRate : learningRate(epoch);
        for (const [i, variable] of variables.entries()) {
          tf.tidy(() => {
            variable.assign(tf.sub(variable, tf.mul(direction(i, gradients[i]), rate)));
          });
        }
      },
      readState: () => readTensors([...weights.keys()], carried),
      setState(state) {
        for (const [i, name] of [...weights.keys()].entries()) {
          if (momentum === 0) return;
          const { values } = stateOf(state, name, variables[i].shape);
          carried[i].dispose();
          carried[i] = tf.tensor(values.slice(), variables[i].shape);
        }
      },
      dispose: () => tf.dispose(carried),
    };
  };
}

async function readTensors(names: string[], tensors: readonly tf.Tensor[]): Promise<WeightArrays> {
  const read = tensors.map(async (tensor, i) => {
    const values = (await tensor.data<"float32">()).slice();
    return [names[i], { shape: tensor.shape, values }] as const;
  });
  return new Map(await Promise.all(read));
}

function stateOf(state: WeightArrays, name: string, shape: readonly number[]) {
  const found = state.get(name);
  if (found && String(found.shape) === String(shape)) return found;
  throw new TypeError(
    `Cannot set the optimizer's state: it must hold ${name} [${shape}], ` +
      `found ${found ? `[${found.shape}]` : "nothing"}`,
  );
}
