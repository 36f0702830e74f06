/**
 * Some examples of a split as a split of their own.
 *
 * @module
 */
import type { Split } from "../types.ts";
import { bytesLike } from "./shared_dataset.ts";

/**
 * Some examples as a split of their own, copied, in the order asked for.
 *
 * @throws {RangeError} If an index is not one of the split's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { subsetOf } from "@marginlab/marginlab";
 *
 * const split = { size: 3, images: new Uint8Array([10, 20, 30]), labels: new Uint8Array([0, 1, 2]) };
 * assertEquals([...subsetOf(split, [2, 0]).images], [30, 10]);
 * ```
 */
export function subsetOf(split: Split, indices: ArrayLike<number>): Split {
  checkIndices(split, indices);
  const size = indices.length;
  const pixels = split.images.length / split.size;
  const images = bytesLike(split.images, size * pixels);
  const labels = bytesLike(split.labels, size);
  for (let row = 0; row < size; row++) {
    const index = indices[row]!;
    images.set(split.images.subarray(index * pixels, (index + 1) * pixels), row * pixels);
    labels[row] = split.labels[index]!;
  }
  return { size, images, labels };
}

/**
 * Sees that every index is one of the split's.
 *
 * @throws {RangeError} If one is not.
 */
export function checkIndices(split: Split, indices: ArrayLike<number>): void {
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(index >= 0 && index < split.size && Number.isInteger(index))) {
      throw new RangeError(
        `Cannot take example ${index}: a whole number from 0 to ${split.size - 1} is needed`,
      );
    }
  }
}
