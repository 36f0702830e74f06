/**
 * Which examples a network gets wrong.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Examples, Network } from "../types.ts";
import { breathe } from "../backend/breathe.ts";
import { checkBatchSize } from "../backend/check_batch_size.ts";

/** How {@linkcode findErrors} runs. */
export interface FindErrorsOptions {
  /** How many examples go forward at once; 256 unless said. */
  readonly batchSize?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * The positions of the examples whose largest logit is not their label's, or
 * that have a NaN among their logits, in inference mode. The network's error is their share.
 *
 * @param network The network.
 * @param examples The examples.
 * @param options Batch size and abort signal.
 * @returns Positions in ascending order.
 * @throws {RangeError} If the batch size is not a positive whole number.
 * @throws What the signal was aborted with.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findErrors, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const network = { inputShape: [2], classes: 2, logits: (x: tf.Tensor) => x.clone() as tf.Tensor2D };
 * const examples = {
 *   size: 3,
 *   take: () => ({
 *     images: tf.tensor2d([[1, 0], [1, 0], [0, 1]]),
 *     labels: tf.tensor1d([0, 1, 1], "int32"),
 *   }),
 * };
 * assertEquals([...await findErrors(network, examples)], [1]);
 * ```
 */
export async function findErrors(
  network: Network,
  examples: Examples,
  { batchSize = 256, signal }: FindErrorsOptions = {},
): Promise<Uint32Array<ArrayBuffer>> {
  checkBatchSize(batchSize);
  if (examples.size === 0) return new Uint32Array();
  const wrong: tf.Tensor1D[] = [];
  try {
    for (let start = 0; start < examples.size; start += batchSize) {
      await breathe(signal);
      wrong.push(wrongAt(network, examples, { start, end: start + batchSize }));
    }
    const all = tf.concat(wrong);
    const flags = await all.data();
    all.dispose();
    return Uint32Array.from([...flags.keys()].filter((i) => flags[i] !== 0));
  } finally {
    tf.dispose(wrong);
  }
}

function wrongAt(
  network: Network,
  examples: Examples,
  { start, end }: { readonly start: number; readonly end: number },
): tf.Tensor1D {
  const length = Math.min(end, examples.size) - start;
  const { images, labels } = examples.take(Uint32Array.from({ length }, (_, i) => start + i));
  const wrong = tf.tidy(() => {
    const logits = network.logits(images);
    const broken = tf.any(tf.notEqual(logits, logits), 1); // only NaN is not itself
    return tf.logicalOr(tf.notEqual(tf.argMax(logits, 1), labels), broken);
  });
  tf.dispose([images, labels]);
  return wrong as tf.Tensor1D;
}
