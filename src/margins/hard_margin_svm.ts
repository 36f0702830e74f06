/**
 * The hard-margin support vector machine through the origin, with a
 * certificate: the limit of gradient descent in Theorem 1.
 *
 * @module
 */
import { closestHullPoint } from "./closest_hull_point.ts";
import type * as tf from "../backend/tf.ts";

/** A separating hyperplane through the origin and the proof of how good it is. */
export interface HardMarginSvm {
  /** `[dimensions]`, scaled so that the smallest `y w·x` is 1. */
  readonly weights: Float64Array;
  /** The margin that these weights reach: a lower bound on the best, in pixel space. */
  readonly lowerBound: number;
  /** `‖Σ q_i y_i x_i‖`, summed over coordinates: no hyperplane through the origin has a larger margin. */
  readonly upperBound: number;
  /** `(upperBound − lowerBound) / upperBound`. */
  readonly relativeGap: number;
  /** The examples with a positive weight q, in order. */
  readonly supportVectors: readonly number[];
  /** How often all examples were looked at. */
  readonly passes: number;
}

/** When to stop. */
export interface HardMarginSvmOptions {
  /** The relative gap between the two bounds at which to stop; 1e-6 by default. */
  readonly relativeGap?: number;
  /** The most passes over all examples; 200 by default. */
  readonly maxPasses?: number;
  /** How many violating examples join in a pass; 64 by default. */
  readonly joining?: number;
}

/** The weights of a convex combination at or below this share count as none. */
const negligible = 1e-10;

/**
 * Finds the hyperplane through the origin with the largest margin.
 *
 * For any probability vector q, `min_i y_i w·x_i / ‖w‖ ≤ γ* ≤ ‖Σ q_i y_i x_i‖`.
 * The method keeps a few examples, finds the point of their convex hull that is
 * closest to the origin exactly, and lets the examples that violate its margin
 * join, until both bounds meet. All sums are in double precision: float32
 * scores could not certify a gap of 1e-6.
 *
 * @param x `[n, dimensions]`
 * @param labels `[n]`, −1 or +1.
 * @throws {RangeError} If shapes, labels or options do not fit, or an example is not finite.
 * @throws {Error} If the examples are not separable by a hyperplane through the origin, or by a
 * margin too small to be told from none, or the gap is not reached in `maxPasses` (margins below a
 * 1e-5 of the longest support vector may be out of reach). The message says what no margin exceeds.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { hardMarginSvm, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("cpu");
 * const svm = await hardMarginSvm(tf.tensor2d([[2, 1], [-2, 1]]), tf.tensor1d([1, -1]));
 * assertAlmostEquals(svm.lowerBound, 2);
 * assertAlmostEquals(svm.upperBound, 2);
 * ```
 */
export async function hardMarginSvm(
  x: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: HardMarginSvmOptions = {},
): Promise<HardMarginSvm> {
  const signs = await labels.data();
  const [n, dimensions] = x.shape;
  if (n === 0 || signs.length !== n || signs.some((y) => y !== 1 && y !== -1)) {
    throw new RangeError(
      `Cannot fit a hard-margin SVM: ${n} examples need as many labels of −1 or +1, found ${signs.length} labels`,
    );
  }
  const settings = { relativeGap: 1e-6, maxPasses: 200, joining: 64, ...options };
  requireSettings(settings);
  const examples = await x.data() as Float32Array;
  if (!examples.every(Number.isFinite)) {
    throw new RangeError("Cannot fit a hard-margin SVM: the examples must be finite numbers");
  }
  return solve({ examples, signs, n, dimensions }, settings);
}

function requireSettings({ relativeGap, maxPasses, joining }: Required<HardMarginSvmOptions>) {
  if (!(relativeGap > 0 && relativeGap < 1)) {
    throw new RangeError(
      `Cannot fit a hard-margin SVM: relativeGap must lie in (0, 1), found ${relativeGap}`,
    );
  }
  for (const [setting, count] of Object.entries({ maxPasses, joining })) {
    if (Number.isInteger(count) && count > 0) continue;
    throw new RangeError(
      `Cannot fit a hard-margin SVM: ${setting} must be a positive whole number, found ${count}`,
    );
  }
}

interface Problem {
  readonly examples: Float32Array;
  readonly signs: ArrayLike<number>;
  readonly n: number;
  readonly dimensions: number;
}

