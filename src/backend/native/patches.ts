/**
 * The few loops of the native set that are no matrix product, as WebAssembly
 * on tfjs's heap (`assembly/patches.ts`).
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape } from "../kernels/kernel_set.ts";
import { patchesWasm } from "./patches_wasm.ts";

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

/** Loops over patches of images and over rows. */
export interface PatchKernels {
  /** Writes `patches[images, outHeight, outWidth, windowHeight, windowWidth, channels]` of x. */
  gatherPatches(x: Address, patches: Address, ...sizes: PatchSizes): void;
  /** Adds every patch to x where it was taken from. */
  scatterPatches(patches: Address, x: Address, ...sizes: PatchSizes): void;
  /** Adds a bias (0 for none) to every row of y, then cuts off below 0 if `relu` is 1. */
  finishRows(y: Address, rows: number, columns: number, bias: Address, relu: number): void;
}

/** Starts the loops on a heap. */
export async function startPatchKernels(heap: Heap): Promise<PatchKernels> {
  const { instance } = await WebAssembly.instantiate(Uint8Array.fromBase64(patchesWasm), {
    env: { memory: heap.memory },
  });
  return instance.exports as unknown as PatchKernels;
}

/** What the loops take of a convolution, for so many of its images. */
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
