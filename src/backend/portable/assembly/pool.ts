/**
 * Pooling, and its gradients, four channels at a time. Padding never wins and
 * never counts; NaN never wins (as on tfjs's cpu backend), so a window without
 * a number above −∞ gives −∞ and passes no gradient on.
 */
import { bytes, Window } from "./window";

/** The larger by lanes; where `x` is NaN, `best`. */
// @ts-ignore: decorator
@inline
function larger(best: v128, x: v128): v128 {
  return f32x4.pmax(best, x);
}
/** Windows that tile the image two by two. */
// @ts-ignore: decorator
@inline
function isPairs(w: Window): bool {
  const covered = 2 * w.outHeight <= w.inHeight && 2 * w.outWidth <= w.inWidth;
  return covered && w.height == 2 && w.width == 2 && w.strideHeight == 2 && w.strideWidth == 2 && (w.padTop | w.padLeft) == 0;
}
/** Four channels, or as many of them as there are. */
// @ts-ignore: decorator
@inline
function loadSome(at: usize, count: i32): v128 {
  if (count >= 4) return v128.load(at);
  let v = v128.load32_zero(at);
  if (count > 1) v = v128.load32_lane(at + 4, v, 1);
  if (count > 2) v = v128.load32_lane(at + 8, v, 2);
  return v;
}
// @ts-ignore: decorator
@inline
function storeSome(at: usize, v: v128, count: i32): void {
  if (count >= 4) return v128.store(at, v);
  v128.store32_lane(at, v, 0);
  if (count > 1) v128.store32_lane(at + 4, v, 1);
  if (count > 2) v128.store32_lane(at + 8, v, 2);
}

/** y = the largest of each window. */
export function maxPool(w: Window, x: usize, y: usize): void {
  const c = w.inChannels, pixel = bytes(c), row = <usize>w.inWidth * pixel, pairs = isPairs(w);
  const lowest = f32x4.splat(-Infinity);
  for (let b = 0; b < w.batch; b++, x += <usize>w.inHeight * row) {
    for (let i = 0; i < w.outHeight; i++) {
      const top = i * w.strideHeight - w.padTop, begin = max(0, top), end = min(w.inHeight, top + w.height);
      for (let j = 0; j < w.outWidth; j++) {
        const left = j * w.strideWidth - w.padLeft, first = max(0, left), last = max(first, min(w.inWidth, left + w.width));
        const corner = x + <usize>begin * row + <usize>first * pixel;
        for (let n = 0; n < c; n += 4, y += 16) {
          let from = corner + bytes(n), best = lowest;
          if (pairs && n + 4 <= c) {
            const a = larger(larger(best, v128.load(from)), v128.load(from + pixel));
            best = larger(larger(a, v128.load(from + row)), v128.load(from + row + pixel));
          } else {
            for (let r = begin; r < end; r++, from += row) {
              for (let s: usize = 0; s < <usize>(last - first); s++) best = larger(best, loadSome(from + s * pixel, c - n));
            }
          }
          storeSome(y, best, c - n);
        }
        y -= bytes((4 - (c & 3)) & 3);
      }
    }
  }
}

/** dx: each dy at the first largest of its window. */
export function maxPoolGradient(w: Window, x: usize, dy: usize, dx: usize): void {
  if (isPairs(w) && (w.inChannels & 3) == 0) return maxPairsGradient(w, x, dy, dx);
  const c = w.inChannels, pixel = bytes(c), row = <usize>w.inWidth * pixel, image = <usize>w.inHeight * row;
  const lowest = f32x4.splat(-Infinity);
  memory.fill(dx, 0, <usize>w.batch * image);
  for (let b = 0; b < w.batch; b++, x += image, dx += image) {
    for (let i = 0; i < w.outHeight; i++) {
      const top = i * w.strideHeight - w.padTop, begin = max(0, top), end = min(w.inHeight, top + w.height);
      for (let j = 0; j < w.outWidth; j++, dy += pixel) {
        const left = j * w.strideWidth - w.padLeft, first = max(0, left), last = max(first, min(w.inWidth, left + w.width));
        for (let n = 0; n < c; n += 4) {
          const count = c - n, corner = <usize>begin * row + <usize>first * pixel + bytes(n);
          let best = lowest, at = corner;
          for (let r = begin; r < end; r++, at += row) {
            for (let s: usize = 0; s < <usize>(last - first); s++) best = larger(best, loadSome(x + at + s * pixel, count));
          }
          let open = f32x4.gt(best, lowest);
          const gradient = loadSome(dy + bytes(n), count);
          at = corner;
          for (let r = begin; r < end; r++, at += row) {
            for (let s: usize = 0; s < <usize>(last - first); s++) {
              const here = v128.and(open, f32x4.eq(loadSome(x + at + s * pixel, count), best)), to = dx + at + s * pixel;
              storeSome(to, f32x4.add(loadSome(to, count), v128.and(gradient, here)), count);
              open = v128.andnot(open, here);
            }
          }
        }
      }
    }
  }
}