function solve(
  problem: Problem,
  { relativeGap, maxPasses, joining }: Required<HardMarginSvmOptions>,
): HardMarginSvm {
  let working = joined(problem, { examples: [], gram: [], weights: [] }, [0]);
  working.weights[0] = 1;
  let [found, most] = [0, Infinity];
  for (let passes = 1; passes <= maxPasses; passes++) {
    const { weights } = closestHullPoint(working.gram, {
      start: Float64Array.from(working.weights),
    });
    const kept = keptOf(working, weights);
    const direction = combination(problem, working.examples, weights);
    const upperBound = norm(direction); // the inner products' own would lose half its digits
    const rounding = roundingOf(problem, kept);
    requireTellable(upperBound, rounding);
    const scores = signedScores(problem, direction);
    const least = scores.reduce((a, b) => Math.min(a, b));
    const lowerBound = least / upperBound;
    const gap = (upperBound - lowerBound) / upperBound;
    [found, most] = [Math.max(found, lowerBound), Math.min(most, upperBound + rounding)];
    if (gap <= relativeGap) {
      const supportVectors = working.examples.filter((_, k) => weights[k] > negligible);
      return {
        weights: direction.map((w) => w / least),
        lowerBound,
        upperBound,
        relativeGap: gap,
        supportVectors: supportVectors.sort((a, b) => a - b),
        passes,
      };
    }
    const without = new Set(kept.examples);
    const joiners = violators(scores, { below: upperBound ** 2, most: joining, without });
    // With the same examples every later pass would be this one.
    if (joiners.length === 0 && kept.examples.length === working.examples.length) break;
    working = joined(problem, kept, joiners);
  }
  throw new Error(
    `Cannot fit a hard-margin SVM: no relative gap of ${relativeGap} in ${maxPasses} passes and double precision; the largest margin lies between ${found} and ${most}, and where that is 0 there may be none`,
  );
}

/** The few examples that carry the solution, their signed inner products and their weights. */
interface WorkingSet {
  readonly examples: number[];
  readonly gram: Float64Array[];
  readonly weights: number[];
}

/** A working set without the examples whose weight is 0. */
function keptOf(working: WorkingSet, weights: Float64Array): WorkingSet {
  const kept = [...working.examples.keys()].filter((k) => weights[k] > 0);
  return {
    examples: kept.map((k) => working.examples[k]),
    gram: kept.map((k) => Float64Array.from(kept, (l) => working.gram[k][l])),
    weights: kept.map((k) => weights[k]),
  };
}

/** A working set with more examples, at weight 0. */
function joined(problem: Problem, working: WorkingSet, added: readonly number[]): WorkingSet {
  const examples = [...working.examples, ...added];
  const old = working.examples.length;
  const gram = examples.map((_, k) =>
    new Float64Array(examples.length).map((_, l) => working.gram[k]?.[l] ?? 0)
  );
  for (let k = old; k < examples.length; k++) {
    for (let l = 0; l <= k; l++) {
      gram[k][l] = gram[l][k] = signedProduct(problem, examples[k], examples[l]);
    }
  }
  return { examples, gram, weights: [...working.weights, ...added.map(() => 0)] };
}

/** How far rounding moves a weighted sum of these examples, and with it both bounds. */
function roundingOf({ dimensions }: Problem, { examples, gram }: WorkingSet): number {
  const longest = Math.sqrt(Math.max(...gram.map((row, k) => row[k])));
  return Number.EPSILON * Math.sqrt(examples.length + dimensions) * longest;
}

/** Bounds of which rounding leaves fewer than six digits prove nothing, and later ones are lower still. */
function requireTellable(upperBound: number, rounding: number): void {
  if (upperBound > 1e6 * rounding) return;
  throw new Error(
    `Cannot fit a hard-margin SVM: the examples are not separable by a hyperplane through the origin, or by a margin of at most ${
      upperBound + rounding
    }, too small beside them to be told from none in double precision`,
  );
}

/** The examples with the smallest scores below a bound. */
function violators(
  scores: Float64Array,
  options: { below: number; most: number; without: ReadonlySet<number> },
): number[] {
  const found: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] < options.below && !options.without.has(i)) found.push(i);
  }
  return found.sort((a, b) => scores[a] - scores[b]).slice(0, options.most);
}

/** `[n]` the products y_i x_i·w of every example. */
function signedScores({ examples, signs, n, dimensions }: Problem, w: Float64Array): Float64Array {
  const scores = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++, at += dimensions) {
    let sum = 0;
    for (let j = 0; j < dimensions; j++) sum += examples[at + j] * w[j];
    scores[i] = signs[i] * sum;
  }
  return scores;
}

function signedProduct({ examples, signs, dimensions }: Problem, i: number, j: number): number {
  let sum = 0;
  for (let k = 0, a = i * dimensions, b = j * dimensions; k < dimensions; k++) {
    sum += examples[a + k] * examples[b + k];
  }
  return signs[i] * signs[j] * sum;
}

/** `[dimensions]` the weighted sum of signed examples. */
function combination(
  { examples, signs, dimensions }: Problem,
  chosen: readonly number[],
  weights: Float64Array,
): Float64Array {
  const sum = new Float64Array(dimensions);
  chosen.forEach((i, k) => {
    const factor = signs[i] * weights[k];
    if (factor === 0) return;
    for (let j = 0, at = i * dimensions; j < dimensions; j++) sum[j] += factor * examples[at + j];
  });
  return sum;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
