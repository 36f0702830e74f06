/**
 * The largest gradients of logit differences among samples of balls.
 *
 * @module
 */
import { breathe } from "../backend/breathe.ts";
import * as tf from "../backend/tf.ts";
import type { InputGradients, Network } from "../types.ts";
import { type Ball, sampleBall } from "./sample_ball.ts";
import { inputGradientsOf } from "./tape_gradients.ts";

/** For each class k, the largest norm of `∇(z_ŷ − z_k)` found; 0 for ŷ itself. */
export type GradientMaxima = Float64Array;

/** How {@linkcode largestGradients} samples. */
export interface LargestGradientsOptions {
  /** The class ŷ of each ball. */
  readonly predicted: readonly number[];
  /** How many points are drawn from each ball. */
  readonly samples: number;
  /** How many go through the network at once. */
  readonly batchSize: number;
  /** Called after each batch with the samples done and the samples in all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Some samples, ball after ball: the classes ŷ of their rows, and the balls that they are of. */
interface SampleBatch {
  readonly images: Float32Array;
  readonly balls: readonly number[];
}

/**
 * Samples each ball and keeps, for each rival class, the largest gradient of
 * the difference to it. One forward pass serves all rivals; a batch is read
 * while the next one is drawn.
 *
 * @returns One array for each ball, an entry for each class.
 */
export async function largestGradients(
  network: Network,
  balls: readonly Ball[],
  options: LargestGradientsOptions,
): Promise<GradientMaxima[]> {
  const { predicted, samples, batchSize, onProgress, signal } = options;
  const maxima = balls.map(() => new Float64Array(network.classes));
  const total = balls.length * samples;
  const gradients = inputGradientsOf(network);
  let reading: Promise<void> = Promise.resolve();
  try {
    for (let start = 0; start < total; start += batchSize) {
      const end = Math.min(start + batchSize, total);
      const batch = drawBatch(balls, { start, end, samples });
      await reading;
      await breathe(signal);
      const norms = squaredNorms(network, batch, { gradients, predicted });
      reading = keepLargest(norms, { batch, maxima, predicted }).then(() =>
        onProgress?.(end, total)
      );
    }
    await reading;
  } finally {
    await reading.catch(() => {});
    gradients.dispose();
  }
  return maxima.map((squares) => squares.map(Math.sqrt));
}

function drawBatch(
  balls: readonly Ball[],
  { start, end, samples }: {
    readonly start: number;
    readonly end: number;
    readonly samples: number;
  },
): SampleBatch {
  const size = balls[0].centre.length;
  const images = new Float32Array((end - start) * size);
  const drawn = Array.from({ length: end - start }, (_, row) => {
    const ball = Math.floor((start + row) / samples);
    sampleBall(images.subarray(row * size, (row + 1) * size), balls[ball]);
    return ball;
  });
  return { images, balls: drawn };
}

/** `[classes − 1, batch]`: row j holds the gradients of z_ŷ − z_k for k = ŷ + 1 + j, around the classes. */
function squaredNorms(
  network: Network,
  { images, balls }: SampleBatch,
  { gradients, predicted }: {
    readonly gradients: InputGradients;
    readonly predicted: readonly number[];
  },
): tf.Tensor2D {
  return tf.tidy(() => {
    const pullback = gradients.at(tf.tensor(images, [balls.length, ...network.inputShape]));
    const rivals = Array.from({ length: network.classes - 1 }, (_, j) => {
      const cotangent = new Float32Array(balls.length * network.classes);
      for (const [row, ball] of balls.entries()) {
        const label = predicted[ball];
        cotangent[row * network.classes + label] = 1;
        cotangent[row * network.classes + (label + 1 + j) % network.classes] = -1;
      }
      return pullback.pullSquaredNorm(tf.tensor2d(cotangent, [balls.length, network.classes]));
    });
    const stacked = tf.stack(rivals) as tf.Tensor2D;
    pullback.dispose();
    return stacked;
  });
}

async function keepLargest(
  norms: tf.Tensor2D,
  { batch: { balls }, maxima, predicted }: {
    readonly batch: SampleBatch;
    readonly maxima: readonly Float64Array[];
    readonly predicted: readonly number[];
  },
): Promise<void> {
  const squares = await norms.data();
  norms.dispose();
  for (const [row, ball] of balls.entries()) {
    const largest = maxima[ball];
    for (let j = 0; j < largest.length - 1; j++) {
      const rival = (predicted[ball] + 1 + j) % largest.length;
      largest[rival] = Math.max(largest[rival], squares[j * balls.length + row]);
    }
  }
}
