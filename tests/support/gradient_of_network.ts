import * as tf from "../../src/backend/tf.ts";
import type { TrainableNetwork } from "../../src/types.ts";
import { checkGradient, type GradientCheck } from "./check_gradient.ts";

/** Asserts that a scalar's gradients in a network's weights are what central differences say. */
export async function checkWeightGradients(
  network: TrainableNetwork,
  f: () => tf.Scalar,
  options: GradientCheck & { only?: string } = {},
): Promise<void> {
  const at = (tensors: Record<string, tf.Tensor>): tf.Scalar => {
    const moved = Object.entries(tensors).filter(([name, tensor]) =>
      tensor !== network.weights.get(name)
    );
    const original = moved.map(([name]) => tf.clone(network.weights.get(name)!));
    for (const [name, tensor] of moved) network.weights.get(name)!.assign(tensor as never);
    const value = f();
    moved.forEach(([name], i) => network.weights.get(name)!.assign(original[i] as never));
    return value;
  };
  const { only = "" } = options; // biases have no part in the gradient of a piecewise linear network
  const weights = [...network.weights].filter(([name]) => name.endsWith(only));
  await checkGradient(at, Object.fromEntries(weights), options);
}
