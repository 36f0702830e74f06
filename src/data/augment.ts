/**
 * The augmentation of the paper's small CIFAR-10 net: pad, crop at random,
 * mirror at random. Bytes in, bytes out.
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { Dataset, Split } from "../types.ts";
import { bytesLike } from "./shared_dataset.ts";

/** What {@linkcode cropAndFlip} needs besides the images. */
export interface CropAndFlipOptions {
  /** Three numbers are taken from it for each image: rows, columns, mirror. */
  readonly random: Random;
  /** How many black pixels are added on every side before the crop; 2 unless told. */
  readonly padding?: number;
}

/**
 * Copies of the images, each padded with black, cut back to its size at a
 * random place and mirrored left to right half of the time. Labels stay.
 *
 * @param split The images, of which the originals stay as they are.
 * @param shape Height, width and channels of an image.
 * @param options The generator and the padding.
 * @returns A split of the same size.
 * @throws {RangeError} If the padding is not a whole number of pixels, zero or more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cropAndFlip } from "@marginlab/marginlab";
 *
 * const split = { size: 1, images: new Uint8Array([1, 2, 3]), labels: new Uint8Array([5]) };
 * const mirrored = cropAndFlip(split, [1, 3, 1], { random: () => 0, padding: 0 });
 * assertEquals([...mirrored.images], [3, 2, 1]);
 * ```
 */
export function cropAndFlip(
  split: Split,
  shape: Dataset["shape"],
  options: CropAndFlipOptions,
): Split {
  const { random, padding = 2 } = options;
  if (!Number.isInteger(padding) || padding < 0) {
    throw new RangeError(
      `Cannot crop images: the padding must be a whole number, zero or more, not ${padding}`,
    );
  }
  const pixels = shape[0] * shape[1] * shape[2];
  const images = bytesLike(split.images, split.images.length);
  const places = 2 * padding + 1;
  for (let i = 0; i < split.size; i++) {
    const down = Math.floor(random() * places) - padding;
    const right = Math.floor(random() * places) - padding;
    const mirrored = random() < 0.5;
    const from = split.images.subarray(i * pixels, (i + 1) * pixels);
    const to = images.subarray(i * pixels, (i + 1) * pixels);
    shift(from, to, { shape, down, right, mirrored });
  }
  const labels = bytesLike(split.labels, split.size);
  labels.set(split.labels);
  return { size: split.size, images, labels };
}

interface Move {
  readonly shape: Dataset["shape"];
  /** Where the crop begins in the image, in rows; negative when it begins in the padding. */
  readonly down: number;
  /** The same in columns. */
  readonly right: number;
  readonly mirrored: boolean;
}

/** Writes what the crop sees of an image; what lies outside of it stays black. */
function shift(from: Uint8Array, to: Uint8Array, { shape, down, right, mirrored }: Move): void {
  const [height, width, channels] = shape;
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(width, width - right); x++) {
      const source = ((y + down) * width + x + right) * channels;
      const target = (y * width + (mirrored ? width - 1 - x : x)) * channels;
      for (let c = 0; c < channels; c++) to[target + c] = from[source + c]!;
    }
  }
}
