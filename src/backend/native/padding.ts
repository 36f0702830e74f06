/**
 * What of a convolution lies outside its images.
 *
 * @module
 */
import type { ConvShape } from "../kernels/kernel_set.ts";

/** Padding on the far sides, which the shape of the output settles. */
export function farPadding(shape: ConvShape): [bottom: number, right: number] {
  const rows = (shape.outHeight - 1) * shape.strideHeight + shape.windowHeight;
  const columns = (shape.outWidth - 1) * shape.strideWidth + shape.windowWidth;
  return [
    Math.max(0, rows - shape.inHeight - shape.padTop),
    Math.max(0, columns - shape.inWidth - shape.padLeft),
  ];
}

/** Whether any window reaches beyond its image. */
export function hasPadding(shape: ConvShape): boolean {
  return [shape.padTop, shape.padLeft, ...farPadding(shape)].some((pixels) => pixels > 0);
}
