/**
 * How steep the differences of a network's logits can be anywhere at most, from
 * its layers' spectral norms.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import type { TensorsOf } from "./run_layers.ts";

/** How often a Gram matrix is squared: what is too much of a norm is less than 1 % for a thousand units. */
const squarings = 8;
/** Covers what float32 rounds here and in the logits. */
const slack = 1.001;

/**
 * `[classes][classes]`: for classes i and j, at least the Lipschitz constant of
 * `z_i − z_j` in the l2 norm over all inputs; null where a layer is neither
 * dense nor dropout, of which nothing useful is known, and where a ReLU makes
 * the logits: it can part two that rose together.
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
  const kernels: tf.Tensor2D[] = [];
  for (const { layer, weights } of layers) {
    if (layer.kind === "dropout") continue;
    if (layer.kind !== "dense") return null;
    kernels.push(tensorsOf(weights!.name).kernel as tf.Tensor2D);
  }
  const last = layers.at(-1)!.layer;
  if (last.kind !== "dense" || last.relu) return null;
  const head = kernels.pop()!, before = kernels.pop();
  let factor = slack;
  for (const kernel of kernels) factor *= await spectralNormBound(kernel);
  const norm = before ? await spectralNormBound(before) : 1;
  const bounds = tf.tidy(() => {
    const apart = distances(head);
    if (!before) return tf.mul(apart, factor);
    const sum = tf.add(distances(tf.matMul(before, head)), tf.mul(apart, norm));
    return tf.mul(sum, factor / 2);
  });
  const rows = await bounds.array() as number[][];
  bounds.dispose();
  return rows;
}

/** `[columns, columns]`: how far a matrix's columns are from each other. */
function distances(matrix: tf.Tensor2D): tf.Tensor {
  const columns = tf.transpose(matrix);
  return tf.norm(tf.sub(tf.expandDims(columns, 1), tf.expandDims(columns, 0)), 2, 2);
}

/**
 * At least the largest singular value of a matrix K, in exact arithmetic, and
 * close to it: `‖K‖² = ‖G‖ = ‖G^p‖^(1/p) ≤ ‖G^p‖_F^(1/p)` for the Gram matrix
 * `G = KᵀK` and any power p, here by squaring (Delattre et al. 2023, "Efficient
 * Bound of Lipschitz Constant for Convolutional Layers by Gram Iteration", theorem 1).
 */
export async function spectralNormBound(kernel: tf.Tensor2D): Promise<number> {
  const byRows = kernel.shape[0] < kernel.shape[1];
  let gram = tf.matMul<tf.Tensor2D>(kernel, kernel, !byRows, byRows);
  let size = await frobeniusNorm(gram);
  let logarithm = Math.log(size);
  for (let power = 2; size > 0 && power <= 2 ** squarings; power *= 2) {
    gram = squareOf(gram, size);
    size = await frobeniusNorm(gram);
    logarithm += Math.log(size) / power;
  }
  gram.dispose();
  return Math.exp(logarithm / 2);
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
