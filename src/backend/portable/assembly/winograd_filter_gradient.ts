/**
 * The gradient of a 3×3 convolution with stride 1 in its filter: the transpose
 * of {@link winogradForward} in the filter, so the same 36 products.
 */
import { areFinite } from "./conv_definition";
import { ACCUMULATE, EDGE, tile } from "./tile";
import { bytes, Images, readImages, roundUp8, Window, writeOffsets } from "./window";
import { HEAD, planTiles, tilesAcross } from "./winograd";
import { copyTile } from "./winograd_input_gradient";
import {
  Constants, PLANES, STEP, TILE, transformFilterGradient, transformInput, transformOutputGradient, writeConstants,
} from "./winograd_transforms";

/** Floats of transformed x and dy that are held at once. */
const BLOCK_FLOATS: i32 = 192 * 1024;

function tilesOf(w: Window): i32 {
  const floats = PLANES * (roundUp8(w.inChannels) + roundUp8(w.outChannels));
  return max(3 * EDGE, min(96, BLOCK_FLOATS / floats) & ~(EDGE - 1));
}

/** The bytes of scratch that {@link winogradFilterGradient} needs; `scratch` is where it will be. */
export function winogradFilterGradientScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch), tiles = tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
  planTiles(plan, w);
  const c = roundUp8(w.inChannels), n = roundUp8(w.outChannels);
  return HEAD + plan.scratch + bytes(tiles + PLANES * (c * n + tilesOf(w) * (c + n)));
}

/** dfilter of x and dy; both channel counts are multiples of 4. Returns whether every number was finite, as `winogradForward` does. */
export function winogradFilterGradient(w: Window, x: usize, dy: usize, dfilter: usize, scratch: usize): bool {
  const plan = changetype<Images>(scratch);
  planTiles(plan, w);
  writeConstants(scratch + 64);
  const c = roundUp8(w.inChannels), n = roundUp8(w.outChannels), block = tilesOf(w);
  const tiles = tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
  const copies = scratch + HEAD, offsets = copies + plan.scratch, inputs = offsets + bytes(tiles);
  const outputs = inputs + bytes(PLANES * block * c), sums = outputs + bytes(PLANES * block * n);
  writeOffsets(offsets, tilesAcross(w.outHeight), tilesAcross(w.outWidth), STEP * plan.rowBytes, bytes(STEP * w.inChannels));
  memory.fill(sums, 0, bytes(PLANES * c * n));
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * tiles;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    for (let begin = 0; begin < total; begin += block) {
      const here = min(block, total - begin);
      transformInputs(plan, images, offsets, tiles, begin, here, inputs, bytes(block * c), bytes(c), scratch);
      transformOutputs(w, dy, first * tiles + begin, here, outputs, bytes(block * n), bytes(n), scratch);
      for (let xi = 0; xi < PLANES; xi++) {
        accumulate(inputs + <usize>xi * bytes(block * c), c, outputs + <usize>xi * bytes(block * n), n, here, sums + <usize>xi * bytes(c * n));
      }
    }
  }
  const plane = bytes(c * n), tap = bytes(w.inChannels * w.outChannels);
  for (let i = 0; i < w.inChannels; i++) {
    for (let j = 0; j < w.outChannels; j++) {
      transformFilterGradient(sums + bytes(i * n + j), plane, dfilter + bytes(i * w.outChannels + j), tap, scratch + 128);
    }
  }
  return areFinite(dfilter, 9 * w.inChannels * w.outChannels);
}

export function transformInputs(
  plan: Images, images: usize, offsets: usize, tiles: i32, begin: i32, count: i32,
  to: usize, plane: usize, stride: usize, scratch: usize,
): void {
  const column = bytes(plan.channels), row = plan.rowBytes, constants = changetype<Constants>(scratch + 64);
  let image = begin / tiles, t = begin - image * tiles;
  for (let p = 0; p < count; p++, to += stride) {
    const from = images + <usize>image * plan.imageBytes + <usize>load<u32>(offsets + bytes(t));
    for (let i: usize = 0; i < column; i += 16) transformInput(constants, from + i, row, column, to + i, plane, scratch + 128);
    if (++t < tiles) continue;
    t = 0;
    image++;
  }
}

export function transformOutputs(
  w: Window, dy: usize, begin: i32, count: i32, to: usize, plane: usize, stride: usize, scratch: usize,
): void {
  const across = tilesAcross(w.outWidth), down = tilesAcross(w.outHeight), pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  const constants = changetype<Constants>(scratch + 64), spare = scratch + 128, copy = spare + TILE;
  let j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, to += stride) {
    const top = STEP * i, left = STEP * j, whole = top + STEP <= w.outHeight && left + STEP <= w.outWidth;
    const from = dy + <usize>((image * w.outHeight + top) * w.outWidth + left) * pixel;
    for (let n: usize = 0; n < pixel; n += 16) {
      if (!whole) copyTile(w, dy, image, top, left, n, copy);
      transformOutputGradient(constants, whole ? from + n : copy, whole ? row : 64, whole ? pixel : 16, to + n, plane, spare);
    }
    if (++j < across) continue;
    j = 0;
    if (++i < down) continue;
    i = 0;
    image++;
  }
}

function accumulate(inputs: usize, c: i32, outputs: usize, n: i32, count: i32, sums: usize): void {
  const strideA = bytes(c), strideB = bytes(n);
  for (let j = 0; j < n; j += EDGE) {
    for (let i = 0; i < c; i += EDGE) {
      tile(inputs + bytes(i), strideA, outputs + bytes(j), strideB, count, sums + bytes(i * n + j), strideB, ACCUMULATE, 0);
    }
  }
}
