/**
 * The gradient of a 3×3 convolution with stride 1 in its input: the transpose
 * of {@link winogradForward} in the input, so the same 36 products; the 6×6
 * tiles overlap, and are added up.
 */
import { EDGE, PANEL } from "./tile";
import { bytes, roundUp8, Window } from "./window";
import { CHANNELS, HEAD, multiply, packGathered, tilesAcross, tilesOf, transformFilters } from "./winograd";
import { Constants, PLANES, STEP, TILE, transformInputGradient, transformOutputGradient, writeConstants } from "./winograd_transforms";

/** The bytes of scratch that {@link winogradInputGradient} needs. */
export function winogradInputGradientScratch(w: Window): usize {
  const wide = roundUp8(w.inChannels), n = w.outChannels, block = tilesOf(n);
  return HEAD + bytes(PLANES * (n * wide + block * n + block * min(CHANNELS, wide)));
}

/** dx of dy; both channel counts are multiples of 4. Returns whether every number was finite, as `winogradForward` does. */
export function winogradInputGradient(w: Window, dy: usize, filter: usize, dx: usize, scratch: usize): bool {
  const c = w.inChannels, n = w.outChannels, wide = roundUp8(c), block = tilesOf(n);
  const total = w.batch * tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
  const filters = scratch + HEAD, inputs = filters + bytes(PLANES * n * wide), products = inputs + bytes(PLANES * block * n);
  writeConstants(scratch + 64);
  transformFilters(filter, bytes(c * n), n, 4, c, bytes(n), filters, scratch + 128);
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

/** A 4×4 tile of dy with what lies outside as 0, four channels of it, at `to`. */
export function copyTile(w: Window, dy: usize, image: i32, top: i32, left: i32, channel: usize, to: usize): void {
  memory.fill(to, 0, 256);
  const pixel = bytes(w.outChannels), rows = min(STEP, w.outHeight - top), columns = min(STEP, w.outWidth - left);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = dy + <usize>((image * w.outHeight + top + i) * w.outWidth + left + j) * pixel + channel;
      v128.store(to + bytes(4 * (STEP * i + j)), v128.load(at));
    }
  }
}

/** The tiles of dy from `begin` on: `[36][tiles / 8][channels][8]`. */
function packOutputs(w: Window, dy: usize, begin: i32, count: i32, to: usize, plane: usize, scratch: usize): void {
  const across = tilesAcross(w.outWidth), down = tilesAcross(w.outHeight), pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  const constants = changetype<Constants>(scratch + 64), spare = scratch + 128, copy = spare + TILE, gathered = copy + TILE;
  for (let p = 0; p < count; p += EDGE) {
    for (let n: usize = 0; n < pixel; n += 16) {
      let j = (begin + p) % across, i = (begin + p) / across % down, image = (begin + p) / (across * down);
      for (let e = 0; e < EDGE; e++) {
        const top = STEP * i, left = STEP * j, whole = top + STEP <= w.outHeight && left + STEP <= w.outWidth;
        if (!whole) copyTile(w, dy, image, top, left, n, copy);
        const from = dy + <usize>((image * w.outHeight + top) * w.outWidth + left) * pixel + n;
        transformOutputGradient(constants, whole ? from : copy, whole ? row : 64, whole ? pixel : 16, gathered + bytes(4 * e), 128, spare);
        if (p + e + 1 == count) break;
        if (++j < across) continue;
        j = 0;
        if (++i < down) continue;
        i = 0;
        image++;
      }
      packGathered(gathered, to + <usize>p * pixel + 8 * n, plane);
    }
  }
}

/** B m Bᵀ of each tile, added where it belongs; whether every tile was finite. */
export function addTiles(
  w: Window, products: usize, plane: usize, stride: usize, begin: i32, count: i32,
  dx: usize, firstChannel: i32, channels: i32, scratch: usize,
): bool {
  const across = tilesAcross(w.outWidth), down = tilesAcross(w.outHeight), pixel = bytes(w.inChannels), row = <usize>w.inWidth * pixel;
  const constants = changetype<Constants>(scratch + 64), spare = scratch + 128, copy = spare + TILE;
  let bad = f32x4.splat(0), j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, products += stride) {
    const top = STEP * i - w.padTop, left = STEP * j - w.padLeft;
    const whole = top >= 0 && left >= 0 && top + 6 <= w.inHeight && left + 6 <= w.inWidth;
    const to = dx + <usize>((image * w.inHeight + top) * w.inWidth + left) * pixel + bytes(firstChannel);
    for (let n: usize = 0; n < bytes(channels); n += 16) {
      if (!whole) memory.fill(copy, 0, TILE);
      transformInputGradient(constants, products + n, plane, whole ? to + n : copy, whole ? row : 96, whole ? pixel : 16, spare);
      // every one of the 36 numbers is in one of the last four
      const corner = whole ? to + n + 4 * row + 4 * pixel : copy + 448, rowHere = whole ? row : 96, pixelHere = whole ? pixel : 16;
      const last = f32x4.add(
        f32x4.add(v128.load(corner), v128.load(corner + pixelHere)),
        f32x4.add(v128.load(corner + rowHere), v128.load(corner + rowHere + pixelHere)),
      );
      bad = v128.or(bad, f32x4.sub(last, last)); // 0, or NaN
      if (!whole) addInside(w, copy, to + n, top, left, row, pixel);
    }
    if (++j < across) continue;
    j = 0;
    if (++i < down) continue;
    i = 0;
    image++;
  }
  return !v128.any_true(bad);
}

/** The pixels of a 6×6 tile that lie in the image. */
function addInside(w: Window, tile: usize, to: usize, top: i32, left: i32, row: usize, pixel: usize): void {
  for (let i = max(0, -top); i < min(6, w.inHeight - top); i++) {
    for (let j = max(0, -left); j < min(6, w.inWidth - left); j++) {
      const at = to + <usize>i * row + <usize>j * pixel;
      v128.store(at, f32x4.add(v128.load(at), v128.load(tile + bytes(4 * (6 * i + j)))));
    }
  }
}
