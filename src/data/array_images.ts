/**
 * Images and labels from arrays: `.npy` or IDX.
 *
 * @module
 */
import { DataError, unexpected } from "./data_error.ts";
import type { LabelledImages } from "./labelled_images.ts";

/** Numbers of a file, and what kind they are. */
export interface NumberArray {
  /** Its name, for errors. */
  readonly file: string;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** Whether they are whole numbers, so that pixels go from 0 to 255. */
  readonly whole: boolean;
}

/**
 * Puts images and labels together. Images are `[n, height, width]`,
 * `[n, height, width, channels]` or, where that is what the lengths say, PyTorch's
 * `[n, channels, height, width]`; fractions in [0, 1] or bytes.
 *
 * @throws {DataError} If shapes or numbers are others.
 */
export function imagesFromArrays(images: NumberArray, labels: NumberArray): LabelledImages {
  const [size, ...axes] = images.shape;
  if (size === undefined || axes.length < 2 || axes.length > 3) {
    const wanted = "images [n, height, width] or [n, height, width, channels]";
    throw unexpected(images.file, wanted, `[${images.shape}]`);
  }
  if (size === 0) throw unexpected(images.file, "at least one image", "none");
  const channelsFirst = axes.length === 3 && isChannels(axes[0]!) && !isChannels(axes[2]!);
  const [height, width, channels = 1] = channelsFirst ? [axes[1]!, axes[2]!, axes[0]!] : axes;
  const shape = [height!, width!, channels] as const;
  if (!isChannels(channels)) {
    throw unexpected(images.file, "images of 1, 3 or 4 channels", `[${images.shape}]`);
  }
  const pixels = unitPixels(images);
  return {
    shape,
    images: channelsFirst ? channelsLast(pixels, shape) : pixels,
    labels: classNumbers(labels, size),
  };
}

const isChannels = (length: number): boolean => [1, 3, 4].includes(length);

function unitPixels({ file, values, whole }: NumberArray): Float32Array {
  const top = whole ? 255 : 1;
  const pixels = new Float32Array(values.length);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value <= top)) {
      const range = whole ? "whole pixels in [0, 255]" : "pixels in [0, 1]";
      throw unexpected(file, range, `${value} in ${rangeOf(values)}`);
    }
    pixels[i] = value / top;
    largest = Math.max(largest, value);
  }
  if (largest === 1 && whole) { // black and white, or black and next to black?
    throw unexpected(
      file,
      "whole pixels up to 255, or fractions up to 1 as floating-point numbers",
      "whole ones up to 1",
    );
  }
  return pixels;
}

function rangeOf(values: ArrayLike<number>): string {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return low > high ? "values of which none is a number" : `values from ${low} to ${high}`;
}

function channelsLast(
  pixels: Float32Array,
  [height, width, channels]: LabelledImages["shape"],
): Float32Array {
  const area = height * width;
  const moved = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const image = Math.floor(i / (area * channels));
    const within = i % (area * channels);
    const channel = Math.floor(within / area);
    moved[image * area * channels + (within % area) * channels + channel] = pixels[i]!;
  }
  return moved;
}

/** Labels as class numbers: one for each image. */
export function classNumbers(
  { file, shape, values }: Pick<NumberArray, "file" | "shape" | "values">,
  size: number,
): number[] {
  const flat = shape.filter((length, axis) => axis === 0 || length !== 1);
  if (flat.length !== 1 || flat[0] !== size) {
    throw unexpected(file, `${size} labels, one an image`, `an array [${shape}]`);
  }
  const labels = Array.from(values);
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0));
  if (wrong < 0) return labels;
  throw new DataError(
    `Cannot read ${file}: expected whole numbers from 0, found ${labels[wrong]} as label ${wrong}`,
    { file },
  );
}
