/**
 * The small linear maps of Winograd's F(4×4, 3×3) (Lavin and Gray 2015,
 * arXiv 1509.09308): a 6×6 tile of the input, a 3×3 filter and a 4×4 tile of
 * the output, each as 36 numbers between which convolution is a product.
 *
 * The maps interpolate at 0, ±a, ±b and infinity. With a = 3/4 and b = 3/2 the
 * rounding is that of the definition times two; the usual 1 and 2 make it
 * times six. Each map works along one line of a tile, on four channels at once.
 *
 *     Bᵀ = a²b²  0    −(a²+b²)  0        1  0     G = row p: (1, p, p²) / f(p)
 *          0    −ab²  −b²       a        1  0         f(0) = a²b², f(±a) = 2a²(a²−b²),
 *          0     ab²  −b²      −a        1  0         f(±b) = 2b²(b²−a²); last (0, 0, 1)
 *          0    −ba²  −a²       b        1  0
 *          0     ba²  −a²      −b        1  0     Aᵀ = column p: (1, p, p², p³);
 *          0     a²b²  0       −(a²+b²)  0  1          last (0, 0, 0, 1)
 */
import { madd, nmadd } from "./madd";

/** Numbers of a transformed tile. */
export const PLANES: i32 = 36;
/** Pixels from one tile to the next, and the output's tile's edge. */
export const STEP: i32 = 4;
/** Bytes of a tile of 6×6 times four channels. */
export const TILE: usize = 576;

/** a, b, a², b², a³, b³, a²b², a²+b², and the factors of G. */
const a: f32 = 0.75;
const b: f32 = 1.5;
const aa: f32 = 0.5625;
const bb: f32 = 2.25;
const G0: f32 = 64.0 / 81.0;
const GA: f32 = -128.0 / 243.0;
const GB: f32 = 32.0 / 243.0;

/** Where vectors of the constants lie: literals would be made anew at every use. */
// @ts-ignore: decorator
@unmanaged
export class Constants {
  a: f32;
  b: f32;
  aa: f32;
  bb: f32;
  aaa: f32;
  bbb: f32;
  aabb: f32;
  sum: f32;
}
export function writeConstants(at: usize): void {
  const c = changetype<Constants>(at);
  c.a = a;
  c.b = b;
  c.aa = aa;
  c.bb = bb;
  c.aaa = a * aa;
  c.bbb = b * bb;
  c.aabb = aa * bb;
  c.sum = aa + bb;
}

/** Bᵀ d along a line: six vectors `step` apart to six `plane` apart. */
// @ts-ignore: decorator
@inline
function inputLine(k: Constants, from: usize, step: usize, to: usize, plane: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  const aa = f32x4.splat(k.aa), bb = f32x4.splat(k.bb), aabb = f32x4.splat(k.aabb), sum = f32x4.splat(k.sum);
  v128.store(to, madd(aabb, d0, nmadd(sum, d2, d4)));
  v128.store(to + 5 * plane, madd(aabb, d1, nmadd(sum, d3, d5)));
  const p = f32x4.splat(k.a), q = f32x4.splat(k.b);
  let even = nmadd(bb, d2, d4), odd = nmadd(bb, d1, d3);
  v128.store(to + plane, madd(p, odd, even));
  v128.store(to + 2 * plane, nmadd(p, odd, even));
  even = nmadd(aa, d2, d4), odd = nmadd(aa, d1, d3);
  v128.store(to + 3 * plane, madd(q, odd, even));
  v128.store(to + 4 * plane, nmadd(q, odd, even));
}

/** Bᵀ d B of the tile at `from`; number ξ goes to `to + ξ·plane`. `spare` is a TILE. */
// @ts-ignore: decorator
@inline
export function transformInput(k: Constants, from: usize, row: usize, column: usize, to: usize, plane: usize, spare: usize): void {
  for (let s = 0; s < 6; s++) inputLine(k, from + <usize>s * column, row, spare + <usize>s * 16, 96);
  for (let r = 0; r < 6; r++) inputLine(k, spare + <usize>r * 96, 16, to + <usize>(6 * r) * plane, plane);
}

