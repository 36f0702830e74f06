/**
 * Products of a matrix and a vector. Nothing is packed: the matrix is read once,
 * row by row in one unbroken stream, and memory is what it costs.
 */
import { madd } from "./madd";
import { bytes } from "./window";

/** Rows that are summed apart before they join the total: keeps the rounding small. */
const CHUNK: i32 = 256;

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** y[rows] = A[rows, k] x[k]. */
export function rowProducts(rows: i32, k: i32, a: usize, x: usize, y: usize): void {
  const stride = bytes(k), wide = bytes(k & ~15), narrow = bytes(k & ~3);
  for (let i = 0; i < rows; i++, a += stride, y += 4) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let j: usize = 0;
    for (; j < wide; j += 64) {
      const at = a + j, from = x + j;
      s0 = madd(v128.load(at), v128.load(from), s0);
      s1 = madd(v128.load(at, 16), v128.load(from, 16), s1);
      s2 = madd(v128.load(at, 32), v128.load(from, 32), s2);
      s3 = madd(v128.load(at, 48), v128.load(from, 48), s3);
    }
    for (; j < narrow; j += 16) s0 = madd(v128.load(a + j), v128.load(x + j), s0);
    let sum = sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    for (; j < stride; j += 4) sum += load<f32>(a + j) * load<f32>(x + j);
    store<f32>(y, sum);
  }
}

/** The bytes of scratch that {@link columnProducts} needs. */
export function columnProductsScratch(n: i32): usize {
  return bytes(n);
}

/** y[n] = x[rows] A[rows, n]. */
export function columnProducts(rows: i32, n: i32, a: usize, x: usize, y: usize, scratch: usize): void {
  const stride = bytes(n);
  memory.fill(y, 0, stride);
  for (let begin = 0; begin < rows; begin += CHUNK) {
    const count = min(CHUNK, rows - begin);
    memory.fill(scratch, 0, stride);
    for (let i = 0; i < count; i++, a += stride, x += 4) addRow(n, a, load<f32>(x), scratch);
    addRow(n, scratch, 1, y);
  }
}

/** sums += x A[n]. */
function addRow(n: i32, a: usize, x: f32, sums: usize): void {
  const stride = bytes(n), wide = bytes(n & ~15), v = f32x4.splat(x);
  let j: usize = 0;
  for (; j < wide; j += 64) {
    const at = a + j, to = sums + j;
    v128.store(to, madd(v128.load(at), v, v128.load(to)));
    v128.store(to, madd(v128.load(at, 16), v, v128.load(to, 16)), 16);
    v128.store(to, madd(v128.load(at, 32), v, v128.load(to, 32)), 32);
    v128.store(to, madd(v128.load(at, 48), v, v128.load(to, 48)), 48);
  }
  for (; j < stride; j += 4) store<f32>(sums + j, load<f32>(sums + j) + load<f32>(a + j) * x);
}
