/**
 * tfjs's matrix products on a kernel set.
 *
 * @module
 */
import { backend_util, type TensorInfo } from "../tf.ts";
import { plain } from "./kernel_set.ts";
import {
  addressOf,
  areFloats,
  makeFloats,
  type Override,
  sizeOf,
  type Workshop,
} from "./wasm_backend.ts";

interface Product {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Floats from one matrix of the batch to the next; 0 where one serves all. */
  readonly stepA: number;
  readonly stepB: number;
  readonly outShape: readonly number[];
}

/** The sizes of a product that is covered, else null: batches of one shape, or one matrix for all of the other's. */
function planProduct(
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): Product | null {
  if (!areFloats(a, b) || a.shape.length < 2 || b.shape.length < 2) return null;
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (inner !== k) return null;
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const batchA = sizeOf(outerA), batchB = sizeOf(outerB);
  if (batchA !== 1 && batchB !== 1 && outerA.join() !== outerB.join()) return null;
  const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const outShape = [...outer, m, n];
  if (batchB === 1 && !transposeA) {
    return { batch: 1, m: m * batchA, n, k, stepA: 0, stepB: 0, outShape };
  }
  const stepA = batchA === 1 ? 0 : m * k, stepB = batchB === 1 ? 0 : k * n;
  return { batch: Math.max(batchA, batchB), m, n, k, stepA, stepB, outShape };
}

function multiply(
  workshop: Workshop,
  product: Product,
  a: TensorInfo,
  b: TensorInfo,
  options: { transposeA: boolean; transposeB: boolean; bias?: TensorInfo; relu?: boolean },
): TensorInfo {
  const { batch, m, n, k, stepA, stepB } = product;
  const { transposeA, transposeB, bias, relu = false } = options;
  const out = makeFloats(workshop, product.outShape);
  const [atA, atB, atC] = [a, b, out].map((t) => addressOf(workshop, t)) as [
    number,
    number,
    number,
  ];
  const epilogue = { ...plain, relu, bias: bias ? addressOf(workshop, bias) : 0 };
  for (let i = 0; i < batch; i++) {
    const at = { a: atA + 4 * i * stepA, b: atB + 4 * i * stepB, c: atC + 4 * i * m * n };
    workshop.set.gemm({ m, n, k, transposeA, transposeB }, at, epilogue);
  }
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
