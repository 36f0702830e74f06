/**
 * The job that measures the margins of some points under one epoch's weights.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { takeBatch } from "../data/batches.ts";
import { linearMargins } from "../margins/linear.ts";
import { lipschitzMargin } from "../margins/lipschitz.ts";
import { type ArchitectureName, findArchitecture } from "../models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../models/network.ts";
import { loadWeights } from "../models/weights_file.ts";
import { seededRandom } from "../random.ts";
import type { Batch, Dataset, Split } from "../types.ts";
import type { JobTools } from "./job.ts";

/** How balls around points are sampled for Theorem 3's estimate. */
export interface BallSampling {
  /** Samples a point. */
  readonly samples: number;
  /** The balls' radius, which caps the estimate. */
  readonly radius: number;
  /** Samples that go through the network at once. */
  readonly batchSize: number;
  /** The same seed draws the same samples around a point's place in the list, at every epoch of every run. */
  readonly seed: number;
}

/** What the job `measurePoints` is given. */
export interface MeasurePointsInput {
  /** Which network. */
  readonly model: ArchitectureName;
  /** The epoch's weights, safetensors. */
  readonly weights: Uint8Array;
  /** Of an image. */
  readonly shape: Dataset["shape"];
  /** How many logits come out. */
  readonly classes: number;
  /** The points, and no others. */
  readonly points: Split;
  /** The first point's place in the whole list. */
  readonly first: number;
  /** Null for a linear network's exact margins. */
  readonly sampling: BallSampling | null;
}

/**
 * Signed margins of the points, positive where the prediction is right: exact
 * for a linear network, else Theorem 3's estimate. Each sample counts as
 * progress, or each point where nothing is sampled.
 */
export async function measurePoints(
  input: MeasurePointsInput,
  { progress }: Pick<JobTools, "progress">,
): Promise<number[]> {
  const { model, weights, shape, classes, points, sampling } = input;
  const architecture = findArchitecture(model, shape);
  const network = createNetwork(architecture, {
    inputShape: shape,
    classes,
    random: seededRandom(0),
  });
  const batch = takeBatch(points, shape, Uint32Array.from({ length: points.size }, (_, i) => i));
  try {
    loadWeights(network, weights);
    if (!sampling) progress(points.size);
    const margins = sampling
      ? await estimates(network, batch, { ...input, sampling, progress })
      : await exactMargins(network, batch);
    return finite(margins);
  } finally {
    tf.dispose([batch.images, batch.labels]);
    network.dispose();
  }
}

async function exactMargins(
  { layers, weights }: LayeredNetwork,
  { images, labels }: Batch,
): Promise<number[]> {
  if (layers.length !== 1) {
    throw new TypeError(
      `Cannot measure exactly: the network must be linear, found ${layers.length} layers`,
    );
  }
  const margins = tf.tidy(() =>
    linearMargins(tf.reshape(images, [images.shape[0], -1]), labels, {
      weights: weights.get("layer0.weight") as unknown as tf.Tensor2D,
      biases: weights.get("layer0.bias") as unknown as tf.Tensor1D,
    })
  );
  const values = await margins.array();
  margins.dispose();
  return values;
}

async function estimates(
  network: LayeredNetwork,
  { images, labels }: Batch,
  { first, sampling, progress }: {
    readonly first: number;
    readonly sampling: BallSampling;
    readonly progress: JobTools["progress"];
  },
): Promise<number[]> {
  const { samples, radius, batchSize, seed } = sampling;
  const random = seededRandom(seed, "margins");
  for (let i = 0; i < numbersAPoint * first; i++) random();
  let counted = 0;
  const found = await lipschitzMargin(network, images, {
    samples,
    radius,
    batchSize,
    random,
    onProgress: (done) => {
      progress(done - counted);
      counted = done;
    },
  });
  const truth = await labels.data();
  return found.map(({ estimate, predicted }, i) => predicted === truth[i] ? estimate : -estimate);
}

/** How many numbers {@linkcode lipschitzMargin} takes from its generator for each point. */
const numbersAPoint = 3;

function finite(margins: number[]): number[] {
  const wrong = margins.findIndex((margin) => !Number.isFinite(margin));
  if (wrong < 0) return margins;
  throw new RangeError(
    `Cannot measure margins: each must be a finite number, found ${
      margins[wrong]
    } at point ${wrong}`,
  );
}
