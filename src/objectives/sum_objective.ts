/**
 * Objectives that are sums of named terms.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Random } from "../random.ts";
import type { Batch, Loss, Objective, TrainableNetwork } from "../types.ts";

/** Makes a batch's terms; what else it allocates is freed. */
export type MakeTerms = (
  network: TrainableNetwork,
  batch: Batch,
  random: Random,
  epoch: number,
) => Pick<Loss, "terms" | "logits">;

/** The objective whose total is the sum of its terms. */
export function sumObjective(makeTerms: MakeTerms): Objective {
  return {
    loss: (network, batch, random, epoch = 1) =>
      tf.tidy(() => {
        const { terms, logits } = makeTerms(network, batch, random, epoch);
        return { total: tf.addN(Object.values(terms)) as tf.Scalar, terms: { ...terms }, logits };
      }),
  };
}
