/**
 * The penalty that keeps weight matrices near orthogonal, and with them the
 * network's Lipschitz constant near 1.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Recipe } from "../types.ts";
import { oneHot } from "./one_hot.ts";

/** β, the strength of the orthogonality penalty: the released code counts each layer twice. */
export const orthogonalityStrengths: Readonly<Record<Recipe, number>> = {
  printed: 1e-3,
  released: 2e-3,
};

/** On which side of a kernel its Gram matrix is formed. */
export type GramSide = "smaller" | "inputs" | "outputs";

/**
 * `‖W Wᵀ − I‖²_F` of one layer (Wu and Yu 2019, eq. 15), where W has a row for
 * each output and holds all that meets in it. With K = Wᵀ, `[inputs, outputs]`,
 * it is `‖KᵀK − I‖²_F`, which is `‖KKᵀ − I‖²_F + outputs − inputs`; so the
 * smaller of the two is formed, and the gradient `4 (W Wᵀ − I) W` is
 * `4 (K KᵀK − K)` with the product taken from that side. I is taken away before
 * squaring: of sums of squares, little would be left near orthogonality but rounding.
 * Where outputs exceed inputs, it stays above their difference.
 *
 * @param kernel `[height, width, in, out]` or `[in, out]`
 * @param side Which Gram matrix to form. The larger one costs more, and that of more inputs than
 * outputs also loses digits near orthogonality, for its surplus cancels.
 * @returns A scalar, differentiable in the kernel once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { orthogonality, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * assertEquals(await orthogonality(tf.tensor2d([[1, 0], [0, 1], [0, 0]])).array(), 0);
 * assertEquals(await orthogonality(tf.tensor2d([[1, 0, 0], [0, 1, 0]])).array(), 1);
 * ```
 */
export function orthogonality(kernel: tf.Tensor, side: GramSide = "smaller"): tf.Scalar {
  const outputs = kernel.shape.at(-1)!;
  const inputs = kernel.size / outputs;
  const byInputs = side === "smaller" ? inputs < outputs : side === "inputs";
  const ofKernel = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [weights, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const matrix = tf.reshape(weights, [inputs, outputs]) as tf.Tensor2D;
    const gram = tf.matMul(matrix, matrix, !byInputs, byInputs);
    save([matrix, gram]);
    const fromIdentity = sumOfSquares(tf.sub(gram, identity(gram.shape[0]!)));
    const value = byInputs ? atLeast0(tf.add(fromIdentity, outputs - inputs)) : fromIdentity;
    const gradFunc = (dy: tf.Tensor, [matrix, gram]: tf.Tensor[]): tf.Tensor => {
      const cubic = byInputs ? tf.matMul(gram, matrix) : tf.matMul(matrix, gram);
      return tf.reshape(tf.mul(tf.sub(cubic, matrix), tf.mul(dy, 4)), kernel.shape);
    };
    return { value, gradFunc };
  });
  return ofKernel(kernel) as tf.Scalar;
}

/** `[n, n]` ones on the diagonal, written by a kernel: `tf.eye` writes them number by number. */
function identity(n: number): tf.Tensor2D {
  return n === 1 ? tf.ones([1, 1]) : oneHot(tf.range(0, n, 1, "int32"), n); // tfjs's takes no single class
}

/** Lifts what rounding left below 0; NaN stays. */
function atLeast0(value: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(value, 0), 0, value);
}

/** In two stages: a float32 sum of a million numbers in one line loses four digits. */
function sumOfSquares(matrix: tf.Tensor): tf.Tensor {
  return tf.sum(tf.sum(tf.square(matrix), 0));
}

/**
 * The penalty summed over layers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { startBackend, totalOrthogonality } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const kernels = [tf.tensor2d([[1, 0], [0, 1]]), tf.tensor2d([[1, 0, 0], [0, 1, 0]])];
 * assertEquals(await totalOrthogonality(kernels).array(), 1);
 * ```
 */
export function totalOrthogonality(kernels: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(kernels.map((kernel) => orthogonality(kernel))) as tf.Scalar;
}
