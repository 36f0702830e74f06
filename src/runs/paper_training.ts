/**
 * The paper's training settings: its appendix F, and what its authors' public
 * code and released weights show where they differ from it.
 *
 * @module
 */
import type { ArchitectureName } from "../models/architectures.ts";
import { orthogonalityStrengths } from "../objectives/orthogonality.ts";
import type { Recipe } from "../types.ts";
import type { Method, TrainingSettings } from "./run_spec.ts";

/** Which training of the paper's. */
export interface PaperTraining {
  /** `mnist` or `cifar10`; what else there may be is trained like `mnist`. */
  readonly dataset: string;
  /** Which network. */
  readonly model: ArchitectureName;
  /** How it is trained. */
  readonly method: Method;
  /** As the text has it, or as the code does. */
  readonly recipe: Recipe;
}

/**
 * What the paper trains a network with: SGD with Nesterov momentum 0.9,
 * batches of 128, a constant learning rate; adversarial training with 40 steps
 * of 0.01 within 2.0 on MNIST, 0.4 on CIFAR-10. Deep Defense and the maximum
 * margin regulariser are set as their own authors' public code has them,
 * whatever the recipe: 5 epochs that fine-tune 200 of standard training, and
 * 100 epochs.
 *
 * @param which Data set, model, method, recipe.
 * @returns All settings; a profile changes the sizes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paperTraining } from "@marginlab/marginlab";
 *
 * const which = { dataset: "mnist", model: "cnn", method: "amr" } as const;
 * assertEquals(paperTraining({ ...which, recipe: "printed" }).marginCap, 10);
 * assertEquals(paperTraining({ ...which, recipe: "released" }).marginCap, 40);
 * ```
 */
export function paperTraining(which: PaperTraining): TrainingSettings {
  const settings = ownTraining(which);
  if (which.method === "dd") return { ...settings, ...deepDefenseTraining };
  return which.method === "mmr" ? { ...settings, ...linearRegionsTraining(which) } : settings;
}

/** Yan et al. (2018), section 4 and code; weight decay reaches the biases, too. */
const deepDefenseTraining = {
  learningRate: 5e-4,
  weightDecay: 5e-4,
  batchSize: 100,
  optimizer: "heavy_ball",
  learningRateSteps: [{ from: 5, factor: 0.5 }],
  startFrom: { method: "std", epochs: 200 },
  deepDefense: { strength: 15, correctRate: 25, wrongRate: 5, steps: 5, overshoot: 0.02 },
} as const;

/** Croce, Andriushchenko and Hein (2019), section 5 and code. */
function linearRegionsTraining({ dataset }: PaperTraining): Partial<TrainingSettings> {
  const isCifar = dataset === "cifar10";
  return {
    learningRate: isCifar ? 1e-3 : 1e-4,
    momentum: 0,
    optimizer: "adam",
    learningRateSteps: [{ from: 90, factor: 0.1 }],
    linearRegions: {
      strength: isCifar ? 1.5 : 3,
      distance: isCifar ? 0.2 : 0.45,
      warmUpEpochs: 10,
      epochs: 100,
      firstShare: 0.1,
      lastShare: 0.02,
    },
  };
}

/** What the paper says of its own methods, and of those that it compares with where they say nothing else. */
function ownTraining(which: PaperTraining): TrainingSettings {
  const { dataset, model, method, recipe } = which;
  const isCifar = dataset === "cifar10";
  const isMargin = method === "amr";
  const isFlatCifar = isCifar && (model === "lr" || model === "mlp");
  return {
    learningRate: learningRateOf(which),
    momentum: 0.9,
    weightDecay: isMargin && recipe === "released" && isCifar && model === "lr" ? 1e-3 : 0,
    batchSize: 128,
    augmentation: isCifar && model === "lenet_small" ? "crop_and_flip" : "none",
    trainSize: null,
    testSize: null,
    trainError: "inference",
    orthogonalityStrength: isMargin || method === "lcr" ? orthogonalityStrengths[recipe] : 0,
    marginStrength: isMargin ? 0.1 : 0,
    marginCap: isMargin ? marginCapOf(which) : null,
    concaveCorrection: isMargin && recipe === "released" && !isFlatCifar,
    adversary: method === "adv" ? { steps: 40, stepSize: 0.01, radius: isCifar ? 0.4 : 2 } : null,
  };
}

function learningRateOf({ dataset, model, method, recipe }: PaperTraining): number {
  if (recipe === "printed") return 0.01;
  if (method === "amr") return 0.002;
  return dataset === "cifar10" && model === "cnn" && method === "std" ? 0.005 : 0.01;
}

function marginCapOf({ dataset, model, recipe }: PaperTraining): number {
  const isCifar = dataset === "cifar10";
  switch (model) {
    case "lr":
      return 5;
    case "mlp":
      return isCifar ? 10 : 5;
    case "cnn":
      return isCifar || recipe === "printed" ? 10 : 40;
    case "convnet":
      return 50;
    case "lenet":
    case "lenet_small":
      return 40;
  }
}
