/**
 * Examples as attacks work on them: checked, and off the tensors.
 *
 * @module
 */
import { checkClasses, checkLabels } from "../backend/check_labels.ts";
import { seededRandom } from "../random.ts";
import type { Batch, Network } from "../types.ts";
import type { Point } from "./attack.ts";

/** Some examples as plain numbers. */
export interface Examples {
  /** How many there are. */
  readonly count: number;
  /** `[count, size]` flattened, in [0, 1]. */
  readonly images: Float32Array;
  /** `[count]` */
  readonly labels: readonly number[];
  /** `[count]`, their numbers in the whole set. */
  readonly indices: readonly number[];
  /** The shape of one input. */
  readonly shape: readonly number[];
}

/**
 * Reads a batch.
 *
 * @param indices The examples' numbers in the whole set; 0, 1, … if not given.
 * @throws {RangeError} If the network has fewer than 2 classes, the images do not fit the network or leave [0, 1], or a label is no class of it.
 */
export async function readExamples(
  network: Network,
  { images, labels }: Batch,
  indices?: readonly number[],
): Promise<Examples> {
  const [count, ...shape] = images.shape as [number, ...number[]];
  checkClasses(network, "attack");
  const wanted = network.inputShape;
  if (shape.length !== wanted.length || shape.some((n, axis) => n !== wanted[axis])) {
    throw new RangeError(
      `Cannot attack: images must have shape [batch, ${wanted}], found [${images.shape}]`,
    );
  }
  if (labels.size !== count || (indices && indices.length !== count)) {
    throw new RangeError(
      `Cannot attack: ${count} images need as many labels and indices, ` +
        `found ${labels.size} and ${indices?.length ?? count}`,
    );
  }
  const examples = {
    count,
    shape,
    images: Float32Array.from(await images.data()),
    labels: Array.from(await labels.data()),
    indices: indices ?? Array.from({ length: count }, (_, row) => row),
  };
  checkValues(examples, network.classes);
  return examples;
}

function checkValues({ images, labels }: Examples, classes: number): void {
  const stray = images.find((pixel) => !(pixel >= 0 && pixel <= 1));
  if (stray !== undefined) {
    throw new RangeError(`Cannot attack: pixels must lie in [0, 1], found ${stray}`);
  }
  checkLabels(labels, classes, "attack");
}

/** One example, with a generator fixed by the seed, the example's number and the name of what uses it. */
export function pointAt(examples: Examples, row: number, seed: number, stream: string): Point {
  const size = examples.images.length / examples.count;
  const index = examples.indices[row]!;
  return {
    index,
    origin: examples.images.subarray(row * size, (row + 1) * size),
    label: examples.labels[row]!,
    shape: examples.shape,
    random: seededRandom(seed, `${stream}/${index}`),
  };
}
