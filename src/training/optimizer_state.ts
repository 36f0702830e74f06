/**
 * What optimizers remember, as plain numbers.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { WeightArray, WeightArrays } from "../types.ts";

/** The tensors' values under these names, in their order. */
export async function readTensors(
  names: readonly string[],
  tensors: readonly tf.Tensor[],
): Promise<WeightArrays> {
  const read = tensors.map(async (tensor, i) => {
    const values = (await tensor.data<"float32">()).slice();
    return [names[i]!, { shape: tensor.shape, values }] as const;
  });
  return new Map(await Promise.all(read));
}

/**
 * Puts tensors of the state's values in place of those that are there, which are freed.
 *
 * @throws {TypeError} If the state lacks one, or has it in another shape.
 */
export function replaceTensors(
  names: readonly string[],
  tensors: tf.Tensor[],
  state: WeightArrays,
): void {
  for (const [i, old] of tensors.entries()) {
    const { values } = stateOf(state, names[i]!, old.shape);
    tensors[i] = tf.tensor(values.slice(), old.shape);
    old.dispose();
  }
}

function stateOf(state: WeightArrays, name: string, shape: readonly number[]): WeightArray {
  const found = state.get(name);
  if (found && String(found.shape) === String(shape)) return found;
  throw new TypeError(
    `Cannot set the optimizer's state: it must hold ${name} [${shape}], ` +
      `found ${found ? `[${found.shape}]` : "nothing"}`,
  );
}
