/**
 * Two ways to the largest gradients of a batch of samples: by computing all of
 * them, or only those that a bound does not rule out.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { DifferenceBounds, InputGradients, Network } from "../types.ts";

/** For each class k, the largest norm of `∇(z_ŷ − z_k)` found; 0 for ŷ itself. */
export type GradientMaxima = Float64Array;

/** Some samples, ball after ball, and the balls that they are of. */
export interface SampleBatch {
  /** `[samples, ...inputShape]` flattened. */
  readonly images: Float32Array;
  readonly balls: readonly number[];
}

/** What a batch is measured with, and where its largest gradients are kept. */
export interface KeepLargest {
  readonly network: Network;
  readonly gradients: InputGradients;
  /** The class ŷ of each ball. */
  readonly predicted: readonly number[];
  /** Of each ball, squares. */
  readonly maxima: readonly GradientMaxima[];
}

/** A sample, and a class whose logit is subtracted from that of the sample's ŷ. */
interface Pair {
  readonly row: number;
  readonly rival: number;
}

/** Computes every gradient of a batch. */
export function keepEach(context: KeepLargest): (batch: SampleBatch) => Promise<void> {
  const { network, predicted } = context;
  return async (batch) => {
    const rivals = Array.from(
      { length: network.classes - 1 },
      (_, j) =>
        batch.balls.map((ball, row) => ({
          row,
          rival: (predicted[ball] + 1 + j) % network.classes,
        })),
    );
    const norms = tf.tidy(() => {
      const pullback = context.gradients.at(images(batch.images, batch.balls.length, network));
      const each = rivals.map((pairs) =>
        pullback.pullSquaredNorm(cotangents(pairs, batch, context))
      );
      pullback.dispose();
      return tf.concat1d(each);
    });
    await keepLargest(norms, rivals.flat(), batch, context);
  };
}

/**
 * Computes the gradients that may be larger than the largest known, those with
 * the highest bounds first: most are ruled out before their turn comes. What
 * is kept is the same.
 *
 * @param atOnce How many gradients are computed in one go.
 */
export function keepOpen(
  bounds: DifferenceBounds,
  atOnce: number,
  context: KeepLargest,
): (batch: SampleBatch) => Promise<void> {
  const { network, predicted, maxima } = context;
  return async (batch) => {
    const { balls } = batch;
    const values = await boundsOf(batch, bounds, context);
    const boundOf = ({ row, rival }: Pair): number => values[row * network.classes + rival]!;
    const isOpen = (pair: Pair): boolean => !(boundOf(pair) <= maxima[balls[pair.row]][pair.rival]);
    const labels = balls.map((ball) => predicted[ball]);
    let open = pairsOf(labels, network.classes).filter(isOpen);
    const highest = new Float64Array(network.classes);
    for (const pair of open) highest[pair.rival] = Math.max(highest[pair.rival], boundOf(pair));
    const promise = (pair: Pair): number => boundOf(pair) / highest[pair.rival];
    open.sort((a, b) => promise(b) - promise(a));
    while (open.length > 0) {
      await computePairs(open.slice(0, atOnce), batch, context);
      open = open.slice(atOnce).filter(isOpen);
    }
  };
}

/** `[samples, classes]`, ball by ball. */
async function boundsOf(
  { images: pixels, balls }: SampleBatch,
  bounds: DifferenceBounds,
  { network, predicted }: KeepLargest,
): Promise<Float32Array> {
  const size = pixels.length / balls.length;
  const upper = tf.tidy(() => {
    const parts = [...Map.groupBy(balls.keys(), (row) => balls[row]!)].map(([ball, rows]) => {
      const [first, count] = [rows[0]!, rows.length];
      const own = pixels.subarray(first * size, (first + count) * size);
      return bounds.at(images(own, count, network), predicted[ball]!);
    });
    return tf.concat2d(parts, 0);
  });
  const values = await upper.data<"float32">();
  upper.dispose();
  return values;
}

function pairsOf(labels: readonly number[], classes: number): Pair[] {
  return labels.flatMap((label, row) =>
    Array.from({ length: classes }, (_, rival) => ({ row, rival }))
      .filter(({ rival }) => rival !== label)
  );
}

async function computePairs(
  pairs: readonly Pair[],
  batch: SampleBatch,
  context: KeepLargest,
): Promise<void> {
  const size = batch.images.length / batch.balls.length;
  const rows = new Float32Array(pairs.length * size);
  pairs.forEach(({ row }, i) =>
    rows.set(batch.images.subarray(row * size, (row + 1) * size), i * size)
  );
  const norms = tf.tidy(() => {
    const pullback = context.gradients.at(images(rows, pairs.length, context.network));
    const norms = pullback.pullSquaredNorm(cotangents(pairs, batch, context));
    pullback.dispose();
    return norms;
  });
  await keepLargest(norms, pairs, batch, context);
}

function images(pixels: Float32Array, count: number, { inputShape }: Network): tf.Tensor {
  return tf.tensor(pixels, [count, ...inputShape]);
}

/** `[pairs, classes]`: 1 at ŷ, −1 at the rival. */
function cotangents(
  pairs: readonly Pair[],
  { balls }: SampleBatch,
  { network: { classes }, predicted }: KeepLargest,
): tf.Tensor2D {
  const values = new Float32Array(pairs.length * classes);
  pairs.forEach(({ row, rival }, i) => {
    values[i * classes + predicted[balls[row]]] = 1;
    values[i * classes + rival] = -1;
  });
  return tf.tensor2d(values, [pairs.length, classes]);
}

async function keepLargest(
  norms: tf.Tensor1D,
  pairs: readonly Pair[],
  { balls }: SampleBatch,
  { maxima }: KeepLargest,
): Promise<void> {
  const squares = await norms.data();
  norms.dispose();
  pairs.forEach(({ row, rival }, i) => {
    const largest = maxima[balls[row]];
    largest[rival] = Math.max(largest[rival], squares[i]!);
  });
}
