/**
 * The networks of the paper as data: each a list of layers, all ReLU, logits
 * out, no softmax.
 *
 * @module
 */

/** A convolution with a bias, zero padding the same on all four sides. */
export interface ConvolutionLayer {
  /** Which layer this is. */
  readonly kind: "convolution";
  /** How many channels come out. */
  readonly filters: number | "classes";
  /** Height and width of the window. */
  readonly size: number;
  /** 1 unless said. */
  readonly stride?: number;
  /** 0 unless said. */
  readonly padding?: number;
  /** Whether a ReLU follows. */
  readonly relu?: boolean;
}

/** An affine map of the flattened input (height, width, channels) and a bias. */
export interface DenseLayer {
  /** Which layer this is. */
  readonly kind: "dense";
  /** How many numbers come out. */
  readonly units: number | "classes";
  /** Whether a ReLU follows. */
  readonly relu?: boolean;
}

/** The largest or the mean of each window; windows do not overlap and what is left over is dropped. */
export interface PoolLayer {
  /** Which layer this is. */
  readonly kind: "pool";
  /** What is taken of a window. */
  readonly of: "maximum" | "average";
  /** Height and width of the window. */
  readonly size: number;
}

/** Zeroes a share of its input in training and scales the rest up. */
export interface DropoutLayer {
  /** Which layer this is. */
  readonly kind: "dropout";
  /** The share that is zeroed, below 1. */
  readonly rate: number;
}

/** One layer. Weights are numbered in order of the layers that have them. */
export type Layer = ConvolutionLayer | DenseLayer | PoolLayer | DropoutLayer;

/**
 * How weights start. `uniform`: weights and biases in ±1/√fan_in;
 * `kaiming_normal`: normal with deviation √(2/fan_in), biases 0;
 * `truncated_normal`: the same, redrawn beyond two deviations.
 */
export type Initialiser = "uniform" | "kaiming_normal" | "truncated_normal";

/** A network before it has an input shape and weights. */
export interface Architecture {
  /** What the paper calls it, or its maker. */
  readonly name: string;
  /** First to last. */
  readonly layers: readonly Layer[];
  /** How its weights start. */
  readonly initialiser: Initialiser;
}

/** The paper's names. */
export type ArchitectureName = "lr" | "mlp" | "cnn" | "lenet" | "convnet" | "lenet_small";

/** Three by three, no padding, ReLU. */
const conv3 = (filters: number): Layer => ({ kind: "convolution", filters, size: 3, relu: true });
const dense = (units: number): Layer => ({ kind: "dense", units, relu: true });
const logits: Layer = { kind: "dense", units: "classes" };
const maxPool: Layer = { kind: "pool", of: "maximum", size: 2 };
const averagePool: Layer = { kind: "pool", of: "average", size: 2 };
const dropout: Layer = { kind: "dropout", rate: 0.5 };

const lr: Architecture = { name: "lr", initialiser: "uniform", layers: [logits] };

const mlp: Architecture = { name: "mlp", initialiser: "uniform", layers: [dense(1024), logits] };

const cnnOfGrey: Architecture = {
  name: "cnn",
  initialiser: "uniform",
  layers: [
    ...[conv3(32), conv3(32), maxPool],
    ...[conv3(64), conv3(64), maxPool],
    ...[dense(200), dense(200), logits],
  ],
};

const cnnOfColour: Architecture = {
  name: "cnn",
  initialiser: "uniform",
  layers: [
    ...[conv3(64), conv3(64), maxPool],
    ...[conv3(128), conv3(128), maxPool],
    ...[dense(256), dropout, dense(256), dropout, logits],
  ],
};

/** No ReLU after the convolutions. */
const lenet: Architecture = {
  name: "lenet",
  initialiser: "uniform",
  layers: [
    ...[{ kind: "convolution", filters: 20, size: 5 }, maxPool] as const,
    ...[{ kind: "convolution", filters: 50, size: 5 }, maxPool] as const,
    ...[dense(500), logits],
  ],
};

/** The paper's first ReLU comes after the max pooling; before it, it is the same function. */
const convnet: Architecture = {
  name: "convnet",
  initialiser: "kaiming_normal",
  layers: [
    ...[{ kind: "convolution", filters: 32, size: 5, padding: 2, relu: true }, maxPool] as const,
    ...[
      { kind: "convolution", filters: 32, size: 5, padding: 2, relu: true },
      averagePool,
    ] as const,
    ...[
      { kind: "convolution", filters: 64, size: 5, padding: 2, relu: true },
      averagePool,
    ] as const,
    { kind: "convolution", filters: 64, size: 4, relu: true },
    { kind: "convolution", filters: "classes", size: 1 },
  ],
};

const lenetSmall: Architecture = {
  name: "lenet_small",
  initialiser: "truncated_normal",
  layers: [
    { kind: "convolution", filters: 16, size: 4, stride: 2, padding: 1, relu: true },
    { kind: "convolution", filters: 32, size: 4, stride: 2, padding: 1, relu: true },
    ...[dense(100), logits],
  ],
};

/** The names that {@linkcode findArchitecture} takes. */
export const architectureNames: readonly ArchitectureName[] = [
  ...["lr", "mlp", "cnn", "lenet", "convnet", "lenet_small"] as const,
];

/**
 * A network of the paper by its name. `cnn` is two: one for MNIST's single
 * channel, a wider one with dropout for colour.
 *
 * @param name One of {@linkcode architectureNames}.
 * @param inputShape Height, width and channels of an image.
 * @returns Its layers and how they start.
 * @throws {RangeError} If the name is not one of the paper's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findArchitecture } from "@marginlab/marginlab";
 *
 * assertEquals(findArchitecture("mlp", [28, 28, 1]).layers, [
 *   { kind: "dense", units: 1024, relu: true },
 *   { kind: "dense", units: "classes" },
 * ]);
 * ```
 */
export function findArchitecture(name: string, inputShape: readonly number[]): Architecture {
  const cnn = inputShape.at(-1) === 1 ? cnnOfGrey : cnnOfColour;
  const found = [lr, mlp, cnn, lenet, convnet, lenetSmall].find((each) => each.name === name);
  if (found) return found;
  throw new RangeError(
    `Cannot find an architecture: its name must be one of ${architectureNames.join(", ")}, ` +
      `found ${JSON.stringify(name)}`,
  );
}
