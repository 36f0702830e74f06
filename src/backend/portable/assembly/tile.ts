/**
 * The one inner loop that every product ends in: an 8 × 8 tile of C, held in
 * registers as sixteen vectors, as a sum of outer products.
 *
 * Four values of A meet four of B by rotating A's vector, not by broadcasting
 * its lanes: three shuffles in place of four, and every load is a plain vector
 * load. The tile comes out with its diagonals in the vectors, and is
 * straightened once, when it is written.
 */
import { madd } from "./madd";

/** Rows, and columns, of a tile. */
export const EDGE: i32 = 8;
/** Bytes between the steps of a packed panel. */
export const PANEL: usize = 32;

/** Add to what C holds. */
export const ACCUMULATE: i32 = 1;
/** Add `bias[columns]` to every row. */
export const BIAS: i32 = 2;
/** Negative results become 0. */
export const RELU: i32 = 4;

// @ts-ignore: decorator
@inline
function rotate1(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 1, 2, 3, 0);
}
// @ts-ignore: decorator
@inline
function rotate2(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 2, 3, 0, 1);
}
// @ts-ignore: decorator
@inline
function rotate3(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 3, 0, 1, 2);
}
/** Lanes 0, 1 of a, lanes 2, 3 of b. */
// @ts-ignore: decorator
@inline
function halves(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 1, 6, 7);
}
/** Lanes 0, 2 of a, lanes 1, 3 of b. */
// @ts-ignore: decorator
@inline
function weave(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 5, 2, 7);
}

// @ts-ignore: decorator
@inline
function write(row: v128, at: usize, flags: i32, bias: v128, zero: v128): void {
  if (flags & ACCUMULATE) row = f32x4.add(row, v128.load(at));
  if (flags & BIAS) row = f32x4.add(row, bias);
  if (flags & RELU) row = f32x4.pmax(row, zero); // pmax(NaN, 0) is NaN, max would cost more
  v128.store(at, row);
}

/** Four rows by four columns, their diagonals in c0 … c3, straightened and written. */
// @ts-ignore: decorator
@inline
function writeBlock(c0: v128, c1: v128, c2: v128, c3: v128, at: usize, stride: usize, flags: i32, bias: usize): void {
  const even = halves(c0, c2), odd = halves(c2, c0), up = halves(c1, c3), down = halves(c3, c1);
  const row0 = weave(even, down), row1 = weave(up, even), row2 = weave(odd, up), row3 = weave(down, odd);
  if (flags == 0) {
    v128.store(at, row0);
    v128.store(at + stride, row1);
    v128.store(at + 2 * stride, row2);
    v128.store(at + 3 * stride, row3);
    return;
  }
  const zero = f32x4.splat(0), b = flags & BIAS ? v128.load(bias) : zero;
  write(row0, at, flags, b, zero);
  write(row1, at + stride, flags, b, zero);
  write(row2, at + 2 * stride, flags, b, zero);
  write(row3, at + 3 * stride, flags, b, zero);
}

/**
 * C[8, 8] = Σ_k a_k b_kᵀ: a_k the eight floats at `a + k·strideA`, b_k those at
 * `b + k·strideB`; C's rows lie `strideC` bytes apart; then what the flags say.
 */