function maxPairsGradient(w: Window, x: usize, dy: usize, dx: usize): void {
  const pixel = bytes(w.inChannels), row = <usize>w.inWidth * pixel, image = <usize>w.inHeight * row;
  const lowest = f32x4.splat(-Infinity);
  if ((w.inHeight | w.inWidth) & 1) memory.fill(dx, 0, <usize>w.batch * image);
  for (let b = 0; b < w.batch; b++, x += image, dx += image) {
    for (let i = 0; i < w.outHeight; i++) {
      for (let j = 0; j < w.outWidth; j++) {
        const corner = <usize>(2 * i) * row + <usize>(2 * j) * pixel;
        for (let at = corner; at < corner + pixel; at += 16, dy += 16) {
          const from = x + at, to = dx + at;
          const p = v128.load(from), q = v128.load(from + pixel), r = v128.load(from + row), s = v128.load(from + row + pixel);
          const best = larger(larger(larger(larger(lowest, p), q), r), s);
          let left = v128.and(v128.load(dy), f32x4.gt(best, lowest)), here = f32x4.eq(p, best);
          v128.store(to, v128.and(left, here));
          left = v128.andnot(left, here);
          here = f32x4.eq(q, best);
          v128.store(to + pixel, v128.and(left, here));
          left = v128.andnot(left, here);
          here = f32x4.eq(r, best);
          v128.store(to + row, v128.and(left, here));
          v128.store(to + row + pixel, v128.and(v128.andnot(left, here), f32x4.eq(s, best)));
        }
      }
    }
  }
}

/** y = the mean of each window, what is padding not counted; of nothing, NaN. */
export function avgPool(w: Window, x: usize, y: usize): void {
  const c = w.inChannels, pixel = bytes(c), row = <usize>w.inWidth * pixel;
  for (let b = 0; b < w.batch; b++, x += <usize>w.inHeight * row) {
    for (let i = 0; i < w.outHeight; i++) {
      const top = i * w.strideHeight - w.padTop, begin = max(0, top), end = max(begin, min(w.inHeight, top + w.height));
      for (let j = 0; j < w.outWidth; j++, y += pixel) {
        const left = j * w.strideWidth - w.padLeft, first = max(0, left), last = max(first, min(w.inWidth, left + w.width));
        const corner = x + <usize>begin * row + <usize>first * pixel, count = f32x4.splat(<f32>((end - begin) * (last - first)));
        for (let n = 0; n < c; n += 4) {
          let from = corner + bytes(n), sum = f32x4.splat(0);
          for (let r = begin; r < end; r++, from += row) {
            for (let s: usize = 0; s < <usize>(last - first); s++) sum = f32x4.add(sum, loadSome(from + s * pixel, c - n));
          }
          storeSome(y + bytes(n), f32x4.div(sum, count), c - n);
        }
      }
    }
  }
}

/** dx: each dy spread evenly over its window, padding included, whose share is lost. */
export function avgPoolGradient(w: Window, dy: usize, dx: usize): void {
  const c = w.inChannels, pixel = bytes(c), row = <usize>w.inWidth * pixel, image = <usize>w.inHeight * row;
  const share = f32x4.splat(1 / <f32>(w.height * w.width));
  memory.fill(dx, 0, <usize>w.batch * image);
  for (let b = 0; b < w.batch; b++, dx += image) {
    for (let i = 0; i < w.outHeight; i++) {
      const top = i * w.strideHeight - w.padTop, begin = max(0, top), end = min(w.inHeight, top + w.height);
      for (let j = 0; j < w.outWidth; j++, dy += pixel) {
        const left = j * w.strideWidth - w.padLeft, first = max(0, left), last = max(first, min(w.inWidth, left + w.width));
        for (let n = 0; n < c; n += 4) {
          const gradient = f32x4.mul(loadSome(dy + bytes(n), c - n), share);
          let to = dx + <usize>begin * row + <usize>first * pixel + bytes(n);
          for (let r = begin; r < end; r++, to += row) {
            for (let s: usize = 0; s < <usize>(last - first); s++) {
              storeSome(to + s * pixel, f32x4.add(loadSome(to + s * pixel, c - n), gradient), c - n);
            }
          }
        }
      }
    }
  }
}
