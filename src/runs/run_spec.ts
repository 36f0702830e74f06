/**
 * What is trained, as plain data, and the name that follows from it.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";
import { sha256 } from "../data/dataset_hash.ts";
import type { ArchitectureName } from "../models/architectures.ts";
import type { DeepDefenseOptions } from "../objectives/deep_defense.ts";
import type { LinearRegionsOptions } from "../objectives/linear_regions.ts";
import type { LearningRateStep } from "../training/learning_rate_steps.ts";
import type { Profile, Recipe } from "../types.ts";
import { canonicalJson } from "./canonical_json.ts";

/**
 * How a network is trained: standard, Lipschitz constant regulariser, average
 * margin regulariser, PGD adversarial training, Deep Defense, maximum margin
 * regulariser.
 */
export type Method = "std" | "lcr" | "amr" | "adv" | "dd" | "mmr";

/** The attack that adversarial training makes on each batch. */
export interface Adversary {
  /** How many steps it makes. */
  readonly steps: number;
  /** How far each goes, in pixel space. */
  readonly stepSize: number;
  /** ε, the l2 ball's radius in pixel space. */
  readonly radius: number;
}

/** Where a run's weights start that fine-tunes another run of its data set, model, recipe, profile, seed and sizes. */
export interface StartFrom {
  /** How the other run is trained, with the paper's settings. */
  readonly method: Method;
  /** The epoch of it whose weights are the start. */
  readonly epochs: number;
}

/** What training is set to, all of it said, so that a changed default is a changed run. */
export interface TrainingSettings {
  /** The same for all epochs, but for `learningRateSteps`. */
  readonly learningRate: number;
  /** Nesterov's μ, or what `optimizer` makes of it. */
  readonly momentum: number;
  /** This much of each weight is added to its gradient. */
  readonly weightDecay: number;
  /** How many examples a step sees; the last step of an epoch may see fewer. */
  readonly batchSize: number;
  /** What is done to training images before they are seen. */
  readonly augmentation: "none" | "crop_and_flip";
  /** How many training images there are, the first ones; null for all. */
  readonly trainSize: number | null;
  /** How many test images the test error is measured on after each epoch, the first ones; null for all. */
  readonly testSize: number | null;
  /** How the training error is measured: `inference` after the epoch, `running` during it. */
  readonly trainError: "inference" | "running";
  /** β of the orthogonality penalty; 0 without one. */
  readonly orthogonalityStrength: number;
  /** λ of the average margin; 0 without it. */
  readonly marginStrength: number;
  /** τ of the average margin; null without it. */
  readonly marginCap: number | null;
  /** Whether the average margin's concave part is subtracted, frozen for an epoch. */
  readonly concaveCorrection: boolean;
  /** What replaces each batch by its adversarial images; null without it. */
  readonly adversary: Adversary | null;
  /** `heavy_ball`: momentum without Nesterov's look-ahead; `adam`: no momentum; absent: Nesterov's. */
  readonly optimizer?: "heavy_ball" | "adam";
  /** What the learning rate is multiplied by from some epochs on; absent where it is constant. */
  readonly learningRateSteps?: readonly LearningRateStep[];
  /** The run whose weights this one starts from; absent where they are drawn. */
  readonly startFrom?: StartFrom;
  /** Of Deep Defense alone. */
  readonly deepDefense?: DeepDefenseOptions;
  /** Of the maximum margin regulariser alone. */
  readonly linearRegions?: LinearRegionsOptions;
}

/**
 * One training run as plain data. It says how a network is trained, not for
 * how long: a run can be asked for more epochs than it has, and goes on.
 */
export interface RunSpec {
  /** The data set's name. */
  readonly dataset: string;
  /** Its {@linkcode datasetHash}: another user's files are another run. */
  readonly dataHash: string;
  /** Which network. */
  readonly model: ArchitectureName;
  /** How it is trained. */
  readonly method: Method;
  /** As the paper's text has it, or as its authors' code does. */
  readonly recipe: Recipe;
  /** Whose run it is: profiles share none. */
  readonly profile: Profile;
  /** Seeds the weights, the order of the examples, and everything else random. */
  readonly seed: number;
  /** What computes, from {@linkcode computedBy}: runs are the same bit for bit only on the same backend. */
  readonly backend: string;
  /** All numbers that training depends on. */
  readonly settings: TrainingSettings;
}

/** A backend as far as it decides the bits of a result: its name, its kernels and the file of a library that is the system's own, its adapter. */
export function computedBy({ name, kernels, library, adapter }: Backend): string {
  const build = library && !library.pinned ? library.sha256?.slice(0, 16) ?? null : null;
  return [name, kernels, build, adapter].filter((part) => part !== null).join(", ");
}

/** Counted up when what a run's files mean or how a spec is trained changes: older runs are then left alone. */
export const runFormat = 1;

/**
 * A run's name in a store: readable first, then a hash of everything in its
 * spec and of {@linkcode runFormat}.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { computedBy, paperTraining, runKey, startBackend } from "@marginlab/marginlab";
 *
 * const which = { dataset: "mnist", model: "mlp", method: "std", recipe: "released" } as const;
 * const spec = {
 *   ...which,
 *   dataHash: "00",
 *   profile: "quick",
 *   seed: 0,
 *   backend: computedBy(await startBackend("wasm")),
 *   settings: paperTraining(which),
 * } as const;
 * assertMatch(await runKey(spec), /^mnist-mlp-std-released-quick-seed0-[0-9a-f]{16}$/);
 * ```
 */
export async function runKey(spec: RunSpec): Promise<string> {
  const text = canonicalJson({ format: runFormat, spec });
  const hash = await sha256(new TextEncoder().encode(text));
  const { dataset, model, method, recipe, profile, seed } = spec;
  const words = [dataset, model, method, recipe, profile, `seed${seed}`];
  return [...words.map((word) => word.replaceAll(/[^\w.]+/g, "_")), hash.slice(0, 16)].join("-");
}
