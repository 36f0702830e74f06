import { assertAlmostEquals } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";

/** How a gradient is checked: central differences at `step`, absolute or relative `tolerance`. */
export interface GradientCheck {
  readonly step?: number;
  readonly tolerance?: number;
  /** How many entries of each tensor are tried; all of them without it. */
  readonly entries?: number;
}

/**
 * Asserts that the gradients of a scalar function in the named tensors are
 * what central differences say.
 */
export async function checkGradient(
  f: (inputs: Record<string, tf.Tensor>) => tf.Scalar,
  inputs: Record<string, tf.Tensor>,
  { step = 1e-2, tolerance = 1e-3, entries = Infinity }: GradientCheck = {},
): Promise<void> {
  const names = Object.keys(inputs);
  const rebuild = (tensors: tf.Tensor[]): Record<string, tf.Tensor> =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  const gradients = tf.grads((...tensors: tf.Tensor[]) => f(rebuild(tensors)))(
    names.map((name) => inputs[name]),
  );
  for (const [i, name] of names.entries()) {
    const values = (await inputs[name].data<"float32">()).slice();
    const gradient = await gradients[i].data<"float32">();
    const stride = Math.max(1, Math.floor(values.length / entries));
    const at = async (index: number, offset: number): Promise<number> => {
      const moved = values.slice();
      moved[index] += offset;
      const y = tf.tidy(() => f({ ...inputs, [name]: tf.tensor(moved, inputs[name].shape) }));
      const [value] = await y.data();
      y.dispose();
      return value;
    };
    for (let index = 0; index < values.length; index += stride) {
      const slope = (await at(index, step) - await at(index, -step)) / (2 * step);
      const allowed = tolerance * Math.max(1, Math.abs(slope));
      assertAlmostEquals(gradient[index], slope, allowed, `gradient of ${name}[${index}]`);
    }
  }
  tf.dispose(gradients);
}
