/**
 * 3×3 convolution with stride 1 in 36 products for sixteen pixels, where the
 * definition has 144.
 *
 * A number that is not finite would spread over its whole tile, so each tile
 * is looked at as it is made, and the caller is told to use the definition.
 */
import { packSquare } from "./pack";
import { BIAS, EDGE, PANEL, RELU, tile } from "./tile";
import { bytes, Images, planImages, readImages, roundUp8, Window, writeOffsets } from "./window";
import { Constants, PLANES, STEP, TILE, transformFilter, transformInput, transformOutput, writeConstants } from "./winograd_transforms";

/** Floats of transformed input that are held at once. */
const BLOCK_FLOATS: i32 = 96 * 1024;
/** Columns of the products that are worked on at once. */
export const CHANNELS: i32 = 64;
/** Bytes of 36 numbers of eight tiles, four channels each. */
export const GATHERED: usize = 36 * 128;
/** Bytes at the start of the scratch: the plan, the constants, two tiles, then what is gathered. */
export const HEAD: usize = 128 + 2 * TILE + GATHERED;

// @ts-ignore: decorator
@inline
export function tilesAcross(pixels: i32): i32 {
  return (pixels + STEP - 1) / STEP;
}
/** Tiles that are worked on at once. */
export function tilesOf(channels: i32): i32 {
  return max(3 * EDGE, min(96, BLOCK_FLOATS / (PLANES * channels)) & ~(EDGE - 1));
}

/** Plans reading whole 6×6 tiles, four pixels apart. */
export function planTiles(plan: Images, w: Window): void {
  planImages(
    plan, w.batch, w.inHeight, w.inWidth, w.inChannels, w.padTop, w.padLeft,
    STEP * tilesAcross(w.outHeight) + 2, STEP * tilesAcross(w.outWidth) + 2,
  );
}

/** The bytes of scratch that {@link winogradForward} needs; `scratch` is where it will be. */
export function winogradForwardScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch), tiles = tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
  planTiles(plan, w);
  const c = w.inChannels, n = roundUp8(w.outChannels), block = tilesOf(c);
  return HEAD + plan.scratch + bytes(tiles + PLANES * (c * n + block * c + block * min(CHANNELS, n)));
}

/**
 * y = x convolved with the filter, then what `flags` (BIAS, RELU) say; both
 * channel counts are multiples of 4.
 *
 * @returns Whether every number was finite; if not, y must be computed otherwise.
 */
export function winogradForward(w: Window, x: usize, filter: usize, y: usize, flags: i32, bias: usize, scratch: usize): bool {
  const plan = changetype<Images>(scratch);
  planTiles(plan, w);
  writeConstants(scratch + 64);
  const c = w.inChannels, n = w.outChannels, wide = roundUp8(n), block = tilesOf(c);
  const tiles = tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
  const copies = scratch + HEAD, offsets = copies + plan.scratch, filters = offsets + bytes(tiles);
  const inputs = filters + bytes(PLANES * c * wide), products = inputs + bytes(PLANES * block * c);
  transformFilters(filter, bytes(c * n), c, bytes(n), n, 4, filters, scratch + 128);
  writeOffsets(offsets, tilesAcross(w.outHeight), tilesAcross(w.outWidth), STEP * plan.rowBytes, bytes(STEP * c));
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * tiles;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    for (let begin = 0; begin < total; begin += block) {
      const here = min(block, total - begin);
      packInputs(plan, images, offsets, tiles, begin, here, inputs, bytes(block * c), scratch);
      for (let j = 0; j < wide; j += CHANNELS) {
        const columns = min(CHANNELS, wide - j);
        multiply(inputs, bytes(block * c), filters + <usize>(j >> 3) * <usize>c * PANEL, bytes(c * wide), c, here, columns, products, bytes(block * columns));
        if (!writeOutputs(w, products, bytes(block * columns), bytes(columns), first * tiles + begin, here, y, j, min(columns, n - j), flags, bias, scratch)) return false;
      }
    }
  }
  return true;
}

/** All filters, `[36][n / 8][k][8]`: k is what will be summed over, with steps of `stepK` and `stepN` bytes. */
export function transformFilters(
  filter: usize, tap: usize, k: i32, stepK: usize, n: i32, stepN: usize, to: usize, spare: usize,
): void {
  const plane = bytes(k * roundUp8(n));
  memory.fill(to, 0, PLANES * plane);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < n; j++) {
      const at = to + <usize>(j >> 3) * <usize>k * PANEL + <usize>i * PANEL + bytes(j & 7);
      transformFilter(filter + <usize>i * stepK + <usize>j * stepN, tap, at, plane, spare);
    }
  }
}

