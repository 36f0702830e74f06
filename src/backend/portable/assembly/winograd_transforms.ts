/**
 * The small linear maps of Winograd's F(2×2, 3×3) (Lavin and Gray 2015,
 * arXiv 1509.09308): a 4×4 tile of the input, a 3×3 filter and a 2×2 tile of
 * the output, each as 16 numbers between which convolution is a product.
 * Each map works on four channels at once.
 *
 *     Bᵀ = 1  0 -1  0    G = 1   0   0     Aᵀ = 1  1  1  0
 *          0  1  1  0        ½   ½   ½          0  1 -1 -1
 *          0 -1  1  0        ½  -½   ½
 *          0  1  0 -1        0   0   1
 */

/** Bᵀ d B of the tile at `from`; number ξ goes to `to + ξ·plane`. */
// @ts-ignore: decorator
@inline
export function transformInput(from: usize, row: usize, column: usize, to: usize, plane: usize): void {
  const from1 = from + row, from2 = from1 + row, from3 = from2 + row;
  const column2 = 2 * column, column3 = 3 * column;
  let a = v128.load(from), b = v128.load(from1), c = v128.load(from2), d = v128.load(from3);
  const a0 = f32x4.sub(a, c), b0 = f32x4.add(b, c), c0 = f32x4.sub(c, b), d0 = f32x4.sub(b, d);
  a = v128.load(from + column2); b = v128.load(from1 + column2); c = v128.load(from2 + column2); d = v128.load(from3 + column2);
  const a2 = f32x4.sub(a, c), b2 = f32x4.add(b, c), c2 = f32x4.sub(c, b), d2 = f32x4.sub(b, d);
  v128.store(to, f32x4.sub(a0, a2));
  v128.store(to + 4 * plane, f32x4.sub(b0, b2));
  v128.store(to + 8 * plane, f32x4.sub(c0, c2));
  v128.store(to + 12 * plane, f32x4.sub(d0, d2));
  a = v128.load(from + column); b = v128.load(from1 + column); c = v128.load(from2 + column); d = v128.load(from3 + column);
  const a1 = f32x4.sub(a, c), b1 = f32x4.add(b, c), c1 = f32x4.sub(c, b), d1 = f32x4.sub(b, d);
  to += plane;
  v128.store(to, f32x4.add(a1, a2));
  v128.store(to + plane, f32x4.sub(a2, a1));
  v128.store(to + 4 * plane, f32x4.add(b1, b2));
  v128.store(to + 5 * plane, f32x4.sub(b2, b1));
  v128.store(to + 8 * plane, f32x4.add(c1, c2));
  v128.store(to + 9 * plane, f32x4.sub(c2, c1));
  v128.store(to + 12 * plane, f32x4.add(d1, d2));
  v128.store(to + 13 * plane, f32x4.sub(d2, d1));
  a = v128.load(from + column3); b = v128.load(from1 + column3); c = v128.load(from2 + column3); d = v128.load(from3 + column3);
  to += 2 * plane;
  v128.store(to, f32x4.sub(a1, f32x4.sub(a, c)));
  v128.store(to + 4 * plane, f32x4.sub(b1, f32x4.add(b, c)));
  v128.store(to + 8 * plane, f32x4.sub(c1, f32x4.sub(c, b)));
  v128.store(to + 12 * plane, f32x4.sub(d1, f32x4.sub(b, d)));
}

/** G g Gᵀ of one filter, a number at a time: tap t at `from + t·tap`, number ξ to `to + ξ·plane`. */
export function transformFilter(from: usize, tap: usize, to: usize, plane: usize): void {
  for (let i = 0; i < 4; i++) {
    let g0: f32 = 0, g1: f32 = 0, g2: f32 = 0;
    for (let j = 0; j < 3; j++) {
      const at = from + <usize>j * tap;
      const top = load<f32>(at), middle = load<f32>(at + 3 * tap), bottom = load<f32>(at + 6 * tap);
      const value: f32 = i == 0 ? top : i == 3 ? bottom : <f32>0.5 * (top + bottom + (i == 1 ? middle : -middle));
      if (j == 0) g0 = value;
      else if (j == 1) g1 = value;
      else g2 = value;
    }
    store<f32>(to, g0);
    store<f32>(to + plane, <f32>0.5 * (g0 + g1 + g2));
    store<f32>(to + 2 * plane, <f32>0.5 * (g0 - g1 + g2));
    store<f32>(to + 3 * plane, g2);
    to += 4 * plane;
  }
}

