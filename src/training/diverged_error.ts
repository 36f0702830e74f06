/**
 * What training throws when it cannot go on.
 *
 * @module
 */

/** A loss or a weight stopped being a number. */
export class DivergedError extends Error {
  /** The error's name. */
  override readonly name = "DivergedError";

  /**
   * An error that says where training diverged.
   *
   * @param epoch The epoch in which it was noticed, from 1.
   * @param loss The batch's loss that was seen: NaN or infinite, or the last one before the weights were.
   * @param steps Between which steps of the epoch.
   */
  constructor(readonly epoch: number, readonly loss: number, steps: string) {
    const found = Number.isFinite(loss)
      ? `weights that are not finite after a loss of ${loss}`
      : `${loss}`;
    super(
      `Cannot go on training: the loss must stay finite, found ${found} in epoch ${epoch}, ` +
        `${steps}; a lower learning rate may help`,
    );
  }
}
