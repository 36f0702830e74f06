/**
 * The shared vocabulary: the types by which data, models, training, margins,
 * attacks and experiments meet. No code lives here.
 *
 * @module
 */
import type { Tensor, Tensor1D, Tensor2D } from "./backend/tf.ts";
import type { Random } from "./random.ts";

export type { Backend } from "./backend/choose.ts";

/** Images and their labels, as bytes. */
export interface Split {
  /** How many examples there are. */
  readonly size: number;
  /** Pixels 0 to 255, `[size, height, width, channels]` flattened; pixel space is these bytes / 255. */
  readonly images: Uint8Array;
  /** Class numbers from 0, `[size]`. */
  readonly labels: Uint8Array;
}

/** A labelled set of images of one shape, split for training and testing. */
export interface Dataset {
  /** `mnist`, `mnist01`, `cifar10`, or what its maker called it. */
  readonly name: string;
  /** Height, width and channels of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** How many classes the labels come from. */
  readonly classes: number;
  /** The training examples. */
  readonly train: Split;
  /** The test examples. */
  readonly test: Split;
}

/** Which half of a {@linkcode Dataset}. */
export type SplitName = "train" | "test";

/** Some examples as tensors; whoever asked for it disposes both. */
export interface Batch {
  /** `[batch, height, width, channels]`, in [0, 1]. */
  readonly images: Tensor;
  /** `[batch]`, int32 class numbers. */
  readonly labels: Tensor1D;
}

/**
 * A classifier as margins and attacks see it: logits of inputs, nothing else,
 * always in inference mode. Wrap any tfjs model in one of these.
 */
export interface Network {
  /** The shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** How many logits come out. */
  readonly classes: number;
  /** `[batch, ...inputShape]` to `[batch, classes]`; differentiable in its argument. */
  logits(x: Tensor): Tensor2D;
}

/** Replaces a batch's images by others of the same shape before a training step (adversarial training). */
export type Perturb = (x: Tensor, labels: Tensor1D, random: Random) => Tensor | Promise<Tensor>;

/** How much of the paper's setting is run: seconds, minutes, or all of it. */
export type Profile = "smoke" | "quick" | "paper";

/** As the paper's text has it, or as its authors' public code and weights do. */
export type Recipe = "printed" | "released";

/** A cell of a row. */
export type Cell = string | number | null;

/**
 * One measured number and everything that says what it is. What does not
 * apply is null; accuracies and errors are fractions; radii are l2 in [0, 1] pixels.
 */
export interface Row {
  /** `mnist`, `mnist01`, `cifar10`, or what its maker called it. */
  readonly dataset: string | null;
  /** `lr`, `mlp`, `cnn` …, or what its maker called it. */
  readonly model: string | null;
  /** How it was trained: `gd`, `svm`, `std`, `amr` … */
  readonly method: string | null;
  /** The {@linkcode Recipe}, or what its maker called it. */
  readonly recipe: string;
  /** The {@linkcode Profile}, or what its maker called it. */
  readonly profile: string;
  /** The seed that everything random came from. */
  readonly seed: number;
  /** How many times the training set had been seen. */
  readonly epoch: number | null;
  /** `train` or `test`. */
  readonly split: string | null;
  /** The attack's name. */
  readonly attack: string | null;
  /** The attack's radius. */
  readonly radius: number | null;
  /** What the value is: `average_margin`, `clean_accuracy` … */
  readonly metric: string;
  /** The number. */
  readonly value: number | null;
  /** The tfjs backend that computed it. */
  readonly backend: string;
  /** What one figure adds. */
  readonly [extra: string]: Cell;
}

/** What became of a claim of the paper: its number in the list of docs, our number, the judgement. */
export interface Verdict {
  /** The claim's number, 1 to 24. */
  readonly claim: number;
  /** The attack under which it was judged, where that matters. */
  readonly attack?: string;
  /** The claim in one sentence, in our words. */
  readonly statement: string;
  /** What was measured, in one short sentence with the numbers. */
  readonly measured: string;
  /** The judgement. */
  readonly verdict: "holds" | "fails" | "not tested at this profile";
}
