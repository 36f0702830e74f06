/**
 * Square's moves: patterns laid over an image and shifted about in it.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { squarePattern } from "./square_pattern.ts";

/** Rows, columns and channels of an input; what is not an image is one row of pixels. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** The grid of an input's shape. */
export function gridOf(shape: readonly number[]): Grid {
  if (shape.length === 3) {
    const [rows, columns, channels] = shape as [number, number, number];
    return { rows, columns, channels };
  }
  return { rows: 1, columns: shape.reduce((product, n) => product * n, 1), channels: 1 };
}

/** Lays patterns of random signs over the whole image, five to a side. */
export function tile(x: Float32Array, { rows, columns, channels }: Grid, random: Random): void {
  const side = Math.max(Math.floor(Math.min(rows, columns) / 5), 1);
  const first = Math.floor((Math.min(rows, columns) - side * 5) / 2);
  for (let row = Math.max(first, 0); row + side <= rows; row += side) {
    for (let column = Math.max(first, 0); column + side <= columns; column += side) {
      const pattern = squarePattern(side, random() > 0.5);
      for (let channel = 0; channel < channels; channel++) {
        const sign = randomSign(random);
        pattern.forEach((value, cell) => {
          const pixel = (row + Math.floor(cell / side)) * columns + column + cell % side;
          x[pixel * channels + channel]! += sign * value;
        });
      }
    }
  }
}

/**
 * Takes the perturbation out of one random window and puts it, together with
 * what the clipping left unused, into another as a new pattern.
 */
export function redistribute(
  x: Float32Array,
  origin: Float32Array,
  grid: Grid,
  side: number,
  radius: number,
  random: Random,
): void {
  const { channels } = grid;
  const into = randomWindow(grid, side, random);
  const from = randomWindow(grid, side, random);
  const both = new Set([...into, ...from]);
  const unused = Math.max(radius ** 2 - squares(x, origin), 0) / channels;
  const pattern = squarePattern(side, random() > 0.5);
  for (let channel = 0; channel < channels; channel++) {
    const delta = (pixel: number) =>
      x[pixel * channels + channel]! - origin[pixel * channels + channel]!;
    const budget = Math.sqrt(unused + sum(both, (pixel) => delta(pixel) ** 2));
    const old = 1e-12 + Math.sqrt(sum(into, (pixel) => delta(pixel) ** 2));
    const sign = randomSign(random);
    const fresh = into.map((pixel, cell) => sign * pattern[cell]! + delta(pixel) / old);
    const scale = budget / (1e-12 + Math.sqrt(sum(fresh, (value) => value ** 2)));
    for (const pixel of from) x[pixel * channels + channel] = origin[pixel * channels + channel]!;
    into.forEach((pixel, cell) => {
      x[pixel * channels + channel] = origin[pixel * channels + channel]! + scale * fresh[cell]!;
    });
  }
}

/** The pixel numbers of a square window, row by row. */
function randomWindow({ rows, columns }: Grid, side: number, random: Random): number[] {
  const row = Math.floor(random() * (rows - side + 1));
  const column = Math.floor(random() * (columns - side + 1));
  return Array.from(
    { length: side * side },
    (_, cell) => (row + Math.floor(cell / side)) * columns + column + cell % side,
  );
}

const randomSign = (random: Random): number => random() < 0.5 ? -1 : 1;

function squares(x: Float32Array, origin: Float32Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i]! - origin[i]!) ** 2;
  return total;
}

function sum<T>(values: Iterable<T>, f: (value: T) => number): number {
  let total = 0;
  for (const value of values) total += f(value);
  return total;
}
