/**
 * How much work training and measuring are, in multiplications: enough to share
 * out the time that is left.
 *
 * @module
 */
import { findArchitecture } from "../models/architectures.ts";
import { multiplyAdds, orthogonalityMultiplyAdds } from "../models/multiply_adds.ts";
import type { Dataset } from "../types.ts";
import type { RunSpec } from "./run_spec.ts";

/** What an example's gradient costs beside its logits. */
const gradient = 3;
/** What a step costs beside its multiplications: about a millisecond of many small operations. */
const aStep = 4e7;

/** What of a data set decides the work. */
export type WorkedOn = Pick<Dataset, "shape" | "classes">;

/** The work of one step of a run on a data set. */
export function stepWork({ settings, model }: RunSpec, dataset: WorkedOn): number {
  const { batchSize, adversary, marginStrength, deepDefense, linearRegions } = settings;
  const { shape, classes } = dataset;
  const passes = 1 + (adversary?.steps ?? 0) + (marginStrength > 0 ? 1 : 0) +
    (deepDefense ? deepDefense.steps * classes : 0) + (linearRegions ? classes : 0);
  const penalty = settings.orthogonalityStrength > 0
    ? orthogonalityMultiplyAdds(findArchitecture(model, shape), { inputShape: shape, classes })
    : 0;
  return passes * (batchSize * gradientWork(model, dataset) + aStep) + penalty;
}

/** The work of an example's gradient. */
export function gradientWork(model: string, { shape, classes }: WorkedOn): number {
  return gradient * multiplyAdds(findArchitecture(model, shape), { inputShape: shape, classes });
}