/** A y along a line: four vectors `step` apart to six `plane` apart. */
// @ts-ignore: decorator
@inline
function outputGradientLine(k: Constants, from: usize, step: usize, to: usize, plane: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + 2 * step), y3 = v128.load(from + 3 * step);
  v128.store(to, y0);
  v128.store(to + 5 * plane, y3);
  const aa = f32x4.splat(k.aa), bb = f32x4.splat(k.bb), p = f32x4.splat(k.a), q = f32x4.splat(k.b);
  let even = madd(aa, y2, y0), odd = madd(aa, y3, y1);
  v128.store(to + plane, madd(p, odd, even));
  v128.store(to + 2 * plane, nmadd(p, odd, even));
  even = madd(bb, y2, y0), odd = madd(bb, y3, y1);
  v128.store(to + 3 * plane, madd(q, odd, even));
  v128.store(to + 4 * plane, nmadd(q, odd, even));
}

/** A y Aᵀ of the 4×4 tile at `from`; number ξ goes to `to + ξ·plane`. `spare` is a TILE. */
// @ts-ignore: decorator
@inline
export function transformOutputGradient(
  k: Constants, from: usize, row: usize, column: usize, to: usize, plane: usize, spare: usize,
): void {
  for (let s = 0; s < 4; s++) outputGradientLine(k, from + <usize>s * column, row, spare + <usize>s * 16, 64);
  for (let r = 0; r < 6; r++) outputGradientLine(k, spare + <usize>r * 64, 16, to + <usize>(6 * r) * plane, plane);
}

/** Aᵀ m along a line: six vectors `step` apart to four `plane` apart. */
// @ts-ignore: decorator
@inline
function outputLine(k: Constants, from: usize, step: usize, to: usize, plane: usize): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step), m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2), t = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(s, t)));
  v128.store(to + plane, madd(f32x4.splat(k.a), d, f32x4.mul(f32x4.splat(k.b), e)));
  v128.store(to + 2 * plane, madd(f32x4.splat(k.aa), s, f32x4.mul(f32x4.splat(k.bb), t)));
  v128.store(to + 3 * plane, madd(f32x4.splat(k.aaa), d, madd(f32x4.splat(k.bbb), e, v128.load(from + 5 * step))));
}

/** Aᵀ m A of a tile whose number ξ is at `from + ξ·plane`, to 4×4 vectors in a row. `spare` is a TILE. */
// @ts-ignore: decorator
@inline
export function transformOutput(k: Constants, from: usize, plane: usize, to: usize, spare: usize): void {
  for (let s = 0; s < 6; s++) outputLine(k, from + <usize>s * plane, 6 * plane, spare + <usize>s * 16, 96);
  for (let r = 0; r < 4; r++) outputLine(k, spare + <usize>r * 96, 16, to + <usize>r * 64, 16);
}

/** B m along a line: six vectors `step` apart to six `plane` apart, added to those where `adds`. */
// @ts-ignore: decorator
@inline
function inputGradientLine(k: Constants, from: usize, step: usize, to: usize, plane: usize, adds: bool): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2), t = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  const aa = f32x4.splat(k.aa), bb = f32x4.splat(k.bb), aabb = f32x4.splat(k.aabb), sum = f32x4.splat(k.sum);
  const ad = f32x4.mul(f32x4.splat(k.a), d), be = f32x4.mul(f32x4.splat(k.b), e), zero = f32x4.splat(0);
  put(to, f32x4.mul(aabb, m0), adds);
  put(to + plane, nmadd(bb, ad, nmadd(aa, be, f32x4.mul(aabb, m5))), adds);
  put(to + 2 * plane, nmadd(sum, m0, nmadd(bb, s, nmadd(aa, t, zero))), adds);
  put(to + 3 * plane, nmadd(sum, m5, f32x4.add(ad, be)), adds);
  put(to + 4 * plane, f32x4.add(m0, f32x4.add(s, t)), adds);
  put(to + 5 * plane, m5, adds);
}
// @ts-ignore: decorator
@inline
function put(at: usize, value: v128, adds: bool): void {
  v128.store(at, adds ? f32x4.add(v128.load(at), value) : value);
}

