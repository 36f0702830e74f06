/**
 * The shared vocabulary: the types by which data, models, training, margins,
 * attacks and experiments meet. No code lives here.
 *
 * @module
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from "./backend/tf.ts";
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

/** Examples that can be taken as tensors, wherever they are kept. */
export interface Examples {
  /** How many there are. */
  readonly size: number;
  /** The examples at these positions, in their order; whoever asked for them disposes them. */
  take(positions: ArrayLike<number>): Batch;
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
  /** Where the network knows a cheaper way to its gradients than tfjs's tape; its weights must not change while it is used. */
  inputGradients?(): InputGradients;
  /**
   * `[classes][classes]`, where the network can bound its own steepness, as its weights
   * are now: at least the Lipschitz constant (l2) of `z_i − z_j` over all inputs. Null where it cannot.
   */
  lipschitzBounds?(): Promise<readonly (readonly number[])[] | null>;
}

/** A way to the gradients of a network's logits in its input; whoever asked for it disposes it. */
export interface InputGradients {
  /** `[batch, ...inputShape]`: one forward pass, after which any number of backward ones can follow. */
  at(x: Tensor): Pullback;
  /**
   * Bounds that cost a fraction of the norms, where the network has any: they tell
   * which norms need not be computed. Null where so few inputs do not repay them.
   */
  differenceBounds?(inputs: number): Promise<DifferenceBounds | null>;
  /** Frees what was prepared. */
  dispose(): void;
}

/** Upper bounds of the norms of logit differences' gradients; whoever asked for them disposes them. */
export interface DifferenceBounds {
  /** `[batch, classes]`: of each input and class k, at least the squared l2 norm of the gradient of `z_label − z_k`. */
  at(x: Tensor, label: number): Tensor2D;
  /** Frees what was prepared. */
  dispose(): void;
}

/** A forward pass kept for its backward ones; whoever asked for it disposes it. */
export interface Pullback {
  /** `[batch, classes]`, the pullback's own. */
  readonly logits: Tensor2D;
  /** `[batch, classes]` weights of the logits, to the `[batch, ...inputShape]` gradient of their weighted sum. */
  pull(cotangent: Tensor2D): Tensor;
  /** The squared l2 norm of that gradient, `[batch]`. */
  pullSquaredNorm(cotangent: Tensor2D): Tensor1D;
  /** Frees what the forward pass left. */
  dispose(): void;
}

/** A weight as plain numbers. */
export interface WeightArray {
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** Named weights as plain numbers, in their network's order: what checkpoints and files hold. */
export type WeightArrays = ReadonlyMap<string, WeightArray>;

/** What a forward pass gives. */
export interface Activations {
  /** `[batch, features]`, the last layer's input. */
  readonly features: Tensor2D;
  /** `[batch, classes]`. */
  readonly logits: Tensor2D;
}

/** How a forward pass runs. */
export interface ForwardOptions {
  /** The generator that dropout draws from; without one, the pass is in inference mode. */
  readonly dropout?: Random;
}

/**
 * The linear piece of a network that each input of a batch lies on: every ReLU
 * and every maximum held as it is there, dropout off. It lives as long as the
 * `tf.tidy` in which it was made.
 */
export interface LinearPiece {
  /** `[batch, classes]`, differentiable in the inputs and in the weights. */
  readonly logits: Tensor2D;
  /** `[batch, classes]` weights of the logits, to the `[batch, ...inputShape]` gradient of their weighted sum; differentiable in them and in the network's weights. */
  pull(cotangent: Tensor2D): Tensor;
}

/**
 * How far each input of a batch is, on its own linear piece, from what bounds
 * it; differentiable in the weights. It lives as long as the `tf.tidy` in which
 * it was made.
 */
export interface RegionDistances {
  /** `[batch, classes]` */
  readonly logits: Tensor2D;
  /** `[batch, hidden units]`: the l2 distance to where the unit switches; very large where it does nowhere. */
  readonly borders: Tensor2D;
  /** `[batch, classes]`: the signed l2 distance to where the label's logit meets the class's; very large for the label itself. */
  decisions(labels: Tensor1D): Tensor2D;
}

/** A {@linkcode Network} whose weights can be trained. */
export interface TrainableNetwork extends Network {
  /** `layer0.weight`, `layer0.bias` …; kernels `[height, width, in, out]`, dense `[in, out]`. */
  readonly weights: ReadonlyMap<string, Variable>;
  /** The weights without the biases, first layer first; the last one makes the logits of the features. */
  readonly kernels: readonly Variable[];
  /** `[batch, ...inputShape]`, differentiable in its argument and in the weights. */
  forward(x: Tensor, options?: ForwardOptions): Activations;
  /** The linear piece at each of the inputs `[batch, ...inputShape]`, where the network knows its layers; call it inside `tf.tidy`. */
  linearPiece?(x: Tensor): LinearPiece;
  /**
   * How far each of the inputs `[batch, ...inputShape]` is from what bounds it, where the network knows its layers; call it inside `tf.tidy`.
   *
   * @throws {RangeError} If that is not known for such layers.
   */
  regionDistances?(x: Tensor): RegionDistances;
  /** The weights' present values. */
  readWeights(): Promise<WeightArrays>;
  /** Puts values in place of all weights, or throws one error that names everything missing, extra or misshapen. */
  setWeights(arrays: WeightArrays): void;
  /** Frees the weights. */
  dispose(): void;
}

/** What an objective makes of one batch; whoever asked for it disposes all of it. */
export interface Loss {
  /** What is minimised. */
  readonly total: Scalar;
  /** Its parts by name, as they enter the total. */
  readonly terms: Readonly<Record<string, Scalar>>;
  /** `[batch, classes]`, of the forward pass that the loss was made from. */
  readonly logits: Tensor2D;
}

/** What training minimises: `loss` less, where there is one, the mean of `concave`, linearised once an epoch. */
export interface Objective {
  /** The loss of a batch, in training mode with dropout from `random`; `epoch`, from 1, is the one that the step belongs to. */
  loss(network: TrainableNetwork, batch: Batch, random: Random, epoch?: number): Loss;
  /**
   * A convex function to be subtracted by the difference-of-convex scheme,
   * `[batch]`, in inference mode. It must be zero, with zero gradient, wherever
   * the example is classified correctly.
   */
  concave?(network: TrainableNetwork, batch: Batch): Tensor1D;
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
