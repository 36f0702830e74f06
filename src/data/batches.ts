/**
 * From bytes to tensors.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Batch, Dataset, Split } from "../types.ts";
import { checkIndices } from "./subset.ts";

/** Every byte's place in [0, 1]: a look-up gives the same float32 as the division and costs less. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Some examples as tensors, pixels / 255 and nothing else done to them.
 *
 * @param split The examples to take from.
 * @param shape Height, width and channels of an image.
 * @param indices Which ones, in this order; repeats are allowed.
 * @returns Two tensors, the caller's to dispose.
 * @throws {RangeError} If an index is not one of the split's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startBackend, takeBatch } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const split = { size: 2, images: new Uint8Array([0, 255]), labels: new Uint8Array([4, 7]) };
 * const { images, labels } = takeBatch(split, [1, 1, 1], [1]);
 * assertEquals([...await images.data(), ...await labels.data()], [1, 7]);
 * images.dispose();
 * labels.dispose();
 * ```
 */
export function takeBatch(
  split: Split,
  shape: Dataset["shape"],
  indices: ArrayLike<number>,
): Batch {
  checkIndices(split, indices);
  const count = indices.length;
  const pixels = split.images.length / split.size;
  const images = new Float32Array(count * pixels);
  const labels = new Int32Array(count);
  for (let row = 0, to = 0; row < count; row++) {
    const index = indices[row]!;
    const image = split.images.subarray(index * pixels, (index + 1) * pixels);
    for (let from = 0; from < pixels; from++) images[to++] = unit[image[from]!]!;
    labels[row] = split.labels[index]!;
  }
  return {
    images: tf.tensor(images, [count, ...shape], "float32"),
    labels: tf.tensor1d(labels, "int32"),
  };
}
