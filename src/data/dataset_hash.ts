/**
 * The fingerprint of a data set: which pixels and labels a result was made from.
 *
 * @module
 */
import type { Dataset } from "../types.ts";

/**
 * The SHA-256 of what a data set holds, 64 hexadecimal digits: of its shape and
 * the SHA-256 of each of its four arrays. Names and files do not enter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Dataset, datasetHash } from "@marginlab/marginlab";
 *
 * const split = { size: 1, images: new Uint8Array([255]), labels: new Uint8Array([0]) };
 * const dot: Dataset = { name: "dot", shape: [1, 1, 1], classes: 1, train: split, test: split };
 * assertEquals(await datasetHash(dot), await datasetHash({ ...dot, name: "point" }));
 * ```
 */
export async function datasetHash(dataset: Dataset): Promise<string> {
  const { shape, train, test } = dataset;
  const parts = [shape.join("x")];
  for (const bytes of [train.images, train.labels, test.images, test.labels]) {
    parts.push(await sha256(bytes));
  }
  return await sha256(new TextEncoder().encode(parts.join("\n")));
}

/** The SHA-256 of bytes, as 64 hexadecimal digits; shared memory is copied first, as the platform's digest wants. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const own = bytes.buffer instanceof ArrayBuffer
    ? bytes as Uint8Array<ArrayBuffer>
    : Uint8Array.from(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", own)).toHex();
}
