/**
 * The largest gradients of logit differences among samples of balls.
 *
 * @module
 */
import { breathe } from "../backend/breathe.ts";
import type { Network } from "../types.ts";
import { type GradientMaxima, keepEach, keepOpen, type SampleBatch } from "./keep_largest.ts";
import { type Ball, sampleBall } from "./sample_ball.ts";
import { inputGradientsOf } from "./tape_gradients.ts";

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
  const bounds = await gradients.differenceBounds?.(total) ?? null;
  const context = { network, gradients, predicted, maxima };
  const keep = bounds ? keepOpen(bounds, batchSize, context) : keepEach(context);
  let reading: Promise<void> = Promise.resolve();
  try {
    for (let start = 0; start < total; start += batchSize) {
      const end = Math.min(start + batchSize, total);
      const batch = drawBatch(balls, { start, end, samples });
      await reading;
      await breathe(signal);
      reading = keep(batch).then(() => onProgress?.(end, total));
    }
    await reading;
  } finally {
    await reading.catch(() => {});
    bounds?.dispose();
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
