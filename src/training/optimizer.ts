/**
 * What moves weights along gradients.
 *
 * @module
 */
import type { Tensor, Variable } from "../backend/tf.ts";
import type { WeightArrays } from "../types.ts";

/** Moves weights along their gradients, and remembers what it must between steps. */
export interface Optimizer {
  /**
   * Moves all weights once.
   *
   * @param gradients One for each weight, in the weights' order.
   * @param epoch The epoch that the step belongs to, from 1; learning rates may depend on it.
   */
  step(gradients: readonly Tensor[], epoch: number): void;
  /** All that it remembers, as plain numbers. */
  readState(): Promise<WeightArrays>;
  /** Goes on from what {@linkcode Optimizer.readState} gave. */
  setState(state: WeightArrays): void;
  /** Frees what it remembers. */
  dispose(): void;
}

/** Makes an optimizer for some weights. */
export type OptimizerMaker = (weights: ReadonlyMap<string, Variable>) => Optimizer;