/** Tiles `begin` on, counted through the group: `[36][tiles / 8][channels][8]`. */
function packInputs(
  plan: Images, images: usize, offsets: usize, tiles: i32, begin: i32, count: i32, to: usize, plane: usize, scratch: usize,
): void {
  const c = plan.channels, column = bytes(c), row = plan.rowBytes;
  const constants = changetype<Constants>(scratch + 64), gathered = scratch + 128 + 2 * TILE;
  for (let p = 0; p < count; p += EDGE) {
    for (let i = 0; i < c; i += 4) {
      let image = (begin + p) / tiles, t = begin + p - image * tiles;
      for (let e = 0; e < EDGE; e++) {
        const from = images + <usize>image * plan.imageBytes + <usize>load<u32>(offsets + bytes(t)) + bytes(i);
        transformInput(constants, from, row, column, gathered + bytes(4 * e), 128, scratch + 128);
        if (p + e + 1 == count) break;
        if (++t < tiles) continue;
        t = 0;
        image++;
      }
      packGathered(gathered, to + <usize>p * column + <usize>i * PANEL, plane);
    }
  }
}

/** What was gathered of eight tiles, transposed: each number's four channels to four steps of a panel. */
export function packGathered(gathered: usize, to: usize, plane: usize): void {
  for (let xi = 0; xi < PLANES; xi++) {
    packSquare(gathered, gathered + 16, gathered + 32, gathered + 48, to);
    packSquare(gathered + 64, gathered + 80, gathered + 96, gathered + 112, to + 16);
    gathered += 128;
    to += plane;
  }
}

/** The 36 products, `[36][tiles][columns]`. */
export function multiply(
  inputs: usize, inputPlane: usize, filters: usize, filterPlane: usize, c: i32,
  count: i32, columns: i32, products: usize, plane: usize,
): void {
  const panel = <usize>c * PANEL, stride = bytes(columns);
  for (let xi = 0; xi < PLANES; xi++) {
    let b = filters;
    for (let j = 0; j < columns; j += EDGE, b += panel) {
      let a = inputs;
      for (let p = 0; p < count; p += EDGE, a += panel) {
        tile(a, PANEL, b, PANEL, c, products + <usize>p * stride + bytes(j), stride, 0, 0);
      }
    }
    inputs += inputPlane;
    filters += filterPlane;
    products += plane;
  }
}

/** Aᵀ m A of each tile, the epilogue, and y; whether every tile was finite. */
export function writeOutputs(
  w: Window, products: usize, plane: usize, stride: usize, begin: i32, count: i32,
  y: usize, firstChannel: i32, channels: i32, flags: i32, bias: usize, scratch: usize,
): bool {
  const across = tilesAcross(w.outWidth), down = tilesAcross(w.outHeight), pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  const constants = changetype<Constants>(scratch + 64), spare = scratch + 128, out = spare + TILE, zero = f32x4.splat(0);
  let bad = zero, j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, products += stride) {
    const to = y + <usize>((image * w.outHeight + STEP * i) * w.outWidth + STEP * j) * pixel + bytes(firstChannel);
    const rows = min(STEP, w.outHeight - STEP * i), columns = min(STEP, w.outWidth - STEP * j);
    for (let n = 0; n < channels; n += 4) {
      transformOutput(constants, products + bytes(n), plane, out, spare);
      // every one of the 36 numbers is in one of the corners
      const corners = f32x4.add(
        f32x4.add(v128.load(out), v128.load(out, 48)),
        f32x4.add(v128.load(out, 192), v128.load(out, 240)),
      );
      bad = v128.or(bad, f32x4.sub(corners, corners)); // 0, or NaN
      const add = flags & BIAS ? v128.load(bias + bytes(firstChannel + n)) : zero;
      for (let r = 0; r < rows; r++) {
        let at = to + <usize>r * row + bytes(n), from = out + <usize>r * 64;
        for (let s = 0; s < columns; s++, at += pixel, from += 16) {
          const value = f32x4.add(v128.load(from), add);
          v128.store(at, flags & RELU ? f32x4.pmax(value, zero) : value);
        }
      }
    }
    if (++j < across) continue;
    j = 0;
    if (++i < down) continue;
    i = 0;
    image++;
  }
  return !v128.any_true(bad);
}
