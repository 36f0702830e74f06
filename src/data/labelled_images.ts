/**
 * Images of anyone's, in [0, 1], with their labels.
 *
 * @module
 */
import type { Dataset, Split } from "../types.ts";
import { sha256 } from "./dataset_hash.ts";
import { checkIndices } from "./subset.ts";

/** Images of one shape and their labels, as plain numbers. */
export interface LabelledImages {
  /** Height, width and channels of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** `[size, height, width, channels]` flattened, in [0, 1]. */
  readonly images: Float32Array;
  /** `[size]`: class numbers from 0. */
  readonly labels: readonly number[];
}

/**
 * Some of the images, in the order asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type LabelledImages, takeImages } from "@marginlab/marginlab";
 *
 * const dots: LabelledImages = { shape: [1, 1, 1], images: Float32Array.of(0, 1), labels: [3, 4] };
 * assertEquals(takeImages(dots, [1]).labels, [4]);
 * ```
 */
export function takeImages(from: LabelledImages, indices: readonly number[]): LabelledImages {
  const { shape } = from;
  const size = shape[0] * shape[1] * shape[2];
  const images = new Float32Array(indices.length * size);
  indices.forEach((index, row) =>
    images.set(from.images.subarray(index * size, (index + 1) * size), row * size)
  );
  return { shape, images, labels: indices.map((index) => from.labels[index]!) };
}

/**
 * Some examples of a data set's split: bytes become numbers only for those that are taken.
 *
 * @throws {RangeError} If an index is not one of the split's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imagesOf } from "@marginlab/marginlab";
 *
 * const split = { size: 2, images: new Uint8Array([0, 255]), labels: new Uint8Array([3, 4]) };
 * assertEquals(imagesOf(split, [1, 1, 1], [1]), {
 *   shape: [1, 1, 1],
 *   images: Float32Array.of(1),
 *   labels: [4],
 * });
 * ```
 */
export function imagesOf(
  split: Split,
  shape: Dataset["shape"],
  indices: readonly number[],
): LabelledImages {
  checkIndices(split, indices);
  const size = shape[0] * shape[1] * shape[2];
  const images = new Float32Array(indices.length * size);
  indices.forEach((index, row) => {
    for (let i = 0; i < size; i++) {
      images[row * size + i] = split.images[index * size + i]! / 255;
    }
  });
  return { shape, images, labels: indices.map((index) => split.labels[index]!) };
}

/** The SHA-256 of shape, pixels and labels, 64 hexadecimal digits. */
export async function imagesHash({ shape, images, labels }: LabelledImages): Promise<string> {
  const pixels = await sha256(new Uint8Array(images.buffer, images.byteOffset, images.byteLength));
  return await sha256(new TextEncoder().encode([shape.join("x"), pixels, ...labels].join("\n")));
}
