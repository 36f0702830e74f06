/**
 * One pass over the training set.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { SeededRandom } from "../random.ts";
import type { Batch, TrainableNetwork } from "../types.ts";
import { breathe } from "../backend/breathe.ts";
import { checkLabels } from "../backend/check_labels.ts";
import { DivergedError } from "./diverged_error.ts";
import type { FitOptions } from "./fit_options.ts";
import { LossLog, type LossMeans } from "./loss_log.ts";
import type { Optimizer } from "./optimizer.ts";
import { trainStep } from "./train_step.ts";

/** Where an epoch stands in its training. */
export interface EpochOptions {
  /** What training is set to. */
  readonly settings: FitOptions;
  /** What moves the weights. */
  readonly optimizer: Optimizer;
  /** Subtracted from each step's gradients, in the weights' order. */
  readonly frozen: readonly tf.Tensor[] | null;
  /** The run's generator. */
  readonly random: SeededRandom;
  /** From 1. */
  readonly epoch: number;
  /** Whether labels are read and checked: once a call of `fit`, as they stay. */
  readonly checksLabels: boolean;
}

/**
 * Trains for one epoch.
 *
 * @returns The means of the steps' losses.
 * @throws {RangeError} If a label is no class of the network, or there is no batch.
 * @throws {DivergedError} If a loss or a weight stops being a finite number.
 */
export async function trainEpoch(
  network: TrainableNetwork,
  options: EpochOptions,
): Promise<LossMeans> {
  const { settings, random, epoch, checksLabels } = options;
  const { train, order, batchSize = 128, readEvery = 50, signal } = settings;
  const batches = [...order(train.size, batchSize, random)];
  if (batches.length === 0) throw new RangeError("Cannot train: the order has no batch");
  const { optimizer, frozen } = options;
  const { objective, trainError } = settings;
  const countWrong = trainError === "running";
  const step = { objective, optimizer, frozen, random, epoch, countWrong };
  const log = new LossLog();
  let loss: number | null = null;
  try {
    for (const [i, positions] of batches.entries()) {
      const batch = await takeBatch(positions, settings, random);
      try {
        if (checksLabels) await checkLabelsOf(batch, network.classes);
        log.add(trainStep(network, batch, step));
      } finally {
        tf.dispose([batch.images, batch.labels]);
      }
      const done = i + 1;
      if (done % readEvery === 0 || done === batches.length) {
        loss = await log.read();
        if (!Number.isFinite(loss)) throw new DivergedError(epoch, loss!, `by step ${done}`);
        await breathe(signal);
      }
      settings.onStep?.({ epoch, step: done, steps: batches.length, loss });
    }
    if (!await allFinite(network)) throw new DivergedError(epoch, loss!, "at its end");
    return log.means();
  } finally {
    log.dispose();
  }
}

/** What is no class of the network would train it silently wrong. */
async function checkLabelsOf({ images, labels }: Batch, classes: number): Promise<void> {
  const [batch] = images.shape;
  if (labels.rank !== 1 || labels.size !== batch) {
    throw new RangeError(
      `Cannot train: labels must have shape [${batch}], found [${labels.shape}]`,
    );
  }
  checkLabels(await labels.data(), classes, "train");
}

/** The examples of a step as it is to see them: augmented, then perturbed. */
async function takeBatch(
  positions: ArrayLike<number>,
  { train, augment, perturb }: FitOptions,
  random: SeededRandom,
): Promise<Batch> {
  const { images, labels } = augment ? augment(positions, random) : train.take(positions);
  if (!perturb) return { images, labels };
  try {
    const perturbed = await perturb(images, labels, random);
    if (perturbed !== images) images.dispose();
    return { images: perturbed, labels };
  } catch (error) {
    tf.dispose([images, labels]);
    throw error;
  }
}

async function allFinite(network: TrainableNetwork): Promise<boolean> {
  const sums = tf.tidy(() => tf.stack([...network.weights.values()].map((each) => tf.sum(each))));
  const values = await sums.data<"float32">();
  sums.dispose();
  return values.every(Number.isFinite);
}
