/**
 * 3×3 convolutions with stride 1 by Winograd's F(2×2, 3×3) (Lavin and Gray
 * 2015, arXiv 1509.09308): 16 products where the definition has 36. What
 * surrounds the products runs over four channels at once and costs as much as
 * it saves where there are few, so it is for many channels.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape, Epilogue } from "../kernels/kernel_set.ts";
import { type Loops, writeWindow } from "./loops.ts";
import type { NativeProvider } from "./provider.ts";

const floatBytes = 4;
const products = 16;
/** From here on it pays. */
const fewestChannels = 32;
/** Tiles that are worked on at once, as near as whole images come to it. */
const tilesAtOnce = 128;
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
  /** Scratch for so many floats of each of the sixteen numbers. */
  const room = (slot: string, floats: number): Address =>
    heap.scratch(`native Winograd ${slot}`, products * floats * floatBytes);

  function filters(shape: ConvShape, window: Address, filter: Address): Address {
    const to = room("filters", shape.inChannels * shape.outChannels);
    loops.winogradFilters(window, filter, to);
    return to;
  }

  /** Where transformed images lie, and how to transform them. */
  function inputs(shape: ConvShape, window: Address, images: number) {
    const to = room("inputs", images * tilesOf(shape) * shape.inChannels);
    const head = heap.scratch("native Winograd plan", 64);
    const bytes = loops.winogradInputsScratch(window, images, head);
    const scratch = heap.scratch("native Winograd images", bytes);
    return {
      to,
      transform: (x: Address, first: number, count: number): void =>
        loops.winogradInputs(window, x, first, count, to, scratch),
    };
  }

  return {
    forward(shape, at, { bias, relu }) {
      if (!suitsWinograd(shape)) return false;
      const window = writeWindow(shape, heap);
      const images = imagesAtOnce(shape);
      const [k, n] = [shape.inChannels, shape.outChannels];
      const b = filters(shape, window, at.filter);
      const a = inputs(shape, window, images);
      const c = room("outputs", images * tilesOf(shape) * n);
      const flags = (bias ? addBias : 0) | (relu ? applyRelu : 0);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        a.transform(at.x, first, count);
        const product = { m: count * tilesOf(shape), n, k, transposeA: false, transposeB: false };
        provider.multiply(product, { a: a.to, b, c }, { count: products });
        if (!loops.winogradOutputs(window, c, first, count, at.y, flags, bias)) return false;
      }
      return true;
    },

    inputGradient(shape, at) {
      if (!suitsWinograd(shape)) return false;
      const window = writeWindow(shape, heap);
      const images = imagesAtOnce(shape);
      const [k, n] = [shape.outChannels, shape.inChannels];
      const b = filters(shape, window, at.filter);
      const a = room("outputs", images * tilesOf(shape) * k);
      const c = room("inputs", images * tilesOf(shape) * n);
      heap.floats(at.dx, shape.batch * shape.inHeight * shape.inWidth * n).fill(0);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        loops.winogradOutputGradients(window, at.dy, first, count, a);
        const product = { m: count * tilesOf(shape), n, k, transposeA: false, transposeB: true };
        provider.multiply(product, { a, b, c }, { count: products });
        if (!loops.winogradInputGradients(window, c, first, count, at.dx, window + 64)) {
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
      const a = inputs(shape, window, images);
      const b = room("outputs", images * tilesOf(shape) * n);
      const c = room("filters", m * n);
      for (let first = 0; first < shape.batch; first += images) {
        const count = Math.min(images, shape.batch - first);
        a.transform(at.x, first, count);
        loops.winogradOutputGradients(window, at.dy, first, count, b);
        const product = { m, n, k: count * tilesOf(shape), transposeA: true, transposeB: false };
        const options = { count: products, accumulate: first > 0 };
        provider.multiply(product, { a: a.to, b, c }, options);
      }
      return loops.winogradFilterGradient(window, c, at.dfilter) !== 0;
    },
  };
}

/** 3×3, stride 1, channels in fours and many of them, images of a size that is cut into parts. */
function suitsWinograd(shape: ConvShape): boolean {
  const window = [
    shape.windowHeight,
    shape.windowWidth,
    shape.strideHeight,
    shape.strideWidth,
  ].join();
  const channels = [shape.inChannels, shape.outChannels];
  return window === "3,3,1,1" && tilesOf(shape) <= 1024 &&
    channels.every((count) => count % 4 === 0 && count >= fewestChannels);
}

/** 2×2 tiles of an image's output. */
function tilesOf({ outHeight, outWidth }: ConvShape): number {
  return Math.ceil(outHeight / 2) * Math.ceil(outWidth / 2);
}

function imagesAtOnce(shape: ConvShape): number {
  return Math.min(shape.batch, Math.max(1, Math.round(tilesAtOnce / tilesOf(shape))));
}
