/**
 * What training is set to.
 *
 * @module
 */
import type { Random, SeededRandom } from "../random.ts";
import type { Batch, Examples, Objective, Perturb } from "../types.ts";
import type { OptimizerMaker } from "./optimizer.ts";
import type { TrainingState } from "./training_state.ts";

/** Which examples each batch of an epoch holds. */
export type BatchOrder = (
  size: number,
  batchSize: number,
  random: Random,
) => Iterable<ArrayLike<number>>;

/** Where training is, after a step. */
export interface StepProgress {
  /** From 1. */
  readonly epoch: number;
  /** From 1. */
  readonly step: number;
  /** How many steps the epoch has. */
  readonly steps: number;
  /** The loss that was read last; null before the first. */
  readonly loss: number | null;
}

/** What `fit` is set to. */
export interface FitOptions {
  /** What is minimised. */
  readonly objective: Objective;
  /** What moves the weights, from `sgd`. */
  readonly optimizer: OptimizerMaker;
  /** The training set. */
  readonly train: Examples;
  /** The test set, measured after each epoch. */
  readonly test?: Examples;
  /** How many epochs there are in all, those done before included. */
  readonly epochs: number;
  /** 128 unless said; the last batch of an epoch may be short. */
  readonly batchSize?: number;
  /** How the training set is shuffled and cut. */
  readonly order: BatchOrder;
  /** The run's own generator: it shuffles, drops out, augments and perturbs. */
  readonly random: SeededRandom;
  /** Takes the examples that a step trains on, in place of `train.take`. */
  readonly augment?: (positions: ArrayLike<number>, random: Random) => Batch;
  /** Replaces a batch's images before its step. */
  readonly perturb?: Perturb;
  /**
   * `inference`, unless said: after the epoch, all of the training set, dropout
   * off, as the paper measures. `running`: what the steps' own logits got
   * wrong, at no cost, with the weights on their way and dropout on. An
   * objective with a concave part needs the pass over the training set anyway.
   */
  readonly trainError?: "inference" | "running";
  /** How many examples go forward at once when errors are measured; 256 unless said. */
  readonly measureBatchSize?: number;
  /** Losses are read, and aborts noticed, after so many steps; 50 unless said. */
  readonly readEvery?: number;
  /** Where to go on from. */
  readonly from?: TrainingState;
  /** Called after each step. */
  readonly onStep?: (progress: StepProgress) => void;
  /** Ends training early. */
  readonly signal?: AbortSignal;
}
