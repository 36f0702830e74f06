/**
 * The gradient of a convolution in its filter, by the definition: patches,
 * transposed, times dy, summed over stripes of pixels.
 */
import { areFinite, convFilterGradientByDefinition } from "./conv_definition";
import { planInput } from "./conv";
import { packPanels } from "./pack";
import { ACCUMULATE, EDGE, edgeTile, PANEL, tile } from "./tile";
import { bytes, Images, readImages, roundUp8, Window, writeOffsets } from "./window";

/** Floats of patches and of dy that are held at once. */
const STRIPE_FLOATS: i32 = 48 * 1024;
const HEAD: usize = 384;

function stripeOf(w: Window, k: i32): i32 {
  return min(1024, max(EDGE, STRIPE_FLOATS / (roundUp8(k) + roundUp8(w.outChannels))));
}

/** The bytes of scratch that {@link convFilterGradient} needs. */
export function convFilterGradientScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch + 288), k = w.height * w.width * w.inChannels;
  planInput(plan, w);
  const stripe = stripeOf(w, k) * (roundUp8(k) + roundUp8(w.outChannels));
  return HEAD + plan.scratch + bytes(w.outHeight * w.outWidth + stripe);
}

/** dfilter = Σ over output pixels of patchᵀ dy. */
export function convFilterGradient(w: Window, x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const plan = changetype<Images>(scratch + 288);
  planInput(plan, w);
  const k = w.height * w.width * w.inChannels, n = w.outChannels, pixels = w.outHeight * w.outWidth;
  const copies = scratch + HEAD, offsets = copies + plan.scratch, patches = offsets + bytes(pixels);
  const stripe = stripeOf(w, k), packedDy = patches + bytes(stripe * roundUp8(k));
  writeOffsets(offsets, w.outHeight, w.outWidth, <usize>w.strideHeight * plan.rowBytes, bytes(w.strideWidth * w.inChannels));
  memory.fill(dfilter, 0, bytes(k * n));
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * pixels;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    for (let p = 0; p < total; p += stripe) {
      const here = min(stripe, total - p);
      copyPatches(w, plan, images, offsets, pixels, p, here, patches, bytes(roundUp8(k)));
      packPanels(dy + bytes((first * pixels + p) * n), bytes(n), false, here, n, packedDy, scratch + 256);
      accumulate(patches, packedDy, dfilter, k, n, here, scratch);
    }
  }
  if (plan.copied && !areFinite(dfilter, k * n)) convFilterGradientByDefinition(w, x, dy, dfilter);
}

/** Patches in rows `stride` bytes apart. */
function copyPatches(
  w: Window, plan: Images, images: usize, offsets: usize, pixels: i32,
  begin: i32, count: i32, to: usize, stride: usize,
): void {
  const run = w.width * w.inChannels;
  let image = begin / pixels, pixel = begin - image * pixels;
  for (let p = 0; p < count; p++, to += stride) {
    let from = images + <usize>image * plan.imageBytes + <usize>load<u32>(offsets + bytes(pixel)), at = to;
    for (let r = 0; r < w.height; r++, from += plan.rowBytes, at += bytes(run)) {
      let i = 0;
      for (; i + 4 <= run; i += 4) v128.store(at + bytes(i), v128.load(from + bytes(i)));
      for (; i < run; i++) store<f32>(at + bytes(i), load<f32>(from + bytes(i)));
    }
    if (++pixel == pixels) {
      pixel = 0;
      image++;
    }
  }
}

function accumulate(patches: usize, packedDy: usize, dfilter: usize, k: i32, n: i32, depth: i32, spare: usize): void {
  const strideA = bytes(roundUp8(k)), strideC = bytes(n);
  for (let j = 0; j < n; j += EDGE, packedDy += <usize>depth * PANEL) {
    const columns = min(EDGE, n - j);
    for (let i = 0; i < k; i += EDGE) {
      const rows = min(EDGE, k - i), a = patches + bytes(i), at = dfilter + bytes(i * n + j);
      if (rows == EDGE && columns == EDGE) tile(a, strideA, packedDy, PANEL, depth, at, strideC, ACCUMULATE, 0);
      else edgeTile(a, strideA, packedDy, PANEL, depth, at, strideC, ACCUMULATE, 0, rows, columns, spare);
    }
  }
}
