/**
 * A pooling's sizes, and the windows that saw a pixel, for its shaders.
 *
 * @module
 */
import type { KernelCall } from "../kernels/wasm_backend.ts";
import { backend_util } from "../tf.ts";

/** The sizes, or null for what is not covered. */
export function planPool(
  inShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: KernelCall["attrs"],
): backend_util.Conv2DInfo | null {
  if (inShape.length !== 4) return null;
  const shape = inShape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** The numbers that the codes of pooling read. */
export function integersOf(info: backend_util.Conv2DInfo): Record<string, number> {
  return {
    channels: info.inChannels,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/**
 * WGSL of the gradient in one pixel: the sum of `shareCode`'s value over every
 * window that saw it. There, `i` and `j` are the window's row and column,
 * `number` its image, `row` and `column` the pixel's, and `dyHere` the window's dy.
 */
export const gradientCode = (shareCode: string): string => `
      fn valueAt(index : i32) -> f32 {
        let channel = index % uniforms.channels;
        let pixel = index / uniforms.channels;
        let column = pixel % uniforms.inWidth;
        let row = (pixel / uniforms.inWidth) % uniforms.inHeight;
        let number = pixel / (uniforms.inWidth * uniforms.inHeight);
        let down = row + uniforms.padTop;
        let along = column + uniforms.padLeft;
        let firstRow = max(0, down - uniforms.filterHeight + uniforms.strideHeight) / uniforms.strideHeight;
        let firstColumn = max(0, along - uniforms.filterWidth + uniforms.strideWidth) / uniforms.strideWidth;
        var sum = 0.0;
        for (var i = firstRow; i < min(uniforms.outHeight, down / uniforms.strideHeight + 1); i++) {
          for (var j = firstColumn; j < min(uniforms.outWidth, along / uniforms.strideWidth + 1); j++) {
            let dyHere = f32(dy[((number * uniforms.outHeight + i) * uniforms.outWidth + j) * uniforms.channels + channel]);
            ${shareCode}
          }
        }
        return sum;
      }`;
