import * as tf from "../../src/backend/tf.ts";
import { normal, seededRandom } from "../../src/random.ts";
import type { Batch, Network } from "../../src/types.ts";

/** Some examples as plain numbers, so that a test can compute what should come out. */
export interface PlainExamples {
  readonly pixels: number[][];
  readonly labels: number[];
}

/** A linear network with its weights as plain numbers. */
export interface LinearNetwork extends Network {
  /** `[classes][size]` */
  readonly rows: number[][];
  readonly biases: number[];
  /** How many times the network was asked, and about how many examples in all. */
  readonly asked: { times: number; examples: number };
  dispose(): void;
}

/** Logits `scale · (W x + b)` with standard normal weights. */
export function linearNetwork(
  { size = 24, classes = 4, scale = 1, seed = 1 }: {
    size?: number;
    classes?: number;
    scale?: number;
    seed?: number;
  } = {},
): LinearNetwork {
  const random = seededRandom(seed, "linear");
  const rows = Array.from(
    { length: classes },
    () => Array.from({ length: size }, () => Math.fround(scale * normal(random))),
  );
  // Half-grey images lie on every boundary, so that margins near them are short of the box.
  const biases = rows.map((row) => Math.fround(-row.reduce((sum, w) => sum + w / 2, 0)));
  const kernel = tf.transpose(tf.tensor2d(rows));
  const bias = tf.tensor1d(biases);
  const asked = { times: 0, examples: 0 };
  return {
    inputShape: [size],
    classes,
    rows,
    biases,
    asked,
    logits: (x) => {
      asked.times++;
      asked.examples += x.shape[0]!;
      return tf.add<tf.Tensor2D>(tf.matMul(x as tf.Tensor2D, kernel), bias);
    },
    dispose: () => tf.dispose([kernel, bias]),
  };
}

/**
 * Images well inside the box, labelled as the network has them and
 * at least 0.15 from its boundary: what float32 rounds is small beside that.
 */
export function interiorExamples(network: LinearNetwork, count: number, seed = 2): PlainExamples {
  const random = seededRandom(seed, "interior");
  const pixels: number[][] = [];
  while (pixels.length < count) {
    const x = Array.from(
      { length: network.inputShape[0]! },
      () => Math.fround(0.5 + 0.6 * (random() - 0.5)),
    );
    if (exactMargin(network, x) > 0.15) pixels.push(x);
  }
  return { pixels, labels: pixels.map((x) => argMax(plainLogits(network, x))) };
}

/** Plain numbers as a batch of tensors; whoever asked for it disposes both. */
export function batchOf({ pixels, labels }: PlainExamples, shape?: number[]): Batch {
  const images = tf.tensor2d(pixels);
  if (!shape) return { images, labels: tf.tensor1d(labels, "int32") };
  const shaped = tf.reshape(images, [pixels.length, ...shape]);
  images.dispose();
  return { images: shaped, labels: tf.tensor1d(labels, "int32") };
}

/** The logits of one image in double precision. */
export function plainLogits({ rows, biases }: LinearNetwork, x: ArrayLike<number>): number[] {
  return rows.map((row, k) => row.reduce((sum, w, i) => sum + w * x[i]!, biases[k]!));
}

/** The exact distance of a point from the predicted class's boundary, the box aside. */
export function exactMargin(network: LinearNetwork, x: ArrayLike<number>): number {
  const z = plainLogits(network, x);
  const best = argMax(z);
  const distances = network.rows.map((row, k) => {
    const difference = row.map((w, i) => w - network.rows[best]![i]!);
    return k === best ? Infinity : (z[best]! - z[k]!) / Math.hypot(...difference);
  });
  return Math.min(...distances);
}

/** A network of one hidden ReLU layer with seeded weights. */
export function reluNetwork(
  { shape = [4, 4, 1], classes = 5, hidden = 20, scale = 1, seed = 5 }: {
    shape?: number[];
    classes?: number;
    hidden?: number;
    scale?: number;
    seed?: number;
  } = {},
): Network & { dispose(): void } {
  const random = seededRandom(seed, "relu");
  const size = shape.reduce((product, n) => product * n, 1);
  const gaussian = (rows: number, columns: number, spread: number) =>
    tf.tensor2d(
      Array.from(
        { length: rows },
        () => Array.from({ length: columns }, () => spread * normal(random)),
      ),
    );
  const first = gaussian(size, hidden, Math.sqrt(2 / size));
  const second = gaussian(hidden, classes, scale * Math.sqrt(2 / hidden));
  return {
    inputShape: shape,
    classes,
    logits: (x) =>
      tf.matMul(
        tf.relu<tf.Tensor2D>(tf.matMul(tf.reshape(tf.sub(x, 0.5), [-1, size]), first)),
        second,
      ),
    dispose: () => tf.dispose([first, second]),
  };
}

/** Uniform noise images, labelled as the network has them. */
export async function labelledNoise(network: Network, count: number, seed = 6): Promise<Batch> {
  const random = seededRandom(seed, "images");
  const size = network.inputShape.reduce((product, n) => product * n, 1);
  const pixels = Float32Array.from({ length: count * size }, () => random());
  const images = tf.tensor(pixels, [count, ...network.inputShape]);
  const predicted = tf.tidy(() => tf.argMax(network.logits(images), 1));
  const labels = tf.tensor1d(Array.from(await predicted.data()), "int32");
  predicted.dispose();
  return { images, labels };
}

/** The position of the largest number. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}
