/**
 * A matrix times its own transpose: symmetric, so three quarters are computed
 * and the last one is mirrored.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, Epilogue, GemmShape } from "../kernels/kernel_set.ts";
import type { NativeProvider } from "./provider.ts";

/** Below this many rows and this many summands, the copies cost what they save. */
const least = 256;

type Operands = Readonly<Record<"a" | "b" | "c", Address>>;

/** Whether {@linkcode multiplySelf} can do a product, and gains by it. */
export function isSelfProduct(shape: GemmShape, at: Operands, epilogue: Epilogue): boolean {
  const { m, n, k, transposeA, transposeB } = shape;
  const isPlain = epilogue.bias === 0 && !epilogue.relu;
  return at.a === at.b && m === n && transposeA !== transposeB && isPlain &&
    Math.min(n, k) >= least;
}

/** `c = a aᵀ` (`transposeB`) or `aᵀ a`: the upper half, the lower right quarter, and a mirror. */
export function multiplySelf(
  { heap, multiply }: { heap: Heap; multiply: NativeProvider["multiply"] },
  shape: GemmShape,
  { a, c }: Operands,
): void {
  const { n, k, transposeB } = shape;
  const upper = n >> 1, lower = n - upper;
  const part = (from: number, length: number): Address =>
    transposeB ? a + 4 * from * k : copyColumns(heap, { at: a, rows: k, of: n, from, length });
  multiply({ ...shape, m: upper }, { a: part(0, upper), b: a, c });
  const right = part(upper, lower), corner = heap.scratch("corner", 4 * lower * lower);
  multiply({ ...shape, m: lower, n: lower }, { a: right, b: right, c: corner });
  const floats = heap.floats(c, n * n), square = heap.floats(corner, lower * lower);
  for (let row = upper; row < n; row++) {
    const start = (row - upper) * lower;
    floats.set(square.subarray(start, start + lower), row * n + upper);
  }
  mirrorCorner(floats, n, upper);
}

/** The lower left corner of `[n, n]`, of `columns` columns, from the upper right one, block by block. */
function mirrorCorner(floats: Float32Array, n: number, columns: number): void {
  for (let block = 0; block < columns; block += 16) {
    const end = Math.min(block + 16, columns);
    for (let row = columns; row < n; row++) {
      for (let column = block; column < end; column++) {
        floats[row * n + column] = floats[column * n + row]!;
      }
    }
  }
}

/** Some columns of a matrix `[rows, of]`, one after the other in scratch. */
function copyColumns(
  heap: Heap,
  matrix: { at: Address; rows: number; of: number; from: number; length: number },
): Address {
  const { at, rows, of, from, length } = matrix;
  const copy = heap.scratch("columns", 4 * rows * length);
  const source = heap.floats(at, rows * of), target = heap.floats(copy, rows * length);
  for (let row = 0; row < rows; row++) {
    const start = row * of + from;
    target.set(source.subarray(start, start + length), row * length);
  }
  return copy;
}
