/**
 * Which examples each batch of an epoch holds.
 *
 * @module
 */
import { checkBatchSize } from "../backend/check_batch_size.ts";
import type { Random } from "../random.ts";

/**
 * The numbers 0 to `size` − 1 in order, cut into batches; the last may be short.
 *
 * @throws {RangeError} If the batch size is not a positive whole number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batchIndices } from "@marginlab/marginlab";
 *
 * assertEquals(batchIndices(5, 2).map((batch) => [...batch]), [[0, 1], [2, 3], [4]]);
 * ```
 */
export function batchIndices(size: number, batchSize: number): Uint32Array[] {
  return cut(Uint32Array.from({ length: size }, (_, i) => i), batchSize);
}

/**
 * The numbers 0 to `size` − 1 in random order (Fisher and Yates), cut into batches; the last may be short.
 * Takes `size` − 1 numbers from the generator.
 *
 * @throws {RangeError} If the batch size is not a positive whole number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { seededRandom, shuffledBatchIndices } from "@marginlab/marginlab";
 *
 * const batches = shuffledBatchIndices(5, 2, seededRandom(1, "order"));
 * assertEquals(batches.flatMap((batch) => [...batch]).sort(), [0, 1, 2, 3, 4]);
 * ```
 */
export function shuffledBatchIndices(
  size: number,
  batchSize: number,
  random: Random,
): Uint32Array[] {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let last = size - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const kept = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = kept;
  }
  return cut(order, batchSize);
}

function cut(order: Uint32Array, batchSize: number): Uint32Array[] {
  checkBatchSize(batchSize);
  return Array.from(
    { length: Math.ceil(order.length / batchSize) },
    (_, k) => order.subarray(k * batchSize, (k + 1) * batchSize),
  );
}
