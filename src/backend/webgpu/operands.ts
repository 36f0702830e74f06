/**
 * What a product multiplies, as WGSL that reads one number of it: matrices
 * from memory, and the matrices that a convolution stands for, which are never
 * written down.
 *
 * An operand has an outer index (a row of the left one, a column of the right
 * one) and an inner index, over which the product sums. Each is taken apart
 * once, into a vector, by `outerX` and `innerX`; `placeX` is where they meet in memory.
 *
 * @module
 */
import type { backend_util, TensorInfo } from "../tf.ts";

/** Left or right of the product; also the name of its array in the shader. */
export type Side = "A" | "B";

/** One of the two matrices of a product. */
export interface Operand {
  readonly tensor: TensorInfo;
  /** Names the code. */
  readonly key: string;
  /** Neighbours in memory are neighbours of this index. */
  readonly along: "outer" | "inner";
  /** WGSL of `outerX(batch, i)`, `innerX(k)` and `placeX(outer, inner)`, which is -1 where there is a 0 to be read. */
  code(side: Side): string;
  /** The numbers that the code reads. */
  integers(side: Side): Record<string, number>;
}

/** Steps in memory, in numbers. */
export interface Strides {
  readonly batch: number;
  readonly outer: number;
  readonly inner: number;
}

/** A matrix, or a batch of them, in memory. */
export function matrix(tensor: TensorInfo, strides: Strides): Operand {
  return {
    tensor,
    key: strides.inner === 1 ? "rows" : "columns",
    along: strides.inner === 1 ? "inner" : "outer",
    code: (side) => `
      fn outer${side}(batch : i32, i : i32) -> vec4<i32> {
        return vec4<i32>(batch * uniforms.batch${side} + i * uniforms.outer${side}, 0, 0, 0);
      }
      fn inner${side}(k : i32) -> vec4<i32> { return vec4<i32>(k * uniforms.inner${side}, 0, 0, 0); }
      fn place${side}(outer : vec4<i32>, inner : vec4<i32>) -> i32 { return outer.x + inner.x; }`,
    integers: (side) => ({
      [`batch${side}`]: strides.batch,
      [`outer${side}`]: strides.outer,
      [`inner${side}`]: strides.inner,
    }),
  };
}

/** A convolution's sizes, as tfjs computes them. */
export type ConvInfo = backend_util.Conv2DInfo;

/** The pixels that each output pixel sees: outer output pixels, inner places of the filter. */
export function patches(x: TensorInfo, info: ConvInfo): Operand {
  return {
    tensor: x,
    key: "patches",
    along: "inner",
    code: (side) =>
      `${pixelsUnderFilter(side)}
      fn outer${side}(batch : i32, i : i32) -> vec4<i32> { return corner${side}(i); }
      fn inner${side}(k : i32) -> vec4<i32> { return tap${side}(k); }
      fn place${side}(outer : vec4<i32>, inner : vec4<i32>) -> i32 { return pixel${side}(outer, inner); }`,
    integers: (side) => windowIntegers(side, info),
  };
}

/** The same matrix transposed: outer places of the filter, inner output pixels. */
export function patchesTransposed(x: TensorInfo, info: ConvInfo): Operand {
  return {
    tensor: x,
    key: "patchesTransposed",
    along: "outer",
    code: (side) =>
      `${pixelsUnderFilter(side)}
      fn outer${side}(batch : i32, i : i32) -> vec4<i32> { return tap${side}(i); }
      fn inner${side}(k : i32) -> vec4<i32> { return corner${side}(k); }
      fn place${side}(outer : vec4<i32>, inner : vec4<i32>) -> i32 { return pixel${side}(inner, outer); }`,
    integers: (side) => windowIntegers(side, info),
  };
}

