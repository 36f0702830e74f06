/**
 * What stands under the deep study's figures.
 *
 * @module
 */

/** What the margins are. */
export const marginNote =
  "LR: exact margins. MLP and CNN: Theorem 3's estimate from sampled gradients, which is no certificate.";
