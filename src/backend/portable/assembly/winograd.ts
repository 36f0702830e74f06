/**
 * 3×3 convolution with stride 1 in 16 products where the definition has 36.
 *
 * A number that is not finite would spread over its whole tile, so each output
 * is looked at as it is made, and the caller is told to use the definition.
 */
import { packSquare } from "./pack";
import { BIAS, EDGE, PANEL, RELU, tile } from "./tile";
import { bytes, Images, planImages, readImages, roundUp8, Window, writeOffsets } from "./window";
import { transformFilter, transformInput } from "./winograd_transforms";

/** Floats of transformed input that are held at once. */
const BLOCK_FLOATS: i32 = 64 * 1024;
/** Columns of the products that are worked on at once. */
export const CHANNELS: i32 = 64;
/** Bytes at the start of the scratch: the plan, then sixteen numbers of eight tiles. */
const HEAD: usize = 64 + 2048;

/** Tiles that are worked on at once. */
export function tilesOf(channels: i32): i32 {
  return max(EDGE, min(96, BLOCK_FLOATS / (16 * channels)) & ~(EDGE - 1));
}

/** Plans reading whole 4×4 tiles, two pixels apart. */
export function planTiles(plan: Images, w: Window): void {
  planImages(
    plan, w.batch, w.inHeight, w.inWidth, w.inChannels, w.padTop, w.padLeft,
    (w.outHeight + 1 & ~1) + 2, (w.outWidth + 1 & ~1) + 2,
  );
}

/** The bytes of scratch that {@link winogradForward} needs; `scratch` is where it will be. */
export function winogradForwardScratch(w: Window, scratch: usize): usize {
  const plan = changetype<Images>(scratch), tiles = (w.outHeight + 1 >> 1) * (w.outWidth + 1 >> 1);
  planTiles(plan, w);
  const n = roundUp8(w.outChannels), block = tilesOf(w.inChannels);
  return HEAD + plan.scratch + bytes(2 * tiles + 16 * (w.inChannels * n + block * w.inChannels + block * min(CHANNELS, n)));
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
  const c = w.inChannels, n = w.outChannels, wide = roundUp8(n), block = tilesOf(c);
  const down = w.outHeight + 1 >> 1, across = w.outWidth + 1 >> 1, tiles = down * across;
  const spare = scratch + 64, copies = scratch + HEAD, offsets = copies + plan.scratch;
  const filters = offsets + bytes(2 * tiles), inputs = filters + bytes(16 * c * wide), products = inputs + bytes(16 * block * c);
  transformFilters(filter, bytes(c * n), c, bytes(n), n, 4, filters);
  writeOffsets(offsets, down, across, 2 * plan.rowBytes, bytes(2 * c));
  let finite = true;
  for (let first = 0; first < w.batch; first += plan.group) {
    const count = min(plan.group, w.batch - first), total = count * tiles;
    const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
    for (let begin = 0; begin < total; begin += block) {
      const here = min(block, total - begin);
      packInputs(plan, images, offsets, tiles, begin, here, inputs, bytes(block * c), spare);
      for (let j = 0; j < wide; j += CHANNELS) {
        const columns = min(CHANNELS, wide - j);
        multiply(inputs, bytes(block * c), filters + <usize>(j >> 3) * <usize>c * PANEL, bytes(c * wide), c, here, columns, products, bytes(block * columns));
        const ok = writeOutputs(w, products, bytes(block * columns), bytes(columns), first * tiles + begin, here, y, j, min(columns, n - j), flags, bias);
        finite = finite && ok;
      }
      if (!finite) return false;
    }
  }
  return true;
}

/** All filters, `[16][n / 8][k][8]`: k is what will be summed over, with steps of `stepK` and `stepN` bytes. */
export function transformFilters(filter: usize, tap: usize, k: i32, stepK: usize, n: i32, stepN: usize, to: usize): void {
  const plane = bytes(k * roundUp8(n));
  memory.fill(to, 0, 16 * plane);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < n; j++) {
      const at = to + <usize>(j >> 3) * <usize>k * PANEL + <usize>i * PANEL + bytes(j & 7);
      transformFilter(filter + <usize>i * stepK + <usize>j * stepN, tap, at, plane);
    }
  }
}

