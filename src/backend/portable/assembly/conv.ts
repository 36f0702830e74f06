/**
 * Convolution by the definition, for any window: patches of eight output
 * pixels are packed into a panel, and tiles do the rest.
 */
import { areFinite, convForwardByDefinition } from "./conv_definition";
import { packPanels, packRows } from "./pack";
import { EDGE, edgeTile, PANEL, tile } from "./tile";
import { bytes, Images, planImages, readImages, roundUp8, Window, writeOffsets } from "./window";

/** Floats of packed patches that are held at once. */
const PATCH_FLOATS: i32 = 32 * 1024;
/** Bytes at the start of the scratch: a spare tile, eight addresses, the plan. */
const HEAD: usize = 384;

// @ts-ignore: decorator
@inline
function summed(w: Window): i32 {
  return w.height * w.width * w.inChannels;
}
function panelsOf(w: Window): i32 {
  return min(16, max(1, PATCH_FLOATS / (EDGE * summed(w))));
}
export function planInput(plan: Images, w: Window): void {
  planImages(
    plan, w.batch, w.inHeight, w.inWidth, w.inChannels, w.padTop, w.padLeft,
    (w.outHeight - 1) * w.strideHeight + w.height, (w.outWidth - 1) * w.strideWidth + w.width,
  );
}

/** The bytes of scratch that {@link convForward} needs; `scratch` is where its first 384 bytes will be. */
export function convForwardScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch + 288);
  planInput(plan, w);
  const k = summed(w);
  return HEAD + plan.scratch + bytes(w.outHeight * w.outWidth + k * roundUp8(w.outChannels) + panelsOf(w) * EDGE * k);
}

/** y = x convolved with the filter, then what `flags` (BIAS, RELU) say. */
export function convForward(w: Window, x: usize, filter: usize, y: usize, flags: i32, bias: usize, scratch: usize): void {
  const plan = changetype<Images>(scratch + 288), rows = scratch + 256;
  planInput(plan, w);
  const k = summed(w), n = w.outChannels;
  if (plan.copied && !areFinite(filter, k * n)) return convForwardByDefinition(w, x, filter, y, flags, bias);
  const pixels = w.outHeight * w.outWidth;
  const copies = scratch + HEAD, offsets = copies + plan.scratch, packedFilter = offsets + bytes(pixels);
  const patches = packedFilter + bytes(k * roundUp8(n));
  writeOffsets(offsets, w.outHeight, w.outWidth, <usize>w.strideHeight * plan.rowBytes, bytes(w.strideWidth * w.inChannels));
  packPanels(filter, bytes(n), false, k, n, packedFilter, rows);
  const stripe = EDGE * panelsOf(w);
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * pixels;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    const out = y + bytes(first * pixels * n);
    for (let p = 0; p < total; p += stripe) {
      const end = min(total, p + stripe);
      packPatches(w, plan, images, offsets, pixels, p, end, patches, rows);
      multiplyPatches(patches, packedFilter, out, n, k, p, end, flags, bias, scratch);
    }
  }
}

/** Panels of the patches of pixels `begin` to `end`, counted through the group. */
function packPatches(
  w: Window, plan: Images, images: usize, offsets: usize, pixels: i32,
  begin: i32, end: i32, to: usize, rows: usize,
): void {
  const run = w.width * w.inChannels;
  let image = begin / pixels, pixel = begin - image * pixels;
  for (let p = begin; p < end; p += EDGE) {
    for (let i = 0; i < EDGE; i++) {
      const base = images + <usize>image * plan.imageBytes;
      store<u32>(rows + bytes(i), <u32>(base + <usize>load<u32>(offsets + bytes(pixel))));
      if (p + i + 1 < end && ++pixel == pixels) {
        pixel = 0;
        image++;
      }
    }
    for (let r = 0; r < w.height; r++) {
      packRows(rows, <usize>r * plan.rowBytes, run, to);
      to += <usize>run * PANEL;
    }
  }
}

function multiplyPatches(
  patches: usize, packedFilter: usize, y: usize, n: i32, k: i32, begin: i32, end: i32,
  flags: i32, bias: usize, spare: usize,
): void {
  const panel = <usize>k * PANEL, stride = bytes(n);
  for (let j = 0; j < n; j += EDGE, packedFilter += panel) {
    const columns = min(EDGE, n - j), biasHere = bias + bytes(j);
    let a = patches;
    for (let p = begin; p < end; p += EDGE, a += panel) {
      const rows = min(EDGE, end - p), at = y + <usize>p * stride + bytes(j);
      if (rows == EDGE && columns == EDGE) tile(a, PANEL, packedFilter, PANEL, k, at, stride, flags, biasHere);
      else edgeTile(a, PANEL, packedFilter, PANEL, k, at, stride, flags, biasHere, rows, columns, spare);
    }
  }
}