/** A dy Aᵀ of a 2×2 tile, numbers missing at the image's edge being 0. */
// @ts-ignore: decorator
@inline
export function transformOutputGradient(
  from: usize, row: usize, column: usize, hasRow: bool, hasColumn: bool, to: usize, plane: usize,
): void {
  const zero = f32x4.splat(0);
  const a = v128.load(from), b = hasColumn ? v128.load(from + column) : zero;
  const c = hasRow ? v128.load(from + row) : zero, d = hasRow && hasColumn ? v128.load(from + row + column) : zero;
  writeRow(a, b, to, plane);
  writeRow(f32x4.add(a, c), f32x4.add(b, d), to + 4 * plane, plane);
  writeRow(f32x4.sub(a, c), f32x4.sub(b, d), to + 8 * plane, plane);
  writeRow(f32x4.neg(c), f32x4.neg(d), to + 12 * plane, plane);
}
// @ts-ignore: decorator
@inline
function writeRow(a: v128, b: v128, to: usize, plane: usize): void {
  v128.store(to, a);
  v128.store(to + plane, f32x4.add(a, b));
  v128.store(to + 2 * plane, f32x4.sub(a, b));
  v128.store(to + 3 * plane, f32x4.neg(b));
}

/**
 * B m Bᵀ: a 4×4 tile of the input's gradient, its product's number ξ at
 * `from + ξ·plane`, added to what lies at `to`. Returns the sum of the numbers.
 */
// @ts-ignore: decorator
@inline
export function transformInputGradient(from: usize, plane: usize, to: usize, row: usize, column: usize): v128 {
  const from1 = from + 4 * plane, from2 = from1 + 4 * plane, from3 = from2 + 4 * plane;
  const a0 = v128.load(from), a1 = v128.load(from1), a2 = v128.load(from2), a3 = v128.load(from3);
  addColumn(a0, a1, a2, a3, to, row);
  const d0 = v128.load(from + 3 * plane), d1 = v128.load(from1 + 3 * plane);
  const d2 = v128.load(from2 + 3 * plane), d3 = v128.load(from3 + 3 * plane);
  addColumn(f32x4.neg(d0), f32x4.neg(d1), f32x4.neg(d2), f32x4.neg(d3), to + 3 * column, row);
  let sum = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3)));
  let b = v128.load(from + plane), c = v128.load(from + 2 * plane);
  const p0 = f32x4.add(f32x4.sub(b, c), d0), q0 = f32x4.sub(f32x4.add(b, c), a0);
  b = v128.load(from1 + plane); c = v128.load(from1 + 2 * plane);
  const p1 = f32x4.add(f32x4.sub(b, c), d1), q1 = f32x4.sub(f32x4.add(b, c), a1);
  b = v128.load(from2 + plane); c = v128.load(from2 + 2 * plane);
  const p2 = f32x4.add(f32x4.sub(b, c), d2), q2 = f32x4.sub(f32x4.add(b, c), a2);
  b = v128.load(from3 + plane); c = v128.load(from3 + 2 * plane);
  const p3 = f32x4.add(f32x4.sub(b, c), d3), q3 = f32x4.sub(f32x4.add(b, c), a3);
  addColumn(p0, p1, p2, p3, to + column, row);
  addColumn(q0, q1, q2, q3, to + 2 * column, row);
  sum = f32x4.add(sum, f32x4.add(f32x4.add(p0, p1), f32x4.add(p2, p3)));
  return f32x4.add(sum, f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3)));
}
// @ts-ignore: decorator
@inline
function addColumn(a: v128, b: v128, c: v128, d: v128, to: usize, row: usize): void {
  v128.store(to, f32x4.add(v128.load(to), a));
  to += row;
  v128.store(to, f32x4.add(v128.load(to), f32x4.add(f32x4.sub(b, c), d)));
  to += row;
  v128.store(to, f32x4.add(v128.load(to), f32x4.sub(f32x4.add(b, c), a)));
  to += row;
  v128.store(to, f32x4.sub(v128.load(to), d));
}

/** Gᵀ u G: one filter's gradient, 3×3, tap t to `to + t·tap`, of 16 numbers `plane` apart. */
export function transformFilterGradient(from: usize, plane: usize, to: usize, tap: usize): void {
  for (let j = 0; j < 3; j++) {
    let r0: f32 = 0, r1: f32 = 0, r2: f32 = 0, r3: f32 = 0;
    for (let i = 0; i < 4; i++) {
      const at = from + <usize>(4 * i) * plane;
      const u0 = load<f32>(at), u1 = load<f32>(at + plane), u2 = load<f32>(at + 2 * plane), u3 = load<f32>(at + 3 * plane);
      const value: f32 = j == 0 ? u0 + <f32>0.5 * (u1 + u2) : j == 1 ? <f32>0.5 * (u1 - u2) : u3 + <f32>0.5 * (u1 + u2);
      if (i == 0) r0 = value;
      else if (i == 1) r1 = value;
      else if (i == 2) r2 = value;
      else r3 = value;
    }
    store<f32>(to, r0 + <f32>0.5 * (r1 + r2));
    store<f32>(to + 3 * tap, <f32>0.5 * (r1 - r2));
    store<f32>(to + 6 * tap, r3 + <f32>0.5 * (r1 + r2));
    to += tap;
  }
}
