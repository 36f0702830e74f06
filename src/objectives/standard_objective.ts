/**
 * Standard training's objective.
 *
 * @module
 */
import type { Objective } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { sumObjective } from "./sum_objective.ts";

/**
 * Standard training: mean cross-entropy.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { standardObjective } from "@marginlab/marginlab";
 *
 * assertEquals(standardObjective().concave, undefined);
 * ```
 */
export function standardObjective(): Objective {
  return sumObjective((network, { images, labels }, random) => {
    const { logits } = network.forward(images, { dropout: random });
    return { logits, terms: { cross_entropy: crossEntropy(logits, labels) } };
  });
}
