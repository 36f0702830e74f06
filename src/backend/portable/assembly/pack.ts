/**
 * Packing: eight rows, or eight columns, of a matrix side by side, step by
 * step of the summed index, as {@link tile} reads them. A panel holds
 * `[k][8]` floats; what a matrix lacks of eight is 0.
 */
import { EDGE, PANEL } from "./tile";

/** A panel of `count` columns that lie side by side: step k's floats start at `from + k·stride`. */
export function packAcross(from: usize, stride: usize, k: i32, count: i32, to: usize): void {
  if (count >= EDGE) {
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += PANEL;
    }
    return;
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < EDGE; j++) {
      const at = <usize>j << 2;
      store<f32>(to + at, j < count ? load<f32>(from + at) : 0);
    }
    from += stride;
    to += PANEL;
  }
}

/** Four by four floats transposed: row i of the square is column i of the panel. */
// @ts-ignore: decorator
@inline
export function packSquare(p0: usize, p1: usize, p2: usize, p3: usize, to: usize): void {
  const a = v128.load(p0), b = v128.load(p1), c = v128.load(p2), d = v128.load(p3);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab01, cd01, 0, 2));
  v128.store(to, v128.shuffle<f64>(ab01, cd01, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(ab23, cd23, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(ab23, cd23, 1, 3), 96);
}

/** A panel of eight rows, each running along the summed index, at the addresses that `rows` lists, `offset` bytes in. */
export function packRows(rows: usize, offset: usize, k: i32, to: usize): void {
  let p0 = <usize>load<u32>(rows) + offset, p1 = <usize>load<u32>(rows, 4) + offset;
  let p2 = <usize>load<u32>(rows, 8) + offset, p3 = <usize>load<u32>(rows, 12) + offset;
  let p4 = <usize>load<u32>(rows, 16) + offset, p5 = <usize>load<u32>(rows, 20) + offset;
  let p6 = <usize>load<u32>(rows, 24) + offset, p7 = <usize>load<u32>(rows, 28) + offset;
  for (; k >= 4; k -= 4) {
    packSquare(p0, p1, p2, p3, to);
    packSquare(p4, p5, p6, p7, to + 16);
    p0 += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16; p6 += 16; p7 += 16;
    to += 4 * PANEL;
  }
  for (; k > 0; k--) {
    store<f32>(to, load<f32>(p0)); store<f32>(to, load<f32>(p1), 4);
    store<f32>(to, load<f32>(p2), 8); store<f32>(to, load<f32>(p3), 12);
    store<f32>(to, load<f32>(p4), 16); store<f32>(to, load<f32>(p5), 20);
    store<f32>(to, load<f32>(p6), 24); store<f32>(to, load<f32>(p7), 28);
    p0 += 4; p1 += 4; p2 += 4; p3 += 4; p4 += 4; p5 += 4; p6 += 4; p7 += 4;
    to += PANEL;
  }
}

/** A panel of `count` rows that run along the summed index, `stride` bytes apart; `rows` is 32 bytes of scratch. */
export function packAlong(from: usize, stride: usize, k: i32, count: i32, to: usize, rows: usize): void {
  for (let i = 0; i < EDGE; i++) {
    store<u32>(rows + (<usize>i << 2), <u32>(from + <usize>min(i, count - 1) * stride));
  }
  packRows(rows, 0, k, to);
  if (count >= EDGE) return;
  for (let j = 0; j < k; j++) {
    for (let i = count; i < EDGE; i++) store<f32>(to + (<usize>i << 2), 0);
    to += PANEL;
  }
}

/** All of op(M) `[k, count]` in panels: M is stored `[k, count]`, or `[count, k]` when `along`. */
export function packPanels(from: usize, stride: usize, along: bool, k: i32, count: i32, to: usize, rows: usize): void {
  for (let i = 0; i < count; i += EDGE) {
    const here = min(EDGE, count - i);
    if (along) packAlong(from + <usize>i * stride, stride, k, here, to, rows);
    else packAcross(from + (<usize>i << 2), stride, k, here, to);
    to += <usize>k * PANEL;
  }
}
