/**
 * Cuts a convolution into parts whose patches stay in the processor's cache
 * between being written and being multiplied: a few images, or a few rows of
 * one.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape } from "../kernels/kernel_set.ts";
import { type PatchSizes, patchSizes } from "./loops.ts";

const floatBytes = 4;
/** Patches that are held at once: what a core's second cache holds, near enough; twice or half cost up to 5 %. */
const patchBytes = 512 * 1024;

/** Some output pixels of a convolution, in order. */
export interface PatchPart {
  /** Bytes from the start of x to the first image that it reads. */
  readonly inBytes: number;
  /** Bytes from the start of y to its first output. */
  readonly outBytes: number;
  /** Its output pixels: the rows of the matrix of patches. */
  readonly rows: number;
  /** What the loops over patches are told. */
  readonly sizes: PatchSizes;
  /** Scratch for its patches, shared by all parts. */
  readonly patches: Address;
  /** The images are their own patches: one pixel a window, moved by one. */
  readonly pointwise: boolean;
}

/** The parts of a convolution, which cover every output pixel once. */
export function partsOf(shape: ConvShape, heap: Heap): PatchPart[] {
  if (isPointwise(shape)) return [wholeOf(shape)];
  const rowBytes = shape.outWidth * tapBytes(shape);
  const rowsAtOnce = Math.max(1, Math.floor(patchBytes / rowBytes));
  const imagesAtOnce = Math.min(shape.batch, Math.floor(rowsAtOnce / shape.outHeight));
  return imagesAtOnce > 0
    ? byImages(
      shape,
      imagesAtOnce,
      heap.scratch("native patches", imagesAtOnce * shape.outHeight * rowBytes),
    )
    : byRows(shape, rowsAtOnce, heap.scratch("native patches", rowsAtOnce * rowBytes));
}

function wholeOf(shape: ConvShape): PatchPart {
  const rows = shape.batch * shape.outHeight * shape.outWidth;
  const sizes = patchSizes(shape, shape.batch);
  return { inBytes: 0, outBytes: 0, rows, sizes, patches: 0, pointwise: true };
}

function byImages(shape: ConvShape, atOnce: number, patches: Address): PatchPart[] {
  const parts: PatchPart[] = [];
  for (let image = 0; image < shape.batch; image += atOnce) {
    const images = Math.min(atOnce, shape.batch - image);
    parts.push({
      inBytes: image * inImageBytes(shape),
      outBytes: image * shape.outHeight * outRowBytes(shape),
      rows: images * shape.outHeight * shape.outWidth,
      sizes: patchSizes(shape, images),
      patches,
      pointwise: false,
    });
  }
  return parts;
}

function byRows(shape: ConvShape, atOnce: number, patches: Address): PatchPart[] {
  const parts: PatchPart[] = [];
  const even = Math.ceil(shape.outHeight / Math.ceil(shape.outHeight / atOnce));
  for (let image = 0; image < shape.batch; image++) {
    for (let row = 0; row < shape.outHeight; row += even) {
      const outHeight = Math.min(even, shape.outHeight - row);
      const padTop = shape.padTop - row * shape.strideHeight;
      parts.push({
        inBytes: image * inImageBytes(shape),
        outBytes: (image * shape.outHeight + row) * outRowBytes(shape),
        rows: outHeight * shape.outWidth,
        sizes: patchSizes({ ...shape, outHeight, padTop }, 1),
        patches,
        pointwise: false,
      });
    }
  }
  return parts;
}

function isPointwise(shape: ConvShape): boolean {
  return shape.windowHeight === 1 && shape.windowWidth === 1 &&
    shape.strideHeight === 1 && shape.strideWidth === 1 &&
    shape.inHeight === shape.outHeight && shape.inWidth === shape.outWidth;
}

function tapBytes(shape: ConvShape): number {
  return shape.windowHeight * shape.windowWidth * shape.inChannels * floatBytes;
}

function inImageBytes(shape: ConvShape): number {
  return shape.inHeight * shape.inWidth * shape.inChannels * floatBytes;
}

function outRowBytes(shape: ConvShape): number {
  return shape.outWidth * shape.outChannels * floatBytes;
}
