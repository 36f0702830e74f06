/**
 * The maximum margin regulariser: training on how far an input is from the
 * borders of its linear region and from the decision boundaries in it.
 *
 * @module
 */

/** What {@linkcode linearRegions} is set to. */
export interface LinearRegionsOptions {
  /** λ, the weight of both hinges. */
  readonly strength: number;
  /** γ, the distance beyond which a border costs nothing. */
  readonly distance: number;
  /** Over how many epochs λ rises linearly to its full value. */
  readonly warmUpEpochs: number;
  /** Over how many epochs the share of the hidden units falls linearly from the first to the last; a longer run keeps the last. */
  readonly epochs: number;
  /** The share of the hidden units that counts, the nearest ones, before the first epoch. */
  readonly firstShare: number;
  /** The share that counts in the last epoch. */
  readonly lastShare: number;
}
