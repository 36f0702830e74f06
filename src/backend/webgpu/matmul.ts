/**
 * tfjs's matrix products. Its own are wrong where the right matrix is
 * transposed and the inner length is 2000 or more, add up in no fixed order
 * there, and turn NaN into 0 with ReLU.
 *
 * @module
 */
import { areFloats, sizeOf } from "../kernels/wasm_backend.ts";
import { backend_util, type TensorInfo } from "../tf.ts";
import { matrix, type Operand } from "./operands.ts";
import type { Override } from "./override.ts";
import { type Epilogue, multiply } from "./product.ts";

/** `_FusedMatMul`: the product, a bias of the last axis, ReLU. */
export const fusedMatMul: Override = (call, backend) => {
  const { inputs: { a, b, bias, preluActivationWeights }, attrs } = call;
  const epilogue = coveredEpilogue(bias, preluActivationWeights, attrs.activation);
  const product = epilogue && planProduct(a!, b!, attrs);
  if (!product || (bias && sizeOf(bias.shape) !== product.columns)) return null;
  return multiply(backend, { ...product, ...epilogue });
};

/** `BatchMatMul`. */
export const batchMatMul: Override = ({ inputs: { a, b }, attrs }, backend) => {
  const product = planProduct(a!, b!, attrs);
  return product && multiply(backend, { ...product, relu: false });
};

/** What comes after a sum, or null where it is none of ours. */
export function coveredEpilogue(
  bias: TensorInfo | undefined,
  prelu: TensorInfo | undefined,
  activation: string | undefined,
): Epilogue | null {
  const isOurs = [undefined, null, "linear", "relu"].includes(activation) && !prelu;
  if (!isOurs || (bias && (!areFloats(bias) || bias.shape.at(-1) !== sizeOf(bias.shape)))) {
    return null;
  }
  return { bias, relu: activation === "relu" };
}

/** The operands and sizes, or null for what is not covered: other types, matrices that are broadcast in part, and nothing to sum. */
function planProduct(
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Record<string, boolean>,
): PlannedProduct | null {
  if (!areFloats(a, b) || a.shape.length < 2 || b.shape.length < 2) return null;
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [rows, inner] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const columns = transposeB ? rowsB : columnsB;
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const batch = sizeOf(outer), batchA = sizeOf(outerA), batchB = sizeOf(outerB);
  const isCovered = [batchA, batchB].every((size) => size === 1 || size === batch);
  if (!isCovered || inner !== (transposeB ? columnsB : rowsB)) return null;
  return {
    ...{ batch, rows, columns, inner, outShape: [...outer, rows, columns] },
    a: matrix(a, {
      batch: batchA === 1 ? 0 : rows * inner,
      outer: transposeA ? 1 : inner,
      inner: transposeA ? rows : 1,
    }),
    b: matrix(b, {
      batch: batchB === 1 ? 0 : columns * inner,
      outer: transposeB ? inner : 1,
      inner: transposeB ? 1 : columns,
    }),
  };
}

interface PlannedProduct {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly outShape: number[];
  readonly a: Operand;
  readonly b: Operand;
}
