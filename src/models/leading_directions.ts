/**
 * The directions in which a dense layer's kernel stretches most.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import * as tf from "../backend/tf.ts";

/** What is known of a kernel K `[in, out]`: for every v `[out]`, `|K v|² ≤ Σ_i (directions_i · v)² + rest · |v|²`. */
export interface LeadingDirections {
  /** `[count][out]`, the first one stretched most. */
  readonly directions: readonly Float64Array[];
  /** How much K stretches squares in any other direction, at most. */
  readonly rest: number;
}

/** What float32 gets wrong of a Gram matrix at most, as a share of its largest eigenvalue. */
const rounding = 1e-5;

/** What was found last: the parts of a measurement come one after the other, with one kernel. */
let latest: {
  readonly kind: string;
  readonly values: Float32Array;
  readonly found: LeadingDirections;
} | null = null;

/**
 * The leading directions of a kernel, from the eigenvalues λ and eigenvectors q
 * of its smaller Gram matrix: `|K v|² = Σ_i λ_i (q_i · v)²`, where all behind
 * the count-th are at most the next one. Takes seconds for a thousand units.
 */
export async function leadingDirections(
  kernel: tf.Tensor2D,
  count: number,
): Promise<LeadingDirections> {
  const values = await kernel.data<"float32">();
  const kind = [...kernel.shape, count].join();
  if (latest?.kind === kind && isSame(latest.values, values)) return latest.found;
  const found = directionsOf(values, { kernel, gram: await smallerGram(kernel), count });
  latest = { kind, values: values.slice(), found };
  return found;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

async function smallerGram(kernel: tf.Tensor2D): Promise<Matrix> {
  const byInputs = kernel.shape[0] < kernel.shape[1];
  const product = tf.matMul(kernel, kernel, !byInputs, byInputs);
  const gram = Matrix.from1DArray(...product.shape as [number, number], await product.data());
  product.dispose();
  return gram;
}

function directionsOf(
  values: Float32Array,
  { kernel: { shape: [, out] }, gram, count }: {
    readonly kernel: tf.Tensor2D;
    readonly gram: Matrix;
    readonly count: number;
  },
): LeadingDirections {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  });
  const byFalling = realEigenvalues.map((eigenvalue, column) => ({ eigenvalue, column }))
    .sort((a, b) => b.eigenvalue - a.eigenvalue);
  const next = byFalling[count]?.eigenvalue ?? 0;
  const rest = Math.max(0, next) + rounding * byFalling[0]!.eigenvalue;
  const directions = byFalling.slice(0, count).map(({ eigenvalue, column }) => {
    if (eigenvalue <= rest) return new Float64Array(out);
    const vector = eigenvectorMatrix.getColumn(column);
    const ofOutputs = vector.length === out;
    const direction = ofOutputs ? Float64Array.from(vector) : transposedTimes(values, vector, out);
    const scale = Math.sqrt((eigenvalue - rest) / (ofOutputs ? 1 : eigenvalue));
    return direction.map((part) => scale * part);
  });
  return { directions, rest };
}

/** `Kᵀ u`. */
function transposedTimes(kernel: Float32Array, u: readonly number[], out: number): Float64Array {
  const product = new Float64Array(out);
  u.forEach((weight, row) => {
    for (let k = 0; k < out; k++) product[k]! += weight * kernel[row * out + k]!;
  });
  return product;
}