function pixelsUnderFilter(side: Side): string {
  return `
      fn corner${side}(i : i32) -> vec4<i32> {
        let row = i / uniforms.outWidth${side};
        let image = row / uniforms.outHeight${side};
        return vec4<i32>(
          image * uniforms.inHeight${side} * uniforms.inWidth${side} * uniforms.channels${side},
          (row % uniforms.outHeight${side}) * uniforms.strideHeight${side} - uniforms.padTop${side},
          (i % uniforms.outWidth${side}) * uniforms.strideWidth${side} - uniforms.padLeft${side},
          0);
      }
      fn tap${side}(k : i32) -> vec4<i32> {
        let tap = k / uniforms.channels${side};
        return vec4<i32>(tap / uniforms.filterWidth${side}, tap % uniforms.filterWidth${side},
          k % uniforms.channels${side}, 0);
      }
      fn pixel${side}(corner : vec4<i32>, tap : vec4<i32>) -> i32 {
        let y = corner.y + tap.x;
        let x = corner.z + tap.y;
        let isInside = y >= 0 && x >= 0 && y < uniforms.inHeight${side} && x < uniforms.inWidth${side};
        let place = corner.x + (y * uniforms.inWidth${side} + x) * uniforms.channels${side} + tap.z;
        return select(-1, place, isInside);
      }`;
}

function windowIntegers(side: Side, info: ConvInfo): Record<string, number> {
  return {
    [`channels${side}`]: info.inChannels,
    [`inHeight${side}`]: info.inHeight,
    [`inWidth${side}`]: info.inWidth,
    [`outHeight${side}`]: info.outHeight,
    [`outWidth${side}`]: info.outWidth,
    [`filterWidth${side}`]: info.filterWidth,
    [`strideHeight${side}`]: info.strideHeight,
    [`strideWidth${side}`]: info.strideWidth,
    [`padTop${side}`]: info.padInfo.top,
    [`padLeft${side}`]: info.padInfo.left,
  };
}

/** The output pixels that saw each input pixel: outer input pixels, inner places of the filter and output channels. */
export function seenBy(dy: TensorInfo, info: ConvInfo): Operand {
  return {
    tensor: dy,
    key: "seenBy",
    along: "inner",
    code: (side) => `
      fn outer${side}(batch : i32, i : i32) -> vec4<i32> {
        let row = i / uniforms.inWidth${side};
        let image = row / uniforms.inHeight${side};
        return vec4<i32>(
          image * uniforms.outHeight${side} * uniforms.outWidth${side} * uniforms.channels${side},
          row % uniforms.inHeight${side} + uniforms.padTop${side},
          i % uniforms.inWidth${side} + uniforms.padLeft${side},
          0);
      }
      fn inner${side}(k : i32) -> vec4<i32> {
        let tap = k / uniforms.channels${side};
        return vec4<i32>(tap / uniforms.filterWidth${side}, tap % uniforms.filterWidth${side},
          k % uniforms.channels${side}, 0);
      }
      fn place${side}(outer : vec4<i32>, inner : vec4<i32>) -> i32 {
        let down = outer.y - inner.x;
        let along = outer.z - inner.y;
        let y = down / uniforms.strideHeight${side};
        let x = along / uniforms.strideWidth${side};
        let isSeen = down >= 0 && along >= 0
          && y * uniforms.strideHeight${side} == down && x * uniforms.strideWidth${side} == along
          && y < uniforms.outHeight${side} && x < uniforms.outWidth${side};
        let place = outer.x + (y * uniforms.outWidth${side} + x) * uniforms.channels${side} + inner.z;
        return select(-1, place, isSeen);
      }`,
    integers: (side) => ({ ...windowIntegers(side, info), [`channels${side}`]: info.outChannels }),
  };
}

/** A filter for the way back: outer input channels, inner places of the filter and output channels. */
export function filterByInput(filter: TensorInfo, info: ConvInfo): Operand {
  return {
    tensor: filter,
    key: "filterByInput",
    along: "inner",
    code: (side) => `
      fn outer${side}(batch : i32, i : i32) -> vec4<i32> {
        return vec4<i32>(i * uniforms.outChannels${side}, 0, 0, 0);
      }
      fn inner${side}(k : i32) -> vec4<i32> {
        let tap = k / uniforms.outChannels${side};
        return vec4<i32>(tap * uniforms.tap${side} + k % uniforms.outChannels${side}, 0, 0, 0);
      }
      fn place${side}(outer : vec4<i32>, inner : vec4<i32>) -> i32 { return outer.x + inner.x; }`,
    integers: (side) => ({
      [`outChannels${side}`]: info.outChannels,
      [`tap${side}`]: info.inChannels * info.outChannels,
    }),
  };
}
