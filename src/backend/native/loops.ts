/**
 * The loops of the native set around its matrix products, as WebAssembly on
 * tfjs's heap (`assembly`).
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape } from "../kernels/kernel_set.ts";
import { loopsWasm } from "./loops_wasm.ts";

/** What the loops are told of a convolution. */
export type PatchSizes = [
  images: number,
  height: number,
  width: number,
  channels: number,
  windowHeight: number,
  windowWidth: number,
  strideHeight: number,
  strideWidth: number,
  padTop: number,
  padLeft: number,
  outHeight: number,
  outWidth: number,
];

/** The loops. `window` is the address of a convolution's sizes, as {@linkcode writeWindow} writes them. */
export interface Loops {
  /** Writes `patches[images, outHeight, outWidth, windowHeight, windowWidth, channels]` of x. */
  gatherPatches(x: Address, patches: Address, ...sizes: PatchSizes): void;
  /** Adds every patch to x where it was taken from. */
  scatterPatches(patches: Address, x: Address, ...sizes: PatchSizes): void;
  /** Adds a bias (0 for none) to every row of y, then cuts off below 0 if `relu` is 1. */
  finishRows(y: Address, rows: number, columns: number, bias: Address, relu: number): void;

  /** The bytes of scratch that {@linkcode Loops.winogradInputs} wants for so many images. */
  winogradInputsScratch(window: Address, images: number, scratch: Address): number;
  /** `inputs[16, tiles, inChannels]` of `count` images of x. */
  winogradInputs(
    window: Address,
    x: Address,
    first: number,
    count: number,
    inputs: Address,
    scratch: Address,
  ): void;
  /** `outputs[16, tiles, outChannels]` of `count` images of dy. */
  winogradOutputGradients(
    window: Address,
    dy: Address,
    first: number,
    count: number,
    outputs: Address,
  ): void;
  /** `filters[16, inChannels, outChannels]`. */
  winogradFilters(window: Address, filter: Address, filters: Address): void;
  /** `count` images of y from `products[16, tiles, outChannels]`; 0 if anything was not finite. */
  winogradOutputs(
    window: Address,
    products: Address,
    first: number,
    count: number,
    y: Address,
    flags: number,
    bias: Address,
  ): number;
  /** Adds `products[16, tiles, inChannels]` of `count` images to dx; 0 if anything was not finite. */
  winogradInputGradients(
    window: Address,
    products: Address,
    first: number,
    count: number,
    dx: Address,
    spare: Address,
  ): number;
  /** dfilter from `products[16, inChannels, outChannels]`; 0 if anything was not finite. */
  winogradFilterGradient(window: Address, products: Address, dfilter: Address): number;
}

/** Starts the loops on a heap. */
export async function startLoops(heap: Heap): Promise<Loops> {
  const { instance } = await WebAssembly.instantiate(Uint8Array.fromBase64(loopsWasm), {
    env: { memory: heap.memory },
  });
  return instance.exports as unknown as Loops;
}

/** Writes the sizes of a convolution where the loops read them; 256 bytes behind them are to spare. */
export function writeWindow(shape: ConvShape, heap: Heap): Address {
  const at = heap.scratch("native window", 64 + 256);
  new Int32Array(heap.memory.buffer, at, 13).set([
    shape.batch,
    shape.inHeight,
    shape.inWidth,
    shape.inChannels,
    shape.outHeight,
    shape.outWidth,
    shape.outChannels,
    shape.windowHeight,
    shape.windowWidth,
    shape.strideHeight,
    shape.strideWidth,
    shape.padTop,
    shape.padLeft,
  ]);
  return at;
}

/** What the loops over patches take of a convolution, for so many of its images. */
export function patchSizes(shape: ConvShape, images: number): PatchSizes {
  return [
    images,
    shape.inHeight,
    shape.inWidth,
    shape.inChannels,
    shape.windowHeight,
    shape.windowWidth,
    shape.strideHeight,
    shape.strideWidth,
    shape.padTop,
    shape.padLeft,
    shape.outHeight,
    shape.outWidth,
  ];
}
