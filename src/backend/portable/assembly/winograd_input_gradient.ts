/**
 * The gradient of a 3×3 convolution with stride 1 in its input: the transpose
 * of {@link winogradForward} in the input, so the same 16 products; the 4×4
 * tiles overlap, and are added up.
 */
import { packSquare } from "./pack";
import { EDGE, PANEL } from "./tile";
import { bytes, roundUp8, Window } from "./window";
import { CHANNELS, multiply, tilesOf, transformFilters } from "./winograd";
import { transformInputGradient, transformOutputGradient } from "./winograd_transforms";

/** Bytes at the start of the scratch: sixteen numbers of eight tiles. */
const HEAD: usize = 2048;

/** The bytes of scratch that {@link winogradInputGradient} needs. */
export function winogradInputGradientScratch(w: Window): usize {
  const wide = roundUp8(w.inChannels), n = w.outChannels, block = tilesOf(n);
  return HEAD + bytes(16 * (n * wide + block * n + block * min(CHANNELS, wide)));
}

/** dx of dy; both channel counts are multiples of 4. Returns whether every number was finite, as `winogradForward` does. */
export function winogradInputGradient(w: Window, dy: usize, filter: usize, dx: usize, scratch: usize): bool {
  const c = w.inChannels, n = w.outChannels, wide = roundUp8(c), block = tilesOf(n);
  const tiles = (w.outHeight + 1 >> 1) * (w.outWidth + 1 >> 1), total = w.batch * tiles;
  const filters = scratch + HEAD, inputs = filters + bytes(16 * n * wide), products = inputs + bytes(16 * block * n);
  transformFilters(filter, bytes(c * n), n, 4, c, bytes(n), filters);
  memory.fill(dx, 0, bytes(w.batch * w.inHeight * w.inWidth * c));
  for (let begin = 0; begin < total; begin += block) {
    const here = min(block, total - begin);
    packOutputs(w, dy, begin, here, inputs, bytes(block * n), scratch);
    for (let j = 0; j < wide; j += CHANNELS) {
      const columns = min(CHANNELS, wide - j);
      multiply(inputs, bytes(block * n), filters + <usize>(j >> 3) * <usize>n * PANEL, bytes(n * wide), n, here, columns, products, bytes(block * columns));
      if (!addTiles(w, products, bytes(block * columns), bytes(columns), begin, here, dx, j, min(columns, c - j), scratch)) return false;
    }
  }
  return true;
}

/** The tiles of dy from `begin` on: `[16][tiles / 8][channels][8]`. */
function packOutputs(w: Window, dy: usize, begin: i32, count: i32, to: usize, plane: usize, spare: usize): void {
  const across = w.outWidth + 1 >> 1, down = w.outHeight + 1 >> 1, pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  for (let p = 0; p < count; p += EDGE) {
    for (let n: usize = 0; n < pixel; n += 16) {
      let j = (begin + p) % across, i = (begin + p) / across % down, image = (begin + p) / (across * down);
      for (let e = 0; e < EDGE; e++) {
        const from = dy + <usize>((image * w.outHeight + 2 * i) * w.outWidth + 2 * j) * pixel + n;
        transformOutputGradient(from, row, pixel, 2 * i + 1 < w.outHeight, 2 * j + 1 < w.outWidth, spare + bytes(4 * e), 128);
        if (p + e + 1 == count) break;
        if (++j < across) continue;
        j = 0;
        if (++i < down) continue;
        i = 0;
        image++;
      }
      let at = to + <usize>p * pixel + 8 * n, from = spare;
      for (let xi = 0; xi < 16; xi++) {
        packSquare(from, from + 16, from + 32, from + 48, at);
        packSquare(from + 64, from + 80, from + 96, from + 112, at + 16);
        from += 128;
        at += plane;
      }
    }
  }
}

/** B m Bᵀ of each tile, added where it belongs; whether every number was finite. */
export function addTiles(
  w: Window, products: usize, plane: usize, stride: usize, begin: i32, count: i32,
  dx: usize, firstChannel: i32, channels: i32, spare: usize,
): bool {
  const across = w.outWidth + 1 >> 1, down = w.outHeight + 1 >> 1, pixel = bytes(w.inChannels), row = <usize>w.inWidth * pixel;
  let bad = f32x4.splat(0), j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, products += stride) {
    const top = 2 * i - w.padTop, left = 2 * j - w.padLeft;
    const inside = top >= 0 && left >= 0 && top + 4 <= w.inHeight && left + 4 <= w.inWidth;
    const to = dx + <usize>((image * w.inHeight + top) * w.inWidth + left) * pixel + bytes(firstChannel);
    for (let n: usize = 0; n < bytes(channels); n += 16) {
      if (!inside) memory.fill(spare, 0, 256);
      const sum = inside
        ? transformInputGradient(products + n, plane, to + n, row, pixel)
        : transformInputGradient(products + n, plane, spare, 64, 16);
      bad = v128.or(bad, f32x4.sub(sum, sum)); // 0, or NaN
      if (!inside) addInside(w, spare, to + n, top, left, row, pixel);
    }
    if (++j < across) continue;
    j = 0;
    if (++i < down) continue;
    i = 0;
    image++;
  }
  return !v128.any_true(bad);
}

/** The pixels of a 4×4 tile that lie in the image. */
function addInside(w: Window, tile: usize, to: usize, top: i32, left: i32, row: usize, pixel: usize): void {
  for (let i = max(0, -top); i < min(4, w.inHeight - top); i++) {
    for (let j = max(0, -left); j < min(4, w.inWidth - left); j++) {
      const at = to + <usize>i * row + <usize>j * pixel;
      v128.store(at, f32x4.add(v128.load(at), v128.load(tile + bytes(4 * (4 * i + j)))));
    }
  }
}