/** Tiles `begin` on, counted through the group: `[16][tiles / 8][channels][8]`. */
function packInputs(
  plan: Images, images: usize, offsets: usize, tiles: i32, begin: i32, count: i32,
  to: usize, plane: usize, spare: usize,
): void {
  const c = plan.channels, column = bytes(c), row = plan.rowBytes;
  for (let p = 0; p < count; p += EDGE) {
    for (let i = 0; i < c; i += 4) {
      let image = (begin + p) / tiles, t = begin + p - image * tiles;
      for (let e = 0; e < EDGE; e++) {
        const from = images + <usize>image * plan.imageBytes + <usize>load<u32>(offsets + bytes(t)) + bytes(i);
        transformInput(from, row, column, spare + bytes(4 * e), 128);
        if (p + e + 1 < count && ++t == tiles) {
          t = 0;
          image++;
        }
      }
      let at = to + <usize>p * column + <usize>i * PANEL, from = spare;
      for (let xi = 0; xi < 16; xi++) {
        packSquare(from, from + 16, from + 32, from + 48, at);
        packSquare(from + 64, from + 80, from + 96, from + 112, at + 16);
        from += 128;
        at += plane;
      }
    }
  }
}

/** The sixteen products, `[16][tiles][columns]`. */
export function multiply(
  inputs: usize, inputPlane: usize, filters: usize, filterPlane: usize, c: i32,
  count: i32, columns: i32, products: usize, plane: usize,
): void {
  const panel = <usize>c * PANEL, stride = bytes(columns);
  for (let xi = 0; xi < 16; xi++) {
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

/** Aᵀ m A of each tile, the epilogue, and y; whether every result was finite. */
export function writeOutputs(
  w: Window, products: usize, plane: usize, stride: usize, begin: i32, count: i32,
  y: usize, firstChannel: i32, channels: i32, flags: i32, bias: usize,
): bool {
  const across = w.outWidth + 1 >> 1, down = w.outHeight + 1 >> 1, pixel = bytes(w.outChannels), row = <usize>w.outWidth * pixel;
  const zero = f32x4.splat(0);
  let bad = zero, j = begin % across, i = begin / across % down, image = begin / (across * down);
  for (let p = 0; p < count; p++, products += stride) {
    let to = y + <usize>((image * w.outHeight + 2 * i) * w.outWidth + 2 * j) * pixel + bytes(firstChannel);
    const hasColumn = 2 * j + 1 < w.outWidth, hasRow = 2 * i + 1 < w.outHeight;
    for (let n = 0; n < channels; n += 4, to += 16) {
      let at = products + bytes(n);
      let a = v128.load(at), b = v128.load(at + plane), c = v128.load(at + 2 * plane), d = v128.load(at + 3 * plane);
      let s = f32x4.add(f32x4.add(a, b), c), t = f32x4.sub(f32x4.sub(b, c), d);
      let y00 = s, y01 = t;
      at += 4 * plane;
      a = v128.load(at); b = v128.load(at + plane); c = v128.load(at + 2 * plane); d = v128.load(at + 3 * plane);
      s = f32x4.add(f32x4.add(a, b), c); t = f32x4.sub(f32x4.sub(b, c), d);
      y00 = f32x4.add(y00, s); y01 = f32x4.add(y01, t);
      let y10 = s, y11 = t;
      at += 4 * plane;
      a = v128.load(at); b = v128.load(at + plane); c = v128.load(at + 2 * plane); d = v128.load(at + 3 * plane);
      s = f32x4.add(f32x4.add(a, b), c); t = f32x4.sub(f32x4.sub(b, c), d);
      y00 = f32x4.add(y00, s); y01 = f32x4.add(y01, t);
      y10 = f32x4.sub(y10, s); y11 = f32x4.sub(y11, t);
      at += 4 * plane;
      a = v128.load(at); b = v128.load(at + plane); c = v128.load(at + 2 * plane); d = v128.load(at + 3 * plane);
      s = f32x4.add(f32x4.add(a, b), c); t = f32x4.sub(f32x4.sub(b, c), d);
      y10 = f32x4.sub(y10, s); y11 = f32x4.sub(y11, t);
      s = f32x4.add(f32x4.add(y00, y01), f32x4.add(y10, y11));
      bad = v128.or(bad, f32x4.sub(s, s)); // 0, or NaN
      if (flags & BIAS) {
        const value = v128.load(bias + bytes(firstChannel + n));
        y00 = f32x4.add(y00, value); y01 = f32x4.add(y01, value); y10 = f32x4.add(y10, value); y11 = f32x4.add(y11, value);
      }
      if (flags & RELU) {
        y00 = f32x4.pmax(y00, zero); y01 = f32x4.pmax(y01, zero); y10 = f32x4.pmax(y10, zero); y11 = f32x4.pmax(y11, zero);
      }
      v128.store(to, y00);
      if (hasColumn) v128.store(to + pixel, y01);
      if (hasRow) v128.store(to + row, y10);
      if (hasRow && hasColumn) v128.store(to + row + pixel, y11);
    }
    if (++j < across) continue;
    j = 0;
    if (++i < down) continue;
    i = 0;
    image++;
  }
  return !v128.any_true(bad);
}
