/**
 * The one training loop.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { restoreRandom, type SeededRandom } from "../random.ts";
import type { TrainableNetwork } from "../types.ts";
import { concaveGradient } from "./concave_gradient.ts";
import { findErrors } from "./find_errors.ts";
import type { FitOptions } from "./fit_options.ts";
import type { Optimizer } from "./optimizer.ts";
import { trainEpoch } from "./train_epoch.ts";
import type { EpochRecord, TrainingState } from "./training_state.ts";

/** An epoch that has just ended. */
export interface FittedEpoch {
  /** What it came to. */
  readonly record: EpochRecord;
  /** All that is needed to go on from here, bit for bit on the same backend; ask before the next epoch starts. */
  state(): Promise<TrainingState>;
}

/**
 * Trains a network, an epoch at a time: the loop runs while its epochs are
 * asked for, and the network holds the epoch's weights while the caller looks.
 *
 * @param network The network; its weights change.
 * @param options The objective, the optimizer, the data, the generator.
 * @returns The epochs as they end.
 * @throws {RangeError} If there are no examples or no batch of them, the epochs are no whole number from 0 on, a training label is no class of the network or a batch size no positive whole number.
 * @throws {DivergedError} If a loss or a weight stops being a finite number.
 * @throws What the signal was aborted with.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import {
 *   createNetwork,
 *   findArchitecture,
 *   fit,
 *   seededRandom,
 *   sgd,
 *   shuffledBatchIndices,
 *   standardObjective,
 *   startBackend,
 *   takeBatch,
 * } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const split = { size: 2, images: new Uint8Array([0, 255]), labels: new Uint8Array([0, 1]) };
 * const inputShape = [1, 1, 1] as const;
 * const random = seededRandom(1);
 * const network = createNetwork(findArchitecture("lr", inputShape), { inputShape, classes: 2, random });
 * const losses = [];
 * const epochs = fit(network, {
 *   objective: standardObjective(),
 *   optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
 *   train: { size: 2, take: (positions) => takeBatch(split, inputShape, positions) },
 *   epochs: 20,
 *   order: shuffledBatchIndices,
 *   random,
 * });
 * for await (const { record } of epochs) losses.push(record.loss);
 * assert(losses[19] < losses[0]);
 * ```
 */
export async function* fit(
  network: TrainableNetwork,
  options: FitOptions,
): AsyncGenerator<FittedEpoch, void, undefined> {
  const { from, epochs, train } = options;
  if (train.size < 1) throw new RangeError("Cannot train: at least one example is needed, found 0");
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new RangeError(`Cannot train: epochs must be a whole number from 0 on, found ${epochs}`);
  }
  const random = from ? restoreRandom(from.random) : options.random;
  const optimizer = options.optimizer(network.weights);
  const history = [...from?.history ?? []];
  try {
    if (from) {
      network.setWeights(from.weights);
      optimizer.setState(from.optimizer);
    }
    let wrong: Uint32Array | null = null;
    const first = (from?.epoch ?? 0) + 1;
    for (let epoch = first; epoch <= epochs; epoch++) {
      const frozen = await freeze(network, options, wrong);
      const checksLabels = epoch === first;
      const at = { settings: options, optimizer, frozen, random, epoch, checksLabels };
      const means = await trainEpoch(network, at).finally(() => tf.dispose(frozen ?? []));
      const measured = await measure(network, options);
      wrong = measured.wrong;
      const trainError = wrong ? wrong.length / train.size : means.error;
      const { loss, terms } = means;
      const record = { epoch, loss, terms, trainError, testError: measured.testError };
      history.push(record);
      yield { record, state: () => stateOf(network, { optimizer, random, history: [...history] }) };
    }
  } finally {
    optimizer.dispose();
  }
}

/** The gradient of the objective's concave part at the weights that the epoch starts from. */
async function freeze(
  network: TrainableNetwork,
  options: FitOptions,
  wrong: Uint32Array | null,
): Promise<tf.Tensor[] | null> {
  const { objective: { concave }, train, batchSize = 128 } = options;
  if (!concave) return null;
  const positions = wrong ?? await findErrors(network, train, measuring(options));
  return await concaveGradient(network, train, {
    concave,
    wrong: positions,
    batchSize,
    ...(options.signal && { signal: options.signal }),
  });
}

/** After an epoch: what is wrong, by position in the training set if asked for, by share in the test set. */
async function measure(
  network: TrainableNetwork,
  options: FitOptions,
): Promise<{ wrong: Uint32Array | null; testError: number | null }> {
  const { train, test, trainError = "inference" } = options;
  const wrong = trainError === "inference"
    ? await findErrors(network, train, measuring(options))
    : null;
  const testError = test
    ? (await findErrors(network, test, measuring(options))).length / test.size
    : null;
  return { wrong, testError };
}

function measuring({ measureBatchSize = 256, signal }: FitOptions) {
  return { batchSize: measureBatchSize, ...(signal && { signal }) };
}

async function stateOf(
  network: TrainableNetwork,
  { optimizer, random, history }: {
    readonly optimizer: Optimizer;
    readonly random: SeededRandom;
    readonly history: readonly EpochRecord[];
  },
): Promise<TrainingState> {
  return {
    epoch: history.at(-1)!.epoch,
    weights: await network.readWeights(),
    optimizer: await optimizer.readState(),
    random: random.state(),
    history,
  };
}
