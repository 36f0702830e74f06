/**
 * Transposed copies of matrices that are multiplied from the right again and
 * again, as a network's weights are while it is measured: a product of few rows
 * spends much of its time on gathering columns, which a copy has as rows.
 *
 * @module
 */
import type { DataId, TensorInfo } from "../tf.ts";
import type { Address, GemmShape } from "./kernel_set.ts";
import { addressOf, type Workshop } from "./wasm_backend.ts";

/** As many products before a copy is made as repay it, and more than a training step makes with the same weights. */
const usesBefore = 16;
/** Smaller matrices are gathered at once. */
const leastSize = 2 ** 15;
/** What all copies of a heap may hold. */
const mostBytes = 64 * 2 ** 20;
/** Rows and columns of what is transposed at a time. */
const block = 16;

interface Copy {
  readonly at: Address;
  readonly bytes: number;
  /** Of the matrix that was copied: the same numbers may be multiplied in another shape. */
  readonly rows: number;
}

interface Kept {
  readonly copies: Map<DataId, Copy>;
  readonly uses: WeakMap<DataId, number>;
}

/** What is kept beside each backend's tensors. */
const keptOf = new WeakMap<Workshop["backend"], Kept>();

/**
 * The product as it is best computed: `shape` and B's address as they are, or
 * with the transposed copy. Both give the same bits, wherever the set says so.
 */
export function withKeptTranspose(
  workshop: Workshop,
  shape: GemmShape,
  b: TensorInfo,
): { readonly shape: GemmShape; readonly b: Address } {
  const asIs = { shape, b: addressOf(workshop, b) };
  const { m, n, k, transposeA, transposeB } = shape;
  if (transposeA || transposeB || !workshop.set.transposesFreely) return asIs;
  // A matrix and a vector may be multiplied by other means.
  if (m < 2 || n < 2 || k * n < leastSize) return asIs;
  const at = copyOf(workshop, b, { rows: k, columns: n });
  return at === null ? asIs : { shape: { ...shape, transposeB: true }, b: at };
}

function copyOf(
  workshop: Workshop,
  b: TensorInfo,
  size: { readonly rows: number; readonly columns: number },
): Address | null {
  const { dataId } = b, { copies, uses } = keptIn(workshop.backend);
  const held = copies.get(dataId);
  if (held) return held.rows === size.rows ? held.at : null;
  const before = uses.get(dataId) ?? 0;
  uses.set(dataId, before + 1);
  if (before < usesBefore) return null;
  const length = size.rows * size.columns, bytes = 4 * length;
  if (copies.values().reduce((sum, copy) => sum + copy.bytes, bytes) > mostBytes) return null;
  const at = allocate(workshop, bytes);
  if (at === null) return null;
  copies.set(dataId, { at, bytes, rows: size.rows });
  const { heap } = workshop;
  transpose(heap.floats(addressOf(workshop, b), length), heap.floats(at, length), size);
  return at;
}

/** Null where the heap is full: the product itself may yet find room. */
function allocate({ backend }: Workshop, bytes: number): Address | null {
  try {
    return backend.wasm._malloc(bytes) >>> 0;
  } catch {
    return null;
  }
}

/** Copies end with their tensors. */
function keptIn(backend: Workshop["backend"]): Kept {
  const known = keptOf.get(backend);
  if (known) return known;
  const kept: Kept = { copies: new Map(), uses: new WeakMap() };
  keptOf.set(backend, kept);
  const dispose = backend.disposeData;
  backend.disposeData = (dataId, force) => {
    const isGone = dispose.call(backend, dataId, force);
    const copy = kept.copies.get(dataId);
    if (isGone && copy) {
      backend.wasm._free(copy.at);
      kept.copies.delete(dataId);
    }
    return isGone;
  };
  return kept;
}

function transpose(
  from: Float32Array,
  to: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): void {
  for (let top = 0; top < rows; top += block) {
    const bottom = Math.min(top + block, rows);
    for (let column = 0; column < columns; column++) {
      for (let row = top; row < bottom; row++) {
        to[column * rows + row] = from[row * columns + column]!;
      }
    }
  }
}
