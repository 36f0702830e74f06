/**
 * Passes over whole tensors: as few, and as wide, as can be.
 */
import { madd } from "./madd";
import { bytes } from "./window";

/** Rows whose sum is taken in registers before it meets the total: keeps the rounding small. */
const CHUNK: i32 = 128;

/** sums[columns] of x[rows, columns]. */
export function columnSums(rows: i32, columns: i32, x: usize, sums: usize): void {
  memory.fill(sums, 0, bytes(columns));
  const row = bytes(columns);
  for (let begin = 0; begin < rows; begin += CHUNK, x += <usize>CHUNK * row) {
    const count = min(CHUNK, rows - begin);
    let j: usize = 0;
    for (; j + 64 <= row; j += 64) {
      let a = f32x4.splat(0), b = a, c = a, d = a;
      for (let i = 0, at = x + j; i < count; i++, at += row) {
        a = f32x4.add(a, v128.load(at));
        b = f32x4.add(b, v128.load(at, 16));
        c = f32x4.add(c, v128.load(at, 32));
        d = f32x4.add(d, v128.load(at, 48));
      }
      const to = sums + j;
      v128.store(to, f32x4.add(v128.load(to), a));
      v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
      v128.store(to, f32x4.add(v128.load(to, 32), c), 32);
      v128.store(to, f32x4.add(v128.load(to, 48), d), 48);
    }
    for (; j + 16 <= row; j += 16) {
      let a = f32x4.splat(0);
      for (let i = 0, at = x + j; i < count; i++, at += row) a = f32x4.add(a, v128.load(at));
      v128.store(sums + j, f32x4.add(v128.load(sums + j), a));
    }
    for (; j < row; j += 4) {
      let a: f32 = 0;
      for (let i = 0, at = x + j; i < count; i++, at += row) a += load<f32>(at);
      store<f32>(sums + j, load<f32>(sums + j) + a);
    }
  }
}

/**
 * Gradients and velocities smaller than this count as 0. A network that is sure of an image has
 * gradients down to the subnormal numbers, and a unit that is never active velocities that have
 * decayed to them and stay; with these, Intel's processors compute many times as slowly. From
 * this size on, the products with weights, too, are normal numbers.
 */
const TINY: f32 = 7.888609052210118e-31; // 2^-100

// @ts-ignore: decorator
@inline
function settled(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(TINY)));
}

// @ts-ignore: decorator
@inline
function settledOne(x: f32): f32 {
  return abs(x) < TINY ? 0 : x;
}

/** dx = dy · step(y), step(y) being 1 above 0, NaN at NaN, else 0; a tiny dy is 0. */
export function reluGradient(size: i32, dy: usize, y: usize, dx: usize): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  for (; size >= 4; size -= 4, dy += 16, y += 16, dx += 16) {
    const v = v128.load(y), step = v128.or(v128.and(f32x4.gt(v, zero), one), f32x4.ne(v, v));
    v128.store(dx, f32x4.mul(settled(v128.load(dy)), step));
  }
  for (; size > 0; size--, dy += 4, y += 4, dx += 4) {
    const v = load<f32>(y), step: f32 = v > 0 ? 1 : v == v ? 0 : v;
    store<f32>(dx, settledOne(load<f32>(dy)) * step);
  }
}

/** out = α x + β y + γ z; without z where its address is 0. */
export function combine(size: i32, x: usize, alpha: f32, y: usize, beta: f32, z: usize, gamma: f32, out: usize): void {
  const a = f32x4.splat(alpha), b = f32x4.splat(beta), c = f32x4.splat(gamma);
  const end = x + bytes(size & ~3), last = x + bytes(size);
  if (z) {
    for (; x < end; x += 16, y += 16, z += 16, out += 16) {
      v128.store(out, madd(c, v128.load(z), madd(b, v128.load(y), f32x4.mul(a, v128.load(x)))));
    }
    for (; x < last; x += 4, y += 4, z += 4, out += 4) store<f32>(out, alpha * load<f32>(x) + beta * load<f32>(y) + gamma * load<f32>(z));
    return;
  }
  for (; x < end; x += 16, y += 16, out += 16) v128.store(out, madd(b, v128.load(y), f32x4.mul(a, v128.load(x))));
  for (; x < last; x += 4, y += 4, out += 4) store<f32>(out, alpha * load<f32>(x) + beta * load<f32>(y));
}

/** Nesterov's step in PyTorch's form: newVelocity = μ velocity + gradient, newWeights = weights − η (gradient + μ newVelocity); a tiny new velocity is 0. */
export function nesterovStep(
  size: i32, weights: usize, velocity: usize, gradient: usize, momentum: f32, rate: f32,
  newWeights: usize, newVelocity: usize,
): void {
  const m = f32x4.splat(momentum), r = f32x4.splat(-rate);
  for (; size >= 4; size -= 4) {
    const g = v128.load(gradient), v = settled(madd(m, v128.load(velocity), g));
    v128.store(newVelocity, v);
    v128.store(newWeights, madd(r, madd(m, v, g), v128.load(weights)));
    weights += 16; velocity += 16; gradient += 16; newWeights += 16; newVelocity += 16;
  }
  for (; size > 0; size--) {
    const g = load<f32>(gradient), v = settledOne(momentum * load<f32>(velocity) + g);
    store<f32>(newVelocity, v);
    store<f32>(newWeights, load<f32>(weights) - rate * (g + momentum * v));
    weights += 4; velocity += 4; gradient += 4; newWeights += 4; newVelocity += 4;
  }
}
