/**
 * The Lipschitz constant regulariser (LCR): what is left of the average
 * margin regulariser without its margins.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Objective, Recipe } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { orthogonalityStrengths, totalOrthogonality } from "./orthogonality.ts";
import { sumObjective } from "./sum_objective.ts";

/** What {@linkcode lipschitzConstantRegulariser} is set to. */
export interface LipschitzConstantRegulariserOptions {
  /** Whose β it is, unless said. */
  readonly recipe: Recipe;
  /** β; the recipe's own unless said. */
  readonly orthogonalityStrength?: number;
}

/**
 * LCR: mean cross-entropy + β Σ_l ‖W_l W_lᵀ − I‖²_F (Wu and Yu 2019, table 1:
 * the orthogonality penalty of their regulariser alone), summed over the layers' kernels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lipschitzConstantRegulariser } from "@marginlab/marginlab";
 *
 * assertEquals(lipschitzConstantRegulariser({ recipe: "printed" }).concave, undefined);
 * ```
 */
export function lipschitzConstantRegulariser(
  options: LipschitzConstantRegulariserOptions,
): Objective {
  const { recipe, orthogonalityStrength = orthogonalityStrengths[recipe] } = options;
  return sumObjective((network, { images, labels }, random) => {
    const { logits } = network.forward(images, { dropout: random });
    const penalty = tf.mul(totalOrthogonality(network.kernels), orthogonalityStrength) as tf.Scalar;
    return {
      logits,
      terms: { cross_entropy: crossEntropy(logits, labels), orthogonality: penalty },
    };
  });
}
