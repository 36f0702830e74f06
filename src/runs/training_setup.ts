/**
 * From a spec to what the training loop is set to.
 *
 * @module
 */
import { perturbWith } from "../attacks/perturb_with.ts";
import { paperPgd, pgd } from "../attacks/pgd.ts";
import { cropAndFlip } from "../data/augment.ts";
import { shuffledBatchIndices } from "../data/batch_indices.ts";
import { takeBatch } from "../data/batches.ts";
import { subsetOf } from "../data/subset.ts";
import { averageMarginRegulariser } from "../objectives/average_margin_regulariser.ts";
import { deepDefense } from "../objectives/deep_defense.ts";
import { linearRegions } from "../objectives/linear_regions.ts";
import { lipschitzConstantRegulariser } from "../objectives/lipschitz_constant_regulariser.ts";
import { standardObjective } from "../objectives/standard_objective.ts";
import type { Random } from "../random.ts";
import type { FitOptions } from "../training/fit_options.ts";
import { adam } from "../training/adam.ts";
import { learningRateAt } from "../training/learning_rate_steps.ts";
import type { OptimizerMaker } from "../training/optimizer.ts";
import { sgd } from "../training/sgd.ts";
import type { Batch, Dataset, Examples, Network, Objective, Perturb, Split } from "../types.ts";
import type { Adversary, RunSpec, TrainingSettings } from "./run_spec.ts";

/** What `fit` is set to for a run of this network, its generator and its length excepted. */
export function fitOptionsOf(
  spec: RunSpec,
  dataset: Dataset,
  network: Network,
): Omit<FitOptions, "random" | "epochs"> {
  const { settings } = spec;
  const { batchSize, trainError } = settings;
  const train = firstOf(dataset.train, settings.trainSize);
  const test = firstOf(dataset.test, settings.testSize);
  return {
    objective: objectiveOf(spec),
    optimizer: optimizerOf(settings),
    train: examplesOf(train, dataset.shape),
    test: examplesOf(test, dataset.shape),
    batchSize,
    order: shuffledBatchIndices,
    trainError,
    ...(settings.augmentation === "crop_and_flip" && { augment: augmented(train, dataset.shape) }),
    ...(settings.adversary && { perturb: perturbationBy(network, settings.adversary) }),
  };
}

/** How many steps one epoch of a run has. */
export function stepsPerEpoch({ settings }: RunSpec, { train }: Dataset): number {
  return Math.ceil(Math.min(settings.trainSize ?? Infinity, train.size) / settings.batchSize);
}

function optimizerOf(settings: TrainingSettings): OptimizerMaker {
  const { optimizer, learningRateSteps: steps, momentum, weightDecay } = settings;
  const learningRate = steps ? learningRateAt(settings.learningRate, steps) : settings.learningRate;
  if (optimizer === "adam") return adam({ learningRate, weightDecay });
  return sgd({ learningRate, momentum, weightDecay, nesterov: optimizer !== "heavy_ball" });
}

/** The paper's attack, its last iterate in place of each image. */
function perturbationBy(network: Network, { steps, stepSize, radius }: Adversary): Perturb {
  return perturbWith(network, { attack: pgd({ ...paperPgd, steps, stepSize }), radius });
}

function objectiveOf({ method, recipe, settings }: RunSpec): Objective {
  const { orthogonalityStrength } = settings;
  switch (method) {
    case "std":
    case "adv":
      return standardObjective();
    case "lcr":
      return lipschitzConstantRegulariser({ recipe, orthogonalityStrength });
    case "amr":
      return averageMarginRegulariser({
        recipe,
        orthogonalityStrength,
        cap: settings.marginCap!,
        strength: settings.marginStrength,
        correction: settings.concaveCorrection,
      });
    case "dd":
      return deepDefense(settings.deepDefense!);
    case "mmr":
      return linearRegions(settings.linearRegions!);
  }
}

/** The first examples of a split, on the same memory. */
function firstOf(split: Split, count: number | null): Split {
  if (count === null || count >= split.size) return split;
  const pixels = split.images.length / split.size;
  return {
    size: count,
    images: split.images.subarray(0, count * pixels),
    labels: split.labels.subarray(0, count),
  };
}

function examplesOf(split: Split, shape: Dataset["shape"]): Examples {
  return { size: split.size, take: (positions) => takeBatch(split, shape, positions) };
}

function augmented(split: Split, shape: Dataset["shape"]) {
  return (positions: ArrayLike<number>, random: Random): Batch => {
    const changed = cropAndFlip(subsetOf(split, positions), shape, { random });
    return takeBatch(changed, shape, Uint32Array.from({ length: changed.size }, (_, i) => i));
  };
}
