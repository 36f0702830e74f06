/**
 * Convolution word for word, one number at a time: for numbers that are not
 * finite next to padding, where a product with a padded 0 would be NaN and
 * the definition has no product at all.
 */
import { BIAS, RELU } from "./tile";
import { bytes, Window } from "./window";

/** Whether all of `count` floats are finite. */
export function areFinite(at: usize, count: i32): bool {
  for (const end = at + bytes(count); at < end; at += 4) {
    if (!isFinite(load<f32>(at))) return false;
  }
  return true;
}

/** y = x convolved with the filter, then what `flags` (BIAS, RELU) say. */
export function convForwardByDefinition(w: Window, x: usize, filter: usize, y: usize, flags: i32, bias: usize): void {
  const c = w.inChannels, n = w.outChannels, image = bytes(w.inHeight * w.inWidth * c);
  for (let b = 0; b < w.batch; b++, x += image) {
    for (let i = 0; i < w.outHeight; i++) {
      for (let j = 0; j < w.outWidth; j++) {
        for (let o = 0; o < n; o++, y += 4) {
          let sum: f64 = flags & BIAS ? load<f32>(bias + bytes(o)) : 0;
          for (let r = 0; r < w.height; r++) {
            const h = i * w.strideHeight - w.padTop + r;
            if (h < 0 || h >= w.inHeight) continue;
            for (let s = 0; s < w.width; s++) {
              const v = j * w.strideWidth - w.padLeft + s;
              if (v < 0 || v >= w.inWidth) continue;
              const pixel = x + bytes((h * w.inWidth + v) * c), tap = filter + bytes((r * w.width + s) * c * n + o);
              for (let k = 0; k < c; k++) sum += <f64>load<f32>(pixel + bytes(k)) * load<f32>(tap + bytes(k * n));
            }
          }
          store<f32>(y, flags & RELU && sum < 0 ? 0 : <f32>sum);
        }
      }
    }
  }
}

/** dfilter of x and dy. */
export function convFilterGradientByDefinition(w: Window, x: usize, dy: usize, dfilter: usize): void {
  const c = w.inChannels, n = w.outChannels;
  for (let r = 0; r < w.height; r++) {
    for (let s = 0; s < w.width; s++) {
      for (let k = 0; k < c; k++) {
        for (let o = 0; o < n; o++, dfilter += 4) {
          let sum: f64 = 0;
          for (let b = 0; b < w.batch; b++) {
            for (let i = 0; i < w.outHeight; i++) {
              const h = i * w.strideHeight - w.padTop + r;
              if (h < 0 || h >= w.inHeight) continue;
              for (let j = 0; j < w.outWidth; j++) {
                const v = j * w.strideWidth - w.padLeft + s;
                if (v < 0 || v >= w.inWidth) continue;
                const from = x + bytes(((b * w.inHeight + h) * w.inWidth + v) * c + k);
                sum += <f64>load<f32>(from) * load<f32>(dy + bytes(((b * w.outHeight + i) * w.outWidth + j) * n + o));
              }
            }
          }
          store<f32>(dfilter, <f32>sum);
        }
      }
    }
  }
}
