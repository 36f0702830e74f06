/**
 * 3×3 convolutions with stride 1 by Winograd's F(4×4, 3×3) (Lavin and Gray
 * 2015, arXiv 1509.09308) as the portable kernels have it: 36 products for
 * sixteen pixels, where the definition has 144. The library multiplies, the
 * maps around it are ours; they cost as much as is saved where there are few
 * channels.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape, Epilogue } from "../kernels/kernel_set.ts";
import { type Loops, writeWindow } from "./loops.ts";
import type { NativeProvider } from "./provider.ts";

const floatBytes = 4;
const products = 36;
/** Pixels from one tile of the output to the next. */
const step = 4;
/** From here on it pays. */
const fewestChannels = 32;
/** Products, by those of the definition, beyond which it does not. */
const mostWork = 0.6;
/** Tiles that are worked on at once, as near as whole images come to it. */
const tilesAtOnce = 256;
/** The flags of the portable kernels. */
const addBias = 2;
const applyRelu = 4;

/** What it is made with. */
export interface WinogradTools {
  readonly heap: Heap;
  readonly provider: NativeProvider;
  readonly loops: Loops;
}

/**
 * The kernels; each returns whether it did it. It did not where the shape does
 * not suit, or where a number that is not finite would spread over its tile.
 */
export interface WinogradConvolution {
  forward(
    shape: ConvShape,
    at: { readonly x: Address; readonly filter: Address; readonly y: Address },
    epilogue: Epilogue,
  ): boolean;
  inputGradient(
    shape: ConvShape,
    at: { readonly dy: Address; readonly filter: Address; readonly dx: Address },
  ): boolean;
  filterGradient(
    shape: ConvShape,
    at: { readonly x: Address; readonly dy: Address; readonly dfilter: Address },
  ): boolean;
}

/** Makes them. */
export function makeWinograd({ heap, provider, loops }: WinogradTools): WinogradConvolution {
  /** Room for so many floats of each of the 36 numbers. */
  const room = (slot: string, floats: number): Address =>
    heap.scratch(`native Winograd ${slot}`, products * floats * floatBytes);

  const scratchFor = (window: Address, images: number): Address =>
    heap.scratch("native Winograd", loops.winogradScratch(window, images, window + 64));

  return {
    forward(shape, at, { bias, relu }) {
      if (!suitsWinograd(shape)) return false;
      const window = writeWindow(shape, heap);
      const images = imagesAtOnce(shape);
      const [k, n] = [shape.inChannels, shape.outChannels];
      const scratch = scratchFor(window, images);
      const a = room("inputs", images * tilesOf(shape) * k);
      const b = room("filters", k * n);
      const c = room("outputs", images * tilesOf(shape) * n);
      loops.winogradFilters(window, at.filter, b, scratch);
      const flags = (bias ? addBias : 0) | (relu ? applyRelu : 0);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        loops.winogradInputs(window, at.x, first, count, a, scratch);
        const product = { m: count * tilesOf(shape), n, k, transposeA: false, transposeB: false };
        provider.multiply(product, { a, b, c }, { count: products });
        if (!loops.winogradOutputs(window, c, first, count, at.y, flags, bias, scratch)) {
          return false;
        }
      }
      return true;
    },

    inputGradient(shape, at) {
      if (!suitsWinograd(shape)) return false;
      const window = writeWindow(shape, heap);
      const images = imagesAtOnce(shape);
      const [k, n] = [shape.outChannels, shape.inChannels];
      const scratch = scratchFor(window, images);
      const b = room("filters", k * n);
      const a = room("outputs", images * tilesOf(shape) * k);
      const c = room("inputs", images * tilesOf(shape) * n);
      loops.winogradFilters(window, at.filter, b, scratch);
      heap.floats(at.dx, shape.batch * shape.inHeight * shape.inWidth * n).fill(0);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        loops.winogradOutputGradients(window, at.dy, first, count, a, scratch);
        const product = { m: count * tilesOf(shape), n, k, transposeA: false, transposeB: true };
        provider.multiply(product, { a, b, c }, { count: products });
        if (!loops.winogradInputGradients(window, c, first, count, at.dx, scratch)) {
          return false;
        }
      }
      return true;
    },

    filterGradient(shape, at) {
      if (!suitsWinograd(shape)) return false;
      const window = writeWindow(shape, heap);
      const images = imagesAtOnce(shape);
      const [m, n] = [shape.inChannels, shape.outChannels];
      const scratch = scratchFor(window, images);
      const a = room("inputs", images * tilesOf(shape) * m);
      const b = room("outputs", images * tilesOf(shape) * n);
      const c = room("filters", m * n);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        loops.winogradInputs(window, at.x, first, count, a, scratch);
        loops.winogradOutputGradients(window, at.dy, first, count, b, scratch);
        const product = { m, n, k: count * tilesOf(shape), transposeA: true, transposeB: false };
        const options = { count: products, accumulate: first > 0 };
        provider.multiply(product, { a, b, c }, options);
      }
      return loops.winogradFilterGradient(window, c, at.dfilter, scratch) !== 0;
    },
  };
}

/** 3×3, stride 1, channels in fours and many of them, and tiles that do not leave too much empty. */
function suitsWinograd(shape: ConvShape): boolean {
  const { windowHeight, windowWidth, strideHeight, strideWidth, outHeight, outWidth } = shape;
  if ([windowHeight, windowWidth, strideHeight, strideWidth].join() !== "3,3,1,1") return false;
  const channels = [shape.inChannels, shape.outChannels];
  if (channels.some((count) => count % 4 !== 0 || count < fewestChannels)) return false;
  const tiles = tilesOf(shape);
  return tiles <= 1024 && products * tiles < mostWork * 9 * outHeight * outWidth;
}

/** Tiles of an image's output. */
function tilesOf({ outHeight, outWidth }: ConvShape): number {
  return Math.ceil(outHeight / step) * Math.ceil(outWidth / step);
}

function imagesAtOnce(shape: ConvShape): number {
  return Math.min(shape.batch, Math.max(1, Math.round(tilesAtOnce / tilesOf(shape))));
}
