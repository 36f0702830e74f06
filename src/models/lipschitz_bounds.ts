/**
 * How steep the differences of a network's logits can be anywhere at most, from
 * its layers' spectral norms.
 *
 * @module
 */
import { Matrix } from "ml-matrix";
import * as tf from "../backend/tf.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import type { TensorsOf } from "./run_layers.ts";

/** How often a Gram matrix is squared: what is too much of a norm is less than 1 % for a thousand units. */
const squarings = 8;
/** Covers what float32 rounds here and in the logits. */
const slack = 1.001;
/** Of multiplications in double precision: seconds. Beyond, with thousands of classes, there are no bounds. */
const most = 2 ** 31;

/**
 * `[classes][classes]`: for classes i and j, at least the Lipschitz constant of
 * `z_i − z_j` in the l2 norm over all inputs; null where a layer is neither
 * dense nor dropout, of which nothing useful is known, where a ReLU makes the
 * logits: it can part two that rose together, and where the classes are so
 * many that it would take long.
 *
 * A dense layer stretches by no more than its spectral norm, a ReLU not at all
 * (Szegedy et al. 2014, "Intriguing Properties of Neural Networks", section
 * 4.3), and the head by the distance d of its two columns (Tsuzuku et al. 2018,
 * "Lipschitz-Margin Training", section 4). The head and the kernel K before it
 * are taken together: ReLU is half the identity, which gives `|K d|`, and half
 * the absolute value, which stretches no more than the identity, `|K| |d|`.
 */
export async function lipschitzBounds(
  layers: readonly ShapedLayer[],
  tensorsOf: TensorsOf,
): Promise<readonly (readonly number[])[] | null> {
  const kernels = kernelsOf(layers, tensorsOf);
  if (!kernels) return null;
  const head = kernels.pop()!, before = kernels.pop();
  const [units, classes] = head.shape, inputs = before?.shape[0] ?? 0;
  if (classes * (inputs * units + classes * (inputs + units)) > most) return null;
  let factor = slack;
  for (const kernel of kernels) factor *= await spectralNormBound(kernel);
  const columns = await matrixOf(head);
  const apart = distances(columns);
  if (!before) return apart.map((row) => row.map((distance) => factor * distance));
  const norm = await spectralNormBound(before);
  const through = distances((await matrixOf(before)).mmul(columns));
  return apart.map((row, i) =>
    row.map((distance, j) => factor * (through[i]![j]! + norm * distance) / 2)
  );
}

/** The kernels of a network of dense layers whose logits can take any value; else null. */
function kernelsOf(layers: readonly ShapedLayer[], tensorsOf: TensorsOf): tf.Tensor2D[] | null {
  const own = layers.filter(({ layer }) => layer.kind !== "dropout");
  const last = layers.at(-1)!.layer;
  if (last.kind !== "dense" || last.relu) return null;
  if (own.some(({ layer }) => layer.kind !== "dense")) return null;
  return own.map(({ weights }) => tensorsOf(weights!.name).kernel as tf.Tensor2D);
}

async function matrixOf(kernel: tf.Tensor2D): Promise<Matrix> {
  return Matrix.from1DArray(...kernel.shape, await kernel.data());
}

/** `[columns][columns]`: how far a matrix's columns are from each other. */
function distances(matrix: Matrix): number[][] {
  const columns = matrix.transpose().to2DArray();
  return columns.map((a) => columns.map((b) => distance(a, b)));
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

/**
 * At least the largest singular value of a matrix K, in exact arithmetic, and
 * close to it: `‖K‖² = ‖G‖ = ‖G^p‖^(1/p) ≤ ‖G^p‖_F^(1/p)` for the Gram matrix
 * `G = KᵀK` and any power p, here by squaring (Delattre et al. 2023, "Efficient
 * Bound of Lipschitz Constant for Convolutional Layers by Gram Iteration", theorem 1).
 * NaN where the matrix holds what is not finite.
 */
export async function spectralNormBound(kernel: tf.Tensor2D): Promise<number> {
  // Over its largest entry, lest squares be more or less than float32 holds.
  const largest = await largestEntry(kernel);
  if (largest === 0) return 0;
  let gram = gramOf(kernel, largest);
  let size = await frobeniusNorm(gram);
  let logarithm = Math.log(size);
  for (let power = 2; size > 0 && power <= 2 ** squarings; power *= 2) {
    gram = squareOf(gram, size);
    size = await frobeniusNorm(gram);
    logarithm += Math.log(size) / power;
  }
  gram.dispose();
  return largest * Math.exp(logarithm / 2);
}

async function largestEntry(kernel: tf.Tensor2D): Promise<number> {
  let largest = 0;
  for (const entry of await kernel.data<"float32">()) {
    if (!(Math.abs(entry) <= largest)) largest = Math.abs(entry);
    if (!Number.isFinite(largest)) return NaN;
  }
  return largest;
}

/** The smaller Gram matrix of a kernel over a number. */
function gramOf(kernel: tf.Tensor2D, divisor: number): tf.Tensor2D {
  const byRows = kernel.shape[0] < kernel.shape[1];
  return tf.tidy(() => {
    const scaled = tf.div<tf.Tensor2D>(kernel, divisor);
    return tf.matMul(scaled, scaled, !byRows, byRows);
  });
}

/** The square of a symmetric matrix over a number; the matrix is freed. */
function squareOf(matrix: tf.Tensor2D, divisor: number): tf.Tensor2D {
  return tf.tidy(() => {
    const scaled = tf.div<tf.Tensor2D>(matrix, divisor);
    matrix.dispose();
    return tf.matMul(scaled, scaled, true, false);
  });
}

async function frobeniusNorm(matrix: tf.Tensor2D): Promise<number> {
  const norm = tf.tidy(() => tf.norm(matrix));
  const [value] = await norm.data();
  norm.dispose();
  return value!;
}
