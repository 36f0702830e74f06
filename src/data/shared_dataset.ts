/**
 * Data sets in memory that workers share: a `Dataset` on shared memory can be
 * posted to any number of workers and is still held once.
 *
 * @module
 */
import type { Dataset, Split } from "../types.ts";

/**
 * The data set with its bytes in `SharedArrayBuffer`s; what already lies in one is kept, not copied.
 *
 * @throws {Error} If the platform offers no shared memory (a browser page that is not cross-origin isolated).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { type Dataset, sharedDataset } from "@marginlab/marginlab";
 *
 * const split = { size: 1, images: new Uint8Array([255]), labels: new Uint8Array([0]) };
 * const dot: Dataset = { name: "dot", shape: [1, 1, 1], classes: 1, train: split, test: split };
 * assert(sharedDataset(dot).train.images.buffer instanceof SharedArrayBuffer);
 * ```
 */
export function sharedDataset(dataset: Dataset): Dataset {
  const { train, test } = dataset;
  return { ...dataset, train: sharedSplit(train), test: sharedSplit(test) };
}

/** New bytes, all zero, in memory of the same kind as the source's: what is made from shared data is shared. */
export function bytesLike(source: Uint8Array, length: number): Uint8Array {
  return isShared(source) ? sharedBytes(length) : new Uint8Array(length);
}

/** New bytes, all zero, that workers can share. */
export function sharedBytes(length: number): Uint8Array {
  if (typeof SharedArrayBuffer === "undefined") {
    throw new Error(
      "Cannot share data between workers: SharedArrayBuffer is needed and is not there (in a browser, the page must be cross-origin isolated)",
    );
  }
  return new Uint8Array(new SharedArrayBuffer(length));
}

function sharedSplit({ size, images, labels }: Split): Split {
  return { size, images: sharedCopy(images), labels: sharedCopy(labels) };
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  if (isShared(bytes)) return bytes;
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

function isShared(bytes: Uint8Array): boolean {
  return typeof SharedArrayBuffer !== "undefined" && bytes.buffer instanceof SharedArrayBuffer;
}
