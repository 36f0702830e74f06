/**
 * Training at the end of an epoch, as plain data: all that is needed to go on
 * from there bit for bit.
 *
 * @module
 */
import type { RandomState } from "../random.ts";
import type { WeightArrays } from "../types.ts";

/** What one epoch came to. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** The mean over the epoch's steps, each example counted once. */
  readonly loss: number;
  /** The means of the loss's terms, by name. */
  readonly terms: Readonly<Record<string, number>>;
  /** The share of the training set that is wrong, after the epoch or during it, as fit was asked. */
  readonly trainError: number;
  /** The share of the test set that is wrong after the epoch; null without one. */
  readonly testError: number | null;
}

/**
 * Training at the end of an epoch. The frozen vector of an objective's concave
 * part is not in it: it is a function of the weights, and is computed from
 * them when the next epoch starts.
 */
export interface TrainingState {
  /** How many epochs are done. */
  readonly epoch: number;
  /** The network's weights. */
  readonly weights: WeightArrays;
  /** What the optimizer remembers. */
  readonly optimizer: WeightArrays;
  /** The generator that shuffles, drops out, augments and perturbs. */
  readonly random: RandomState;
  /** The records of the epochs done. */
  readonly history: readonly EpochRecord[];
}
