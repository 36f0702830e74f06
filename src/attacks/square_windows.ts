/**
 * Square's moves: patterns laid over an image and shifted about in it.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { squarePattern } from "./square_pattern.ts";

/** Rows, columns and channels of an input; two dimensions are an image of one channel, what is no image is one row of pixels. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** The grid of an input's shape. */
export function gridOf(shape: readonly number[]): Grid {
  if (shape.length === 3 || shape.length === 2) {
    const [rows, columns, channels = 1] = shape as [number, number, number?];
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
  const others = from.filter((pixel) => !isIn(into, pixel, side, grid));
  const unused = Math.max(radius ** 2 - squares(x, origin), 0) / channels;
  const pattern = squarePattern(side, random() > 0.5);
  const fresh = new Float64Array(into.length);
  for (let channel = 0; channel < channels; channel++) {
    const within = squaresAt(into, x, origin, { channel, channels });
    const both = squaresAt(others, x, origin, { channel, channels }, within);
    const old = 1e-12 + Math.sqrt(within);
    const sign = randomSign(random);
    let norm = 0;
    for (let cell = 0; cell < into.length; cell++) {
      const i = into[cell]! * channels + channel;
      const value = sign * pattern[cell]! + (x[i]! - origin[i]!) / old;
      fresh[cell] = value;
      norm += value ** 2;
    }
    const scale = Math.sqrt(unused + both) / (1e-12 + Math.sqrt(norm));
    for (const pixel of from) x[pixel * channels + channel] = origin[pixel * channels + channel]!;
    for (let cell = 0; cell < into.length; cell++) {
      const i = into[cell]! * channels + channel;
      x[i] = origin[i]! + scale * fresh[cell]!;
    }
  }
}

/** The pixel numbers of a square window, row by row. */
function randomWindow({ rows, columns }: Grid, side: number, random: Random): Int32Array {
  const row = Math.floor(random() * (rows - side + 1));
  const column = Math.floor(random() * (columns - side + 1));
  const pixels = new Int32Array(side * side);
  for (let cell = 0, line = 0; line < side; line++) {
    const first = (row + line) * columns + column;
    for (let i = 0; i < side; i++) pixels[cell++] = first + i;
  }
  return pixels;
}

function isIn(window: Int32Array, pixel: number, side: number, { columns }: Grid): boolean {
  const down = Math.floor(pixel / columns) - Math.floor(window[0]! / columns);
  const across = pixel % columns - window[0]! % columns;
  return down >= 0 && down < side && across >= 0 && across < side;
}

const randomSign = (random: Random): number => random() < 0.5 ? -1 : 1;

function squares(x: Float32Array, origin: Float32Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i]! - origin[i]!) ** 2;
  return total;
}

/** The perturbation's squares at some pixels of a channel, added to `total`. */
function squaresAt(
  pixels: Int32Array,
  x: Float32Array,
  origin: Float32Array,
  { channel, channels }: { readonly channel: number; readonly channels: number },
  total = 0,
): number {
  for (const pixel of pixels) {
    const i = pixel * channels + channel;
    total += (x[i]! - origin[i]!) ** 2;
  }
  return total;
}