export function tile(
  a: usize, strideA: usize, b: usize, strideB: usize, k: i32,
  c: usize, strideC: usize, flags: i32, bias: usize,
): void {
  const zero = f32x4.splat(0);
  let p0 = zero, p1 = zero, p2 = zero, p3 = zero; // rows 0-3, columns 0-3
  let q0 = zero, q1 = zero, q2 = zero, q3 = zero; // rows 0-3, columns 4-7
  let r0 = zero, r1 = zero, r2 = zero, r3 = zero; // rows 4-7, columns 0-3
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero; // rows 4-7, columns 4-7
  let left = zero, right = zero, v = zero, t = zero;
  while (k >= 2) {
    left = v128.load(b); right = v128.load(b, 16);
    v = v128.load(a); p0 = madd(v, left, p0); q0 = madd(v, right, q0);
    t = rotate1(v); p1 = madd(t, left, p1); q1 = madd(t, right, q1);
    t = rotate2(v); p2 = madd(t, left, p2); q2 = madd(t, right, q2);
    t = rotate3(v); p3 = madd(t, left, p3); q3 = madd(t, right, q3);
    v = v128.load(a, 16); r0 = madd(v, left, r0); s0 = madd(v, right, s0);
    t = rotate1(v); r1 = madd(t, left, r1); s1 = madd(t, right, s1);
    t = rotate2(v); r2 = madd(t, left, r2); s2 = madd(t, right, s2);
    t = rotate3(v); r3 = madd(t, left, r3); s3 = madd(t, right, s3);
    a += strideA; b += strideB;
    left = v128.load(b); right = v128.load(b, 16);
    v = v128.load(a); p0 = madd(v, left, p0); q0 = madd(v, right, q0);
    t = rotate1(v); p1 = madd(t, left, p1); q1 = madd(t, right, q1);
    t = rotate2(v); p2 = madd(t, left, p2); q2 = madd(t, right, q2);
    t = rotate3(v); p3 = madd(t, left, p3); q3 = madd(t, right, q3);
    v = v128.load(a, 16); r0 = madd(v, left, r0); s0 = madd(v, right, s0);
    t = rotate1(v); r1 = madd(t, left, r1); s1 = madd(t, right, s1);
    t = rotate2(v); r2 = madd(t, left, r2); s2 = madd(t, right, s2);
    t = rotate3(v); r3 = madd(t, left, r3); s3 = madd(t, right, s3);
    a += strideA; b += strideB; k -= 2;
  }
  if (k) {
    left = v128.load(b); right = v128.load(b, 16);
    v = v128.load(a); p0 = madd(v, left, p0); q0 = madd(v, right, q0);
    t = rotate1(v); p1 = madd(t, left, p1); q1 = madd(t, right, q1);
    t = rotate2(v); p2 = madd(t, left, p2); q2 = madd(t, right, q2);
    t = rotate3(v); p3 = madd(t, left, p3); q3 = madd(t, right, q3);
    v = v128.load(a, 16); r0 = madd(v, left, r0); s0 = madd(v, right, s0);
    t = rotate1(v); r1 = madd(t, left, r1); s1 = madd(t, right, s1);
    t = rotate2(v); r2 = madd(t, left, r2); s2 = madd(t, right, s2);
    t = rotate3(v); r3 = madd(t, left, r3); s3 = madd(t, right, s3);
  }
  writeBlock(p0, p1, p2, p3, c, strideC, flags, bias);
  writeBlock(q0, q1, q2, q3, c + 16, strideC, flags, bias + 16);
  writeBlock(r0, r1, r2, r3, c + 4 * strideC, strideC, flags, bias);
  writeBlock(s0, s1, s2, s3, c + 4 * strideC + 16, strideC, flags, bias + 16);
}

/** The same for a tile of which only `rows` × `columns` exist: by way of `spare`, 256 bytes. */
export function edgeTile(
  a: usize, strideA: usize, b: usize, strideB: usize, k: i32,
  c: usize, strideC: usize, flags: i32, bias: usize,
  rows: i32, columns: i32, spare: usize,
): void {
  tile(a, strideA, b, strideB, k, spare, PANEL, 0, 0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + (<usize>j << 2);
      let value = load<f32>(spare + (<usize>(i * EDGE + j) << 2));
      if (flags & ACCUMULATE) value += load<f32>(at);
      if (flags & BIAS) value += load<f32>(bias + (<usize>j << 2));
      if (flags & RELU && value < 0) value = 0;
      store<f32>(at, value);
    }
    c += strideC;
  }
}
