/**
 * Deep Defense: training on how far DeepFool must go.
 *
 * @module
 */

/** What {@linkcode deepDefense} is set to. */
export interface DeepDefenseOptions {
  /** λ, the weight of the penalty. */
  readonly strength: number;
  /** c, how fast the penalty of a correct point falls with its relative perturbation. */
  readonly correctRate: number;
  /** d, how fast the penalty of a wrong point rises with its own. */
  readonly wrongRate: number;
  /** How many linearisations DeepFool makes at most. */
  readonly steps: number;
  /** By what share DeepFool's perturbation is lengthened. */
  readonly overshoot: number;
}
