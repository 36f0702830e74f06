/**
 * The gradient of a 3×3 convolution with stride 1 in its filter: the transpose
 * of {@link winogradForward} in the filter, so the same 16 products.
 */
import { ACCUMULATE, EDGE, tile } from "./tile";
import { bytes, Images, readImages, roundUp8, Window, writeOffsets } from "./window";
import { planTiles } from "./winograd";
import { transformFilterGradient, transformInput, transformOutputGradient } from "./winograd_transforms";

/** Floats of transformed x and dy that are held at once. */
const BLOCK_FLOATS: i32 = 128 * 1024;
const HEAD: usize = 64;

function tilesOf(w: Window): i32 {
  return max(EDGE, min(96, BLOCK_FLOATS / (16 * (roundUp8(w.inChannels) + roundUp8(w.outChannels)))) & ~(EDGE - 1));
}

/** The bytes of scratch that {@link winogradFilterGradient} needs; `scratch` is where it will be. */
export function winogradFilterGradientScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch), tiles = (w.outHeight + 1 >> 1) * (w.outWidth + 1 >> 1);
  planTiles(plan, w);
  const c = roundUp8(w.inChannels), n = roundUp8(w.outChannels);
  return HEAD + plan.scratch + bytes(tiles + 16 * (c * n + tilesOf(w) * (c + n)));
}

/** dfilter of x and dy; both channel counts are multiples of 4. Returns whether every number was finite, as `winogradForward` does. */
export function winogradFilterGradient(w: Window, x: usize, dy: usize, dfilter: usize, scratch: usize): bool {
  const plan = changetype<Images>(scratch);
  planTiles(plan, w);
  const c = roundUp8(w.inChannels), n = roundUp8(w.outChannels), block = tilesOf(w);
  const down = w.outHeight + 1 >> 1, across = w.outWidth + 1 >> 1, tiles = down * across;
  const copies = scratch + HEAD, offsets = copies + plan.scratch, inputs = offsets + bytes(tiles);
  const outputs = inputs + bytes(16 * block * c), sums = outputs + bytes(16 * block * n);
  writeOffsets(offsets, down, across, 2 * plan.rowBytes, bytes(2 * w.inChannels));
  memory.fill(sums, 0, bytes(16 * c * n));
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * tiles;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    for (let begin = 0; begin < total; begin += block) {
      const here = min(block, total - begin);
      transformInputs(plan, images, offsets, tiles, begin, here, inputs, bytes(block * c), bytes(c));
      transformOutputs(w, dy, first * tiles + begin, here, outputs, bytes(block * n), bytes(n));
      for (let xi = 0; xi < 16; xi++) {
        accumulate(inputs + <usize>xi * bytes(block * c), c, outputs + <usize>xi * bytes(block * n), n, here, sums + <usize>xi * bytes(c * n));
      }
    }
  }
  return writeGradient(w, sums, c, n, dfilter);
}

export function transformInputs(
  plan: Images, images: usize, offsets: usize, tiles: i32, begin: i32, count: i32, to: usize, plane: usize, stride: usize,
): void {
  const c = plan.channels, column = bytes(c), row = plan.rowBytes;
  let image = begin / tiles, t = begin - image * tiles;
  for (let p = 0; p < count; p++, to += stride) {
    const from = images + <usize>image * plan.imageBytes + <usize>load<u32>(offsets + bytes(t));
    for (let i: usize = 0; i < column; i += 16) transformInput(from + i, row, column, to + i, plane);
    if (++t == tiles) {
      t = 0;
      image++;
    }
  }
}

export function transformOutputs(w: Window, dy: usize, begin: i32, count: i32, to: usize, plane: usize, stride: usize): void {
  const across = w.outWidth + 1 >> 1, down = w.outHeight + 1 >> 1, pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  let j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, to += stride) {
    const from = dy + <usize>((image * w.outHeight + 2 * i) * w.outWidth + 2 * j) * pixel;
    const hasColumn = 2 * j + 1 < w.outWidth, hasRow = 2 * i + 1 < w.outHeight;
    for (let n: usize = 0; n < pixel; n += 16) {
      transformOutputGradient(from + n, row, pixel, hasRow, hasColumn, to + n, plane);
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

export function writeGradient(w: Window, sums: usize, c: i32, n: i32, dfilter: usize): bool {
  const plane = bytes(c * n), tap = bytes(w.inChannels * w.outChannels);
  let finite = true;
  for (let i = 0; i < w.inChannels; i++) {
    for (let j = 0; j < w.outChannels; j++) {
      const to = dfilter + bytes(i * w.outChannels + j);
      transformFilterGradient(sums + bytes(i * n + j), plane, to, tap);
      for (let t: usize = 0; t < 9; t++) finite = finite && isFinite(load<f32>(to + t * tap));
    }
  }
  return finite;
}
