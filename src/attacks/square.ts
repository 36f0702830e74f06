/**
 * Square (Andriushchenko et al. 2020, "Square Attack: a Query-efficient
 * Black-box Adversarial Attack via Random Search", algorithm 3), l2. It asks
 * for logits only: where it does better than gradients, gradients lie.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { type Attack, type Point, predictedClass, type Walk } from "./attack.ts";
import { clipToBox, scaleToDistance } from "./l2_ball.ts";
import { squarePattern } from "./square_pattern.ts";

/** Everything {@linkcode square} is made of; JSON-safe. */
export interface SquareSettings {
  /** How often the network is asked about one example. */
  readonly queries: number;
  /** The first share of the image's area that a square covers (the paper's p). */
  readonly firstShare: number;
}

/**
 * A Square attack.
 *
 * @param settings What differs from 5,000 queries and a first share of 0.8.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { square } from "@marginlab/marginlab";
 *
 * assertEquals(square().settings.queries, 5000);
 * ```
 */
export function square(settings: Partial<SquareSettings> = {}): Attack {
  const all: SquareSettings = { queries: 5000, firstShare: 0.8, ...settings };
  return {
    name: "square",
    settings: { ...all },
    gradientFloor: 0,
    minimal: false,
    walk: (point, radius) => walk(point, radius, all),
  };
}

function* walk(point: Point, radius: number, { queries, firstShare }: SquareSettings): Walk {
  const { origin, label, random } = point;
  const grid = gridOf(point.shape);
  const x = origin.slice();
  tile(x, grid, random);
  settle(x, origin, radius);
  let smallest = Infinity;
  const trial = x.slice();
  for (let query = 0; query < queries; query++) {
    if (query > 0) {
      trial.set(x);
      redistribute(trial, origin, grid, sideAt(query - 1, firstShare, grid), radius, random);
      settle(trial, origin, radius);
    }
    const { logits } = yield { x: trial, loss: null };
    if (predictedClass(logits) !== label) return trial;
    const lead = leadOf(logits, label);
    if (lead < smallest) {
      smallest = lead;
      x.set(trial);
    }
  }
  return null;
}

/** Rows, columns and channels of an input; what is not an image is one row of pixels. */
interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

function gridOf(shape: readonly number[]): Grid {
  if (shape.length === 3) {
    const [rows, columns, channels] = shape as [number, number, number];
    return { rows, columns, channels };
  }
  return { rows: 1, columns: shape.reduce((product, n) => product * n, 1), channels: 1 };
}

/** After how many queries the share is halved once more. */
const halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

function sideAt(query: number, firstShare: number, { rows, columns }: Grid): number {
  const share = firstShare / 2 ** halvings.filter((after) => query > after).length;
  const side = Math.max(Math.round(Math.sqrt(share * rows * columns)), 3);
  return Math.min(side + (side % 2 === 0 ? 1 : 0), rows, columns);
}

/** Lays patterns of random signs over the whole image, five to a side. */
function tile(x: Float32Array, { rows, columns, channels }: Grid, random: Random): void {
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
function redistribute(
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

/** Stretches the perturbation to the whole radius and clips. */
function settle(x: Float32Array, origin: Float32Array, radius: number): void {
  scaleToDistance(x, origin, radius);
  clipToBox(x);
}

function leadOf(logits: Float32Array, label: number): number {
  let rival = -Infinity;
  logits.forEach((z, k) => rival = k === label ? rival : Math.max(rival, z));
  return logits[label]! - rival;
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
