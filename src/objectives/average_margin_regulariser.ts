/**
 * The average margin regulariser (AMR) for networks, as the paper prints it
 * and as its authors' public code has it.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Activations, Batch, Objective, TrainableNetwork } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { logitMargin } from "./logit_margin.ts";
import type { LipschitzConstantRegulariserOptions } from "./lipschitz_constant_regulariser.ts";
import { orthogonalityStrengths, totalOrthogonality } from "./orthogonality.ts";
import { sumObjective } from "./sum_objective.ts";

/** What {@linkcode averageMarginRegulariser} is set to. */
export interface AverageMarginRegulariserOptions extends LipschitzConstantRegulariserOptions {
  /** τ, beyond which a margin earns nothing more. */
  readonly cap: number;
  /** λ; 0.1 unless said. */
  readonly strength?: number;
  /** Whether the released recipe subtracts its concave part once an epoch; it does unless said. */
  readonly correction?: boolean;
}

/**
 * AMR: mean cross-entropy, a reward for margins up to a cap, and the
 * orthogonality penalty.
 *
 * - `printed`, Wu and Yu (2019), eq. 15 as batch means: `−λ mean min(max(α, 0), τ)`,
 *   α from the features and the last layer's normalised weights, no biases.
 * - `released`: `λ mean max(0, τ − α)`, α from the logits. What is concave of
 *   `[α]_0^τ` is left out of it, `λ max(0, −α)`: that is `concave`, whose
 *   gradient training subtracts, frozen for an epoch.
 *
 * @param options The recipe, τ, λ, β.
 * @throws {RangeError} If τ is not positive and finite, or a correction is wanted of the printed recipe.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averageMarginRegulariser } from "@marginlab/marginlab";
 *
 * assertEquals(typeof averageMarginRegulariser({ recipe: "released", cap: 40 }).concave, "function");
 * assertEquals(averageMarginRegulariser({ recipe: "printed", cap: 10 }).concave, undefined);
 * ```
 */
export function averageMarginRegulariser(options: AverageMarginRegulariserOptions): Objective {
  const { recipe, cap, strength = 0.1, correction = recipe === "released" } = options;
  const { orthogonalityStrength = orthogonalityStrengths[recipe] } = options;
  if (correction && recipe === "printed") {
    throw new RangeError(
      "Cannot make the average margin objective: a concave correction needs the released recipe, found printed",
    );
  }
  if (!(cap > 0) || !Number.isFinite(cap)) {
    throw new RangeError(
      `Cannot make the average margin objective: the cap must be positive, found ${cap}`,
    );
  }
  const marginTerm = recipe === "printed" ? cappedReward : hinge;
  const objective = sumObjective((network, { images, labels }, random) => {
    const activations = network.forward(images, { dropout: random });
    const margin = marginTerm(network, activations, { labels, cap });
    const terms = {
      cross_entropy: crossEntropy(activations.logits, labels),
      average_margin: tf.mul(margin, strength) as tf.Scalar,
      orthogonality: tf.mul(
        totalOrthogonality(network.kernels),
        orthogonalityStrength,
      ) as tf.Scalar,
    };
    return { logits: activations.logits, terms };
  });
  if (!correction) return objective;
  const concave = (network: TrainableNetwork, { images, labels }: Batch): tf.Tensor1D =>
    tf.tidy(() => tf.mul(tf.relu(tf.neg(logitMargin(network.logits(images), labels))), strength));
  return { ...objective, concave };
}

interface MarginTermOptions {
  readonly labels: tf.Tensor1D;
  readonly cap: number;
}

/** `−mean [α]_0^τ`, α by normalised weights in feature space. */
function cappedReward(
  network: TrainableNetwork,
  { features }: Activations,
  { labels, cap }: MarginTermOptions,
): tf.Tensor {
  const kernel = tf.reshape(network.kernels.at(-1)!, [features.shape[1], network.classes]);
  const norms = tf.sqrt(tf.sum(tf.square(kernel), 0));
  const scores = tf.div(tf.matMul(features, kernel as tf.Tensor2D), tf.maximum(norms, 1e-12));
  return tf.neg(tf.mean(tf.clipByValue(logitMargin(scores as tf.Tensor2D, labels), 0, cap)));
}

/** `mean max(0, τ − α)`, α of the logits. */
function hinge(
  _network: TrainableNetwork,
  { logits }: Activations,
  { labels, cap }: MarginTermOptions,
): tf.Tensor {
  return tf.mean(tf.relu(tf.sub(cap, logitMargin(logits, labels))));
}
