/**
 * The records of a CIFAR-10 binary batch: a label, then three planes of
 * 32 × 32 pixels, red, green, blue.
 *
 * @module
 */
import type { Split } from "../types.ts";
import { grouped, unexpected } from "./data_error.ts";

/** Values in one image. */
export const cifar10Pixels = 3072;
const plane = 32 * 32;
const record = 1 + cifar10Pixels;
const classes = 10;

/**
 * How many images a batch holds.
 *
 * @throws {DataError} If it is empty or its last record is not whole.
 */
export function countCifar10Images(bytes: Uint8Array, file: string): number {
  const count = bytes.length / record;
  if (Number.isInteger(count) && count > 0) return count;
  throw unexpected(
    file,
    `records of ${grouped(record)} bytes (10,000 of them, ${
      grouped(10_000 * record)
    } bytes, in the official file)`,
    `${grouped(bytes.length)} bytes`,
  );
}

/**
 * Writes the images and labels of a batch into a split.
 *
 * @param bytes A batch of whole records.
 * @param into Where they go.
 * @param options The place of the batch's first image in the split, and the batch's name.
 * @throws {DataError} If a label is above 9.
 */
export function decodeCifar10Batch(
  bytes: Uint8Array,
  into: Split,
  options: { first: number; file: string },
): void {
  const { first, file } = options;
  const { images, labels } = into;
  const count = bytes.length / record;
  for (let i = 0, to = cifar10Pixels * first; i < count; i++) {
    const start = i * record;
    const label = bytes[start]!;
    if (label >= classes) {
      throw unexpected(file, "labels from 0 to 9", `${label} at position ${grouped(i)}`);
    }
    labels[first + i] = label;
    for (let from = start + 1; from <= start + plane; from++) {
      images[to++] = bytes[from]!;
      images[to++] = bytes[from + plane]!;
      images[to++] = bytes[from + 2 * plane]!;
    }
  }
}

/**
 * One binary batch of images and labels: what {@linkcode decodeCifar10Batch} reads.
 *
 * @param images Pixels, `[size, 32, 32, 3]` flattened.
 * @param labels Class numbers, `[size]`.
 */
export function encodeCifar10Batch(images: Uint8Array, labels: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(labels.length * record);
  for (let i = 0, from = 0; i < labels.length; i++) {
    const start = i * record;
    bytes[start] = labels[i]!;
    for (let to = start + 1; to <= start + plane; to++) {
      bytes[to] = images[from++]!;
      bytes[to + plane] = images[from++]!;
      bytes[to + 2 * plane] = images[from++]!;
    }
  }
  return bytes;
}
