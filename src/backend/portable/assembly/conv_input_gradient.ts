/**
 * The gradient of a convolution in its input, by the definition: dy times the
 * filter, transposed, gives every patch's gradient; those add up in dx.
 */
import { packAlong, packPanels } from "./pack";
import { EDGE, PANEL, tile } from "./tile";
import { bytes, roundUp8, Window } from "./window";

/** Floats of patch gradients that are held at once. */
const STRIPE_FLOATS: i32 = 32 * 1024;
const HEAD: usize = 320;

function stripeOf(k: i32): i32 {
  return EDGE * min(16, max(1, STRIPE_FLOATS / (EDGE * roundUp8(k))));
}

/** The bytes of scratch that {@link convInputGradient} needs. */
export function convInputGradientScratch(w: Window): usize {
  const k = w.height * w.width * w.inChannels, n = w.outChannels;
  return HEAD + bytes(roundUp8(k) * n + n * stripeOf(k) + stripeOf(k) * roundUp8(k));
}

/** dx = Σ over output pixels of (dy filterᵀ), each patch where it came from. */
export function convInputGradient(w: Window, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const k = w.height * w.width * w.inChannels, n = w.outChannels, wide = roundUp8(k);
  const pixels = w.outHeight * w.outWidth, total = w.batch * pixels, stripe = stripeOf(k), rows = scratch + 256;
  const packedFilter = scratch + HEAD, packedDy = packedFilter + bytes(wide * n), patches = packedDy + bytes(n * stripe);
  const panel = <usize>n * PANEL;
  packPanels(filter, bytes(n), true, n, k, packedFilter, rows);
  memory.fill(dx, 0, bytes(w.batch * w.inHeight * w.inWidth * w.inChannels));
  for (let p = 0; p < total; p += stripe) {
    const count = min(stripe, total - p);
    for (let i = 0; i < count; i += EDGE) {
      packAlong(dy + bytes((p + i) * n), bytes(n), n, min(EDGE, count - i), packedDy + <usize>(i >> 3) * panel, rows);
    }
    for (let j = 0; j < wide; j += EDGE) {
      const b = packedFilter + <usize>(j >> 3) * panel;
      for (let i = 0; i < count; i += EDGE) {
        tile(packedDy + <usize>(i >> 3) * panel, PANEL, b, PANEL, n, patches + bytes(i * wide + j), bytes(wide), 0, 0);
      }
    }
    addPatches(w, patches, bytes(wide), p, count, dx);
  }
}

/** Adds patch gradients to dx, pixel by pixel; what lies on padding is dropped. */
function addPatches(w: Window, patches: usize, stride: usize, begin: i32, count: i32, dx: usize): void {
  const channels = w.inChannels;
  let column = begin % w.outWidth, row = begin / w.outWidth % w.outHeight, image = begin / (w.outWidth * w.outHeight);
  for (let p = 0; p < count; p++, patches += stride) {
    const top = row * w.strideHeight - w.padTop, left = column * w.strideWidth - w.padLeft;
    const skip = max(0, -left), run = (min(w.width, w.inWidth - left) - skip) * channels;
    const end = min(w.height, w.inHeight - top);
    for (let r = max(0, -top); r < end; r++) {
      const to = dx + bytes(((image * w.inHeight + top + r) * w.inWidth + left + skip) * channels);
      add(patches + bytes((r * w.width + skip) * channels), to, run);
    }
    if (++column < w.outWidth) continue;
    column = 0;
    if (++row < w.outHeight) continue;
    row = 0;
    image++;
  }
}

// @ts-ignore: decorator
@inline
function add(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + bytes(i), f32x4.add(v128.load(to + bytes(i)), v128.load(from + bytes(i))));
  for (; i < count; i++) store<f32>(to + bytes(i), load<f32>(to + bytes(i)) + load<f32>(from + bytes(i)));
}
