/**
 * How many examples go through a network at once.
 *
 * @module
 */

/** @throws {RangeError} If the batch size is not a positive whole number. */
export function checkBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1) return;
  throw new RangeError(
    `Cannot cut examples into batches: the batch size must be a positive whole number, found ${batchSize}`,
  );
}
