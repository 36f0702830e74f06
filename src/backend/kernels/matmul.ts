/**
 * tfjs's matrix products on a kernel set.
 *
 * @module
 */
import { backend_util, type TensorInfo } from "../tf.ts";
import { withKeptTranspose } from "./kept_transposes.ts";
import {
  addressOf,
  areFloats,
  makeFloats,
  type Override,
  sizeOf,
  type Workshop,
} from "./wasm_backend.ts";

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly outShape: readonly number[];
  /** Floats before the matrices of each product of the batch. */
  readonly offsetsA: readonly number[];
  readonly offsetsB: readonly number[];
}

/** The sizes of a product, or null for what is not covered: other types, and nothing to compute. */
function planProduct(
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): Product | null {
  if (a.dtype !== "float32" || b.dtype !== "float32") return null;
  if (a.shape.length < 2 || b.shape.length < 2) return null;
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const outShape = [...outer, m, n];
  if (inner !== k || sizeOf(outShape) === 0) return null;
  if (sizeOf(outerB) === 1 && !transposeA) { // one product of all rows
    return { m: m * sizeOf(outerA), n, k, outShape, offsetsA: [0], offsetsB: [0] };
  }
  const offsetsA = broadcastOffsets(outerA, outer, m * k);
  return { m, n, k, outShape, offsetsA, offsetsB: broadcastOffsets(outerB, outer, k * n) };
}

/** Where the matrix of each index of `outer` begins in a tensor whose own outer shape is broadcast to it. */
function broadcastOffsets(
  own: readonly number[],
  outer: readonly number[],
  size: number,
): number[] {
  let offsets = [0], step = size;
  for (let axis = 1; axis <= outer.length; axis++) {
    const length = outer.at(-axis)!, isOwn = (own.at(-axis) ?? 1) > 1, here = step;
    offsets = Array.from({ length }, (_, i) => offsets.map((o) => o + (isOwn ? i * here : 0)))
      .flat();
    if (isOwn) step *= length;
  }
  return offsets;
}

function multiply(
  workshop: Workshop,
  product: Product,
  a: TensorInfo,
  b: TensorInfo,
  options: { transposeA: boolean; transposeB: boolean; bias?: TensorInfo; relu?: boolean },
): TensorInfo {
  const { m, n, k, offsetsA, offsetsB } = product;
  const { transposeA, transposeB, bias, relu = false } = options;
  const out = makeFloats(workshop, product.outShape), c = addressOf(workshop, out);
  const epilogue = { relu, bias: bias ? addressOf(workshop, bias) : 0 };
  if (k === 0) { // the sum over nothing, as a product of zeros
    const zeros = workshop.heap.scratch("zeros", 4 * Math.max(m, n));
    workshop.heap.floats(zeros, Math.max(m, n)).fill(0);
    const shape = { m, n, k: 1, transposeA: false, transposeB: false };
    offsetsA.forEach((_, i) =>
      workshop.set.gemm(shape, { a: zeros, b: zeros, c: c + 4 * i * m * n }, epilogue)
    );
    return out;
  }
  const asked = { m, n, k, transposeA, transposeB };
  const atA = addressOf(workshop, a);
  const { shape, b: atB } = offsetsA.length === 1
    ? withKeptTranspose(workshop, asked, b)
    : { shape: asked, b: addressOf(workshop, b) };
  offsetsA.forEach((offset, i) => {
    const at = { a: atA + 4 * offset, b: atB + 4 * offsetsB[i]!, c: c + 4 * i * m * n };
    workshop.set.gemm(shape, at, epilogue);
  });
  return out;
}

/** `tf.matMul`. */
export const batchMatMul: Override = ({ inputs: { a, b }, attrs }, workshop) => {
  const { transposeA, transposeB } = attrs;
  const product = planProduct(a!, b!, transposeA, transposeB);
  return product && multiply(workshop, product, a!, b!, { transposeA, transposeB });
};

/**
 * `tf.fused.matMul`. The stock kernel gives wrong numbers for a bias together
 * with a transpose (tfjs 4.22), so that is never handed back.
 *
 * @throws {Error} For what neither can do.
 */
export const fusedMatMul: Override = ({ inputs: { a, b, bias }, attrs }, workshop) => {
  const { transposeA, transposeB, activation } = attrs;
  const product = planProduct(a!, b!, transposeA, transposeB);
  const isRow = !bias || areFloats(bias) && product !== null &&
      sizeOf(bias.shape) === product.n && bias.shape.at(-1) === product.n;
  if (product && isRow && (activation === "linear" || activation === "relu")) {
    const options = { transposeA, transposeB, relu: activation === "relu" };
    return multiply(workshop, product, a!, b!, bias ? { ...options, bias } : options);
  }
  if (bias && (transposeA || transposeB)) {
    throw new Error(
      `Cannot run fused.matMul on wasm: with a transpose, a bias must be [columns] and the ` +
        `activation linear or relu, found bias [${bias.shape}] and ${activation}; ` +
        `use tf.matMul, tf.add and the activation one by one`,
    );
  }
  return null;
};
