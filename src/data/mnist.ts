/**
 * MNIST, and its zeros and ones (the paper's case study, section 3), from the
 * bytes of IDX files.
 *
 * @module
 */
import type { Dataset, Split } from "../types.ts";
import { grouped, unexpected } from "./data_error.ts";
import { parseIdx } from "./idx.ts";
import { subsetOf } from "./subset.ts";

/** The four files of MNIST, whole and not compressed. */
export interface MnistFiles {
  /** IDX, `[size, 28, 28]`. */
  readonly trainImages: Uint8Array;
  /** IDX, `[size]`. */
  readonly trainLabels: Uint8Array;
  /** IDX, `[size, 28, 28]`. */
  readonly testImages: Uint8Array;
  /** IDX, `[size]`. */
  readonly testLabels: Uint8Array;
}

/** What each of {@linkcode MnistFiles} is called in errors. */
export type MnistFileNames = { readonly [file in keyof MnistFiles]: string };

/** The names under which MNIST's files are published. */
export const mnistFileNames: MnistFileNames = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

const side = 28;
const classes = 10;

/**
 * The data set in four IDX files: MNIST's 60,000 and 10,000, or any other in
 * its format, of 28 × 28 images in ten classes.
 *
 * @param files The bytes of the files, which the data set goes on using.
 * @param options What to call the files in errors.
 * @throws {DataError} If a file is damaged, images and labels differ in number, or a label is above 9.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mnist } from "@marginlab/marginlab";
 *
 * const image = new Uint8Array([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...new Array(784).fill(9)]);
 * const label = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7]);
 * const files = { trainImages: image, trainLabels: label, testImages: image, testLabels: label };
 * assertEquals(mnist(files).train.labels[0], 7);
 * ```
 */
export function mnist(
  files: MnistFiles,
  options: { names?: Partial<MnistFileNames> } = {},
): Dataset {
  const names = { ...mnistFileNames, ...options.names };
  return {
    name: "mnist",
    shape: [side, side, 1],
    classes,
    train: split([files.trainImages, names.trainImages], [files.trainLabels, names.trainLabels]),
    test: split([files.testImages, names.testImages], [files.testLabels, names.testLabels]),
  };
}

/**
 * The digits 0 and 1 of MNIST (12,665 and 2,115 of them), labels still 0 and 1, in the order they had.
 *
 * @throws {Error} If a half of the data set has neither digit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Dataset, mnistZeroOne } from "@marginlab/marginlab";
 *
 * const split = { size: 3, images: new Uint8Array(3), labels: new Uint8Array([1, 7, 0]) };
 * const digits: Dataset = { name: "mnist", shape: [1, 1, 1], classes: 10, train: split, test: split };
 * assertEquals([...mnistZeroOne(digits).test.labels], [1, 0]);
 * ```
 */
export function mnistZeroOne(dataset: Dataset): Dataset {
  const { train, test } = dataset;
  return { ...dataset, name: "mnist01", classes: 2, train: zeroOne(train), test: zeroOne(test) };
}

function zeroOne(split: Split): Split {
  const indices: number[] = [];
  for (let i = 0; i < split.size; i++) if (split.labels[i]! < 2) indices.push(i);
  if (indices.length === 0) {
    throw new Error(
      `Cannot take the digits 0 and 1: at least one is needed, none is among ${split.size} labels`,
    );
  }
  return subsetOf(split, indices);
}

/** One half of the set; a file is its bytes and its name. */
function split(imageFile: [Uint8Array, string], labelFile: [Uint8Array, string]): Split {
  const images = parseIdx(imageFile[0], { file: imageFile[1], dimensions: 3 });
  const labels = parseIdx(labelFile[0], { file: labelFile[1], dimensions: 1 });
  const [size, height, width] = images.shape as [number, number, number];
  if (height !== side || width !== side) {
    throw unexpected(imageFile[1], `images of ${side} × ${side}`, `${height} × ${width}`);
  }
  if (size === 0) throw unexpected(imageFile[1], "at least one image", "none");
  if (labels.values.length !== size) {
    throw unexpected(
      labelFile[1],
      `${grouped(size)} labels, as ${imageFile[1]} has images`,
      grouped(labels.values.length),
    );
  }
  checkLabels(labels.values, labelFile[1]);
  return { size, images: images.values, labels: labels.values };
}

function checkLabels(labels: Uint8Array, file: string): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw unexpected(file, "labels from 0 to 9", `${labels[wrong]} at position ${grouped(wrong)}`);
  }
}
