/**
 * The maximum margin regulariser: training on how far an input is from the
 * borders of its linear region and from the decision boundaries in it.
 *
 * @module
 */
import { detached } from "../backend/operators/detached.ts";
import * as tf from "../backend/tf.ts";
import type { Objective, RegionDistances, TrainableNetwork } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { sumObjective } from "./sum_objective.ts";

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

/**
 * The maximum margin regulariser, MMR-l2 (Croce, Andriushchenko and Hein 2019,
 * "Provable Robustness of ReLU networks via Maximization of Linear Regions",
 * eq. 6, and their code's schedule): the mean over the batch of cross-entropy
 * `+ λ f [(1/n) Σ_u max(0, 1 − d_u/γ) + (1/K) Σ_{k≠y} max(0, 1 − d_k/γ)]`, u
 * over the n hidden units whose borders are nearest, K classes, d_k signed. f
 * and n follow the epoch alone, not how long a run is asked for.
 *
 * For networks of up to two convolutions and then dense layers, without pooling.
 *
 * @param options λ, γ and the schedule.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linearRegions, paperTraining } from "@marginlab/marginlab";
 *
 * const which = { dataset: "mnist", model: "lenet_small", method: "mmr", recipe: "released" } as const;
 * assertEquals(linearRegions(paperTraining(which).linearRegions!).concave, undefined);
 * ```
 */
export function linearRegions(options: LinearRegionsOptions): Objective {
  const { strength, distance } = options;
  return sumObjective((network, { images, labels }, _random, epoch) => {
    const { logits, borders, decisions } = distancesOf(network, images);
    const { share, warmth } = scheduleAt(options, epoch);
    const count = Math.floor(share * borders.shape[1]);
    const hinge = (distances: tf.Tensor2D): tf.Tensor2D =>
      tf.relu(tf.sub(1, tf.div(distances, distance)));
    const weigh = (sum: tf.Tensor, over: number): tf.Scalar =>
      tf.mul(sum, strength * warmth / over / labels.size);
    return {
      logits,
      terms: {
        cross_entropy: crossEntropy(logits, labels),
        region_borders: weigh(sumOfLargest(hinge(borders), count), Math.max(1, count)),
        decision_boundaries: weigh(tf.sum(hinge(decisions(labels))), network.classes),
      },
    };
  });
}

/** Which share of the hidden units counts in an epoch, from 1, and how much of λ. */
function scheduleAt(
  { warmUpEpochs, epochs, firstShare, lastShare }: LinearRegionsOptions,
  epoch: number,
): { share: number; warmth: number } {
  const done = Math.min(1, epoch / epochs);
  return {
    share: firstShare + (lastShare - firstShare) * done,
    warmth: Math.min(1, epoch / Math.max(1, warmUpEpochs)),
  };
}

/**
 * The sum over the batch of each row's `count` largest numbers, which come from
 * the nearest borders. Which those are is taken as given; among equals at the
 * end of the count each counts with the same share.
 */
function sumOfLargest(hinges: tf.Tensor2D, count: number): tf.Tensor {
  if (count === 0) return tf.scalar(0);
  const shares = detached(() => {
    const least = tf.min(tf.topk(hinges, count, false).values, 1, true);
    const beyond = tf.sub(hinges, least);
    const isMore = tf.step(beyond);
    const isEqual = tf.sub(tf.sub(1, isMore), tf.step(tf.neg(beyond)));
    const left = tf.sub(count, tf.sum(isMore, 1, true));
    return tf.add(isMore, tf.mul(isEqual, tf.div(left, tf.sum(isEqual, 1, true))));
  });
  return tf.sum(tf.mul(hinges, shares));
}

function distancesOf(network: TrainableNetwork, x: tf.Tensor): RegionDistances {
  if (network.regionDistances) return network.regionDistances(x);
  throw new TypeError(
    "Cannot train by the maximum margin regulariser: the network must have regionDistances(), " +
      "as createNetwork() makes it, found none",
  );
}
