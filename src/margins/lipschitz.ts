/**
 * Theorem 3's estimate of a margin, for any network that can be differentiated.
 *
 * @module
 */
import { breathe } from "../backend/breathe.ts";
import { checkBatchSize } from "../backend/check_batch_size.ts";
import { checkClasses } from "../backend/check_labels.ts";
import * as tf from "../backend/tf.ts";
import type { Random } from "../random.ts";
import type { Network } from "../types.ts";
import { fastRandom } from "./fast_normal.ts";
import type { GradientMaxima } from "./keep_largest.ts";
import { largestGradients } from "./largest_gradients.ts";
import type { Ball } from "./sample_ball.ts";

/** What is known of one point's margin. */
export interface MarginEstimate {
  /** The estimate of the distance to the predicted class's boundary, at most the radius. */
  readonly estimate: number;
  /** The predicted class. */
  readonly predicted: number;
  /** The class whose boundary comes first by the estimate. */
  readonly rival: number;
  /** The largest gradient norm found for that rival: L_k of Theorem 3. */
  readonly lipschitz: number;
  /** Whether the boundary lies at the radius or beyond, so that the estimate is the radius. */
  readonly capped: boolean;
}

/** How {@linkcode lipschitzMargin} samples. */
export interface LipschitzMarginOptions {
  /** How many points of the ball are tried for each point; 1 is exact where the network is linear. */
  readonly samples: number;
  /** The ball's radius, which caps the estimate; 5 unless said. */
  readonly radius?: number;
  /** How many samples go through the network at once; 128 unless said. */
  readonly batchSize?: number;
  /** Seeds each point's samples, in the points' order: three numbers a point. */
  readonly random: Random;
  /** Called after each batch with the samples done and the samples in all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * Estimates margins by Theorem 3 (Wu and Yu 2019, eq. 16):
 * `min { min_{k≠ŷ} (z_ŷ − z_k)(x) / L_k , r }`, L_k the largest norm of
 * `∇(z_ŷ − z_k)` found among points drawn uniformly from the l2 ball of radius
 * r around x. The points are not clipped to [0, 1], and all rival classes
 * share them.
 *
 * With the true maximum it would be a lower bound of the margin. A sampled
 * maximum may be too small: this is an estimate, not a certificate. More
 * samples of the same seed never increase it.
 *
 * @param network The network, in inference mode.
 * @param x `[points, ...inputShape]`
 * @param options Samples, radius, generator.
 * @returns One estimate a point.
 * @throws {RangeError} If the network has fewer than 2 classes or other logits than it says, the samples or the batch size are no positive whole number, the radius is not positive and finite or a logit not finite.
 * @throws What the signal was aborted with.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lipschitzMargin, seededRandom, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[3, 0], [0, 4]]);
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.matMul(x, weights) as tf.Tensor2D,
 * };
 * const random = seededRandom(1);
 * const [margin] = await lipschitzMargin(network, tf.tensor2d([[1, 0]]), { samples: 1, random });
 * assertAlmostEquals(margin.estimate, 3 / 5, 1e-6);
 * ```
 */
export async function lipschitzMargin(
  network: Network,
  x: tf.Tensor,
  options: LipschitzMarginOptions,
): Promise<MarginEstimate[]> {
  const { samples, radius = 5, batchSize = 128, random, onProgress, signal } = options;
  checkBatchSize(batchSize);
  checkClasses(network, "estimate margins");
  const isRadius = Number.isFinite(radius) && radius > 0;
  if (!Number.isInteger(samples) || samples < 1 || !isRadius) {
    throw new RangeError(
      `Cannot estimate margins: samples must be a positive whole number and the radius ` +
        `positive and finite, found ${samples} and ${radius}`,
    );
  }
  const logits = await centreLogits(network, x, { batchSize, ...(signal && { signal }) });
  const broken = logits.findIndex((z) => !z.every(Number.isFinite));
  if (broken >= 0) {
    throw new RangeError(
      `Cannot estimate margins: logits must be finite, found [${
        logits[broken]
      }] at point ${broken}`,
    );
  }
  const predicted = logits.map((z) => z.indexOf(Math.max(...z)));
  const pixels = await x.data<"float32">();
  const size = pixels.length / logits.length;
  const balls = logits.map((_, i): Ball => {
    const centre = pixels.slice(i * size, (i + 1) * size);
    return { centre, radius, random: fastRandom(random) };
  });
  const maxima = await largestGradients(network, balls, {
    predicted,
    samples,
    batchSize,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  return logits.map((z, i) =>
    estimateOf(z, { predicted: predicted[i], maxima: maxima[i], radius })
  );
}

/** The logits of the points themselves, as plain numbers. */
async function centreLogits(
  network: Network,
  x: tf.Tensor,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal },
): Promise<number[][]> {
  const rows: number[][] = [];
  const points = x.shape[0];
  for (let start = 0; start < points; start += batchSize) {
    await breathe(signal);
    const z = tf.tidy(() =>
      network.logits(tf.slice(x, start, Math.min(batchSize, points - start)))
    );
    try {
      checkShape(network, z);
      rows.push(...await z.array());
    } finally {
      z.dispose();
    }
  }
  return rows;
}

function checkShape({ classes }: Network, { shape }: tf.Tensor): void {
  if (shape.length === 2 && shape[1] === classes) return;
  throw new RangeError(
    `Cannot estimate margins: logits must have shape [batch, ${classes}], found [${shape}]`,
  );
}

function estimateOf(
  logits: readonly number[],
  { predicted, maxima, radius }: {
    readonly predicted: number;
    readonly maxima: GradientMaxima;
    readonly radius: number;
  },
): MarginEstimate {
  let [least, rival] = [Infinity, -1];
  for (const [k, norm] of maxima.entries()) {
    if (k === predicted) continue;
    const gap = logits[predicted] - logits[k];
    const distance = gap === 0 ? 0 : gap / norm;
    if (rival < 0 || !(distance >= least)) [least, rival] = [distance, k];
    if (Number.isNaN(least)) break; // a distance that is not known may be the least
  }
  const estimate = Math.min(least, radius);
  return { estimate, predicted, rival, lipschitz: maxima[rival], capped: least >= radius };
}
