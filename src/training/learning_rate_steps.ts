/**
 * Learning rates that change in steps, as plain data.
 *
 * @module
 */

/** A change of the learning rate. */
export interface LearningRateStep {
  /** The first epoch that it holds for, from 1. */
  readonly from: number;
  /** What the first learning rate is multiplied by, until the next step. */
  readonly factor: number;
}

/**
 * The learning rate of an epoch.
 *
 * @param first The learning rate before all steps.
 * @param steps In order of their epochs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { learningRateAt } from "@marginlab/marginlab";
 *
 * const rateAt = learningRateAt(0.25, [{ from: 90, factor: 0.5 }]);
 * assertEquals([rateAt(1), rateAt(89), rateAt(90)], [0.25, 0.25, 0.125]);
 * ```
 */
export function learningRateAt(
  first: number,
  steps: readonly LearningRateStep[],
): (epoch: number) => number {
  return (epoch) => first * (steps.findLast(({ from }) => from <= epoch)?.factor ?? 1);
}
