/**
 * CIFAR-10 from the bytes of its binary batches: records of one label and
 * three planes of 32 × 32 pixels, red, green, blue.
 *
 * @module
 */
import type { Dataset, Split } from "../types.ts";
import { cifar10Pixels, countCifar10Images, decodeCifar10Batch } from "./cifar10_batch.ts";
import { grouped, unexpected } from "./data_error.ts";

/** The names under which CIFAR-10's batches are published: five of training images, then the test images. */
export const cifar10FileNames: readonly string[] = [
  "data_batch_1.bin",
  "data_batch_2.bin",
  "data_batch_3.bin",
  "data_batch_4.bin",
  "data_batch_5.bin",
  "test_batch.bin",
];

/**
 * The data set in six binary batches: CIFAR-10's 10,000 images each, or any
 * other in its format. A batch does not say how many images it holds, so all
 * six must hold equally many: that is how one that was cut off shows.
 *
 * @param batches The bytes of the five training batches and the test batch, not compressed.
 * @param options What to call the batches in errors.
 * @throws {DataError} If a batch is not whole records, its size differs from the first one's, or a label is above 9.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cifar10 } from "@marginlab/marginlab";
 *
 * const batch = new Uint8Array(3073).fill(9, 0, 1).fill(200, 1, 1025); // one red image of class 9
 * const { train } = cifar10(Array(6).fill(batch));
 * assertEquals([train.size, train.labels[0], ...train.images.subarray(0, 3)], [5, 9, 200, 0, 0]);
 * ```
 */
export function cifar10(
  batches: readonly Uint8Array[],
  options: { names?: readonly string[] } = {},
): Dataset {
  const { names = cifar10FileNames } = options;
  if (batches.length !== cifar10FileNames.length) {
    throw new RangeError(
      `Cannot make CIFAR-10: six batches are needed (five training, one test), not ${batches.length}`,
    );
  }
  const assembly = assembleCifar10();
  batches.forEach((bytes, k) => assembly.add(bytes, names[k]!));
  return assembly.dataset();
}

/** A {@linkcode Dataset} that takes one batch after the other, so that not all of them need be in memory. */
export interface Cifar10Assembly {
  /** Takes the next batch; `file` names it in errors. */
  add(bytes: Uint8Array, file: string): void;
  /** The data set, once all six batches are in. */
  dataset(): Dataset;
}

/** Begins a data set in memory that `allocate` gives. */
export function assembleCifar10(
  allocate: (length: number) => Uint8Array = (length) => new Uint8Array(length),
): Cifar10Assembly {
  const last = cifar10FileNames.length - 1;
  const allocateSplit = (size: number): Split => ({
    size,
    images: allocate(cifar10Pixels * size),
    labels: allocate(size),
  });
  let first: Counted;
  let added = 0;
  let train: Split, test: Split;
  return {
    add(bytes, file) {
      const count = countCifar10Images(bytes, file);
      if (added === 0) {
        first = { file, count };
        train = allocateSplit(last * count);
        test = allocateSplit(count);
      }
      checkSameSize(first, { file, count });
      const into = added < last ? train : test;
      decodeCifar10Batch(bytes, into, { first: (added % last) * count, file });
      added++;
    },
    dataset: () => ({ name: "cifar10", shape: [32, 32, 3], classes: 10, train, test }),
  };
}

interface Counted {
  readonly file: string;
  readonly count: number;
}

/** Blames the later of two batches of different sizes, unless that one has the official size. */
function checkSameSize(first: Counted, later: Counted): void {
  if (first.count === later.count) return;
  const [wrong, other] = later.count === 10_000 ? [first, later] : [later, first];
  throw unexpected(
    wrong.file,
    `${grouped(other.count)} images, as ${other.file} has (10,000 in every official batch)`,
    grouped(wrong.count),
  );
}