/** B m Bᵀ: a 6×6 tile of the input's gradient, its product's number ξ at `from + ξ·plane`, added at `to`. `spare` is a TILE. */
// @ts-ignore: decorator
@inline
export function transformInputGradient(k: Constants, from: usize, plane: usize, to: usize, row: usize, column: usize, spare: usize): void {
  for (let s = 0; s < 6; s++) inputGradientLine(k, from + <usize>s * plane, 6 * plane, spare + <usize>s * 16, 96, false);
  for (let r = 0; r < 6; r++) inputGradientLine(k, spare + <usize>r * 96, 16, to + <usize>r * row, column, true);
}

/** G g along a line of three, a number at a time: number i to `to + i·plane`. */
// @ts-ignore: decorator
@inline
function filterLine(g0: f32, g1: f32, g2: f32, to: usize, plane: usize): void {
  store<f32>(to, G0 * g0);
  const ea = g0 + aa * g2, oa = a * g1, eb = g0 + bb * g2, ob = b * g1;
  store<f32>(to + plane, GA * (ea + oa));
  store<f32>(to + 2 * plane, GA * (ea - oa));
  store<f32>(to + 3 * plane, GB * (eb + ob));
  store<f32>(to + 4 * plane, GB * (eb - ob));
  store<f32>(to + 5 * plane, g2);
}

/** G g Gᵀ of one filter: tap t at `from + t·tap`, number ξ to `to + ξ·plane`. `spare` is a TILE. */
export function transformFilter(from: usize, tap: usize, to: usize, plane: usize, spare: usize): void {
  for (let s: usize = 0; s < 3; s++) {
    const at = from + s * tap;
    filterLine(load<f32>(at), load<f32>(at + 3 * tap), load<f32>(at + 6 * tap), spare + s * 4, 12);
  }
  for (let r: usize = 0; r < 6; r++) {
    const at = spare + r * 12;
    filterLine(load<f32>(at), load<f32>(at, 4), load<f32>(at, 8), to + 6 * r * plane, plane);
  }
}

/** Gᵀ u along a line of six numbers `step` apart, to three `plane` apart. */
// @ts-ignore: decorator
@inline
function filterGradientLine(from: usize, step: usize, to: usize, plane: usize): void {
  const u1 = load<f32>(from + step), u2 = load<f32>(from + 2 * step), u3 = load<f32>(from + 3 * step), u4 = load<f32>(from + 4 * step);
  const sa = GA * (u1 + u2), da = GA * (u1 - u2), sb = GB * (u3 + u4), db = GB * (u3 - u4);
  store<f32>(to, G0 * load<f32>(from) + sa + sb);
  store<f32>(to + plane, a * da + b * db);
  store<f32>(to + 2 * plane, aa * sa + bb * sb + load<f32>(from + 5 * step));
}

/** Gᵀ u G: one filter's gradient, tap t to `to + t·tap`, of 36 numbers `plane` apart. `spare` is a TILE. */
export function transformFilterGradient(from: usize, plane: usize, to: usize, tap: usize, spare: usize): void {
  for (let s: usize = 0; s < 6; s++) filterGradientLine(from + s * plane, 6 * plane, spare + s * 4, 24);
  for (let r: usize = 0; r < 3; r++) filterGradientLine(spare + r * 24, 4, to + 3 * r * tap, tap);
}
