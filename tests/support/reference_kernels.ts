import type { ConvShape, GemmShape } from "../../src/backend/kernels/kernel_set.ts";

type Numbers = ArrayLike<number>;

/** `op(a) op(b)` in float64, term by term. */
export function multiplyPlainly(shape: GemmShape, a: Numbers, b: Numbers): Float64Array {
  const { m, n, k, transposeA, transposeB } = shape;
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < k; l++) {
        c[i * n + j] += a[transposeA ? l * m + i : i * k + l] *
          b[transposeB ? j * k + l : l * n + j];
      }
    }
  }
  return c;
}

/** The sizes of a convolution from its input, window, strides and padding. */
export function convShape(
  sizes: Pick<ConvShape, "batch" | "inHeight" | "inWidth" | "inChannels" | "outChannels"> & {
    window: readonly [number, number];
    strides: readonly [number, number];
    padding: readonly [top: number, bottom: number, left: number, right: number];
  },
): ConvShape {
  const { window, strides, padding: [padTop, padBottom, padLeft, padRight], ...rest } = sizes;
  const out = (size: number, around: number, axis: 0 | 1) =>
    Math.floor((size + around - window[axis]) / strides[axis]) + 1;
  return {
    ...rest,
    outHeight: out(sizes.inHeight, padTop + padBottom, 0),
    outWidth: out(sizes.inWidth, padLeft + padRight, 1),
    windowHeight: window[0],
    windowWidth: window[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    padTop,
    padBottom,
    padLeft,
    padRight,
  };
}

/** Lengths of a convolution's arrays. */
export function convLengths(shape: ConvShape): { x: number; filter: number; y: number } {
  return {
    x: shape.batch * shape.inHeight * shape.inWidth * shape.inChannels,
    filter: shape.windowHeight * shape.windowWidth * shape.inChannels * shape.outChannels,
    y: shape.batch * shape.outHeight * shape.outWidth * shape.outChannels,
  };
}

/** The convolution and its two gradients in float64, from their definition. */
export const convolvePlainly = {
  forward(shape: ConvShape, x: Numbers, filter: Numbers): Float64Array {
    const y = new Float64Array(convLengths(shape).y);
    eachTerm(shape, (atX, atFilter, atY) => y[atY] += x[atX] * filter[atFilter]);
    return y;
  },
  inputGradient(shape: ConvShape, dy: Numbers, filter: Numbers): Float64Array {
    const dx = new Float64Array(convLengths(shape).x);
    eachTerm(shape, (atX, atFilter, atY) => dx[atX] += dy[atY] * filter[atFilter]);
    return dx;
  },
  filterGradient(shape: ConvShape, x: Numbers, dy: Numbers): Float64Array {
    const dfilter = new Float64Array(convLengths(shape).filter);
    eachTerm(shape, (atX, atFilter, atY) => dfilter[atFilter] += x[atX] * dy[atY]);
    return dfilter;
  },
};

function eachTerm(
  shape: ConvShape,
  visit: (atX: number, atFilter: number, atY: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = shape;
  for (let b = 0; b < shape.batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        for (let r = 0; r < shape.windowHeight; r++) {
          const h = i * shape.strideHeight - shape.padTop + r;
          if (h < 0 || h >= inHeight) continue;
          for (let s = 0; s < shape.windowWidth; s++) {
            const w = j * shape.strideWidth - shape.padLeft + s;
            if (w < 0 || w >= inWidth) continue;
            for (let c = 0; c < inChannels; c++) {
              const atX = ((b * inHeight + h) * inWidth + w) * inChannels + c;
              const tap = ((r * shape.windowWidth + s) * inChannels + c) * outChannels;
              const atY = ((b * outHeight + i) * outWidth + j) * outChannels;
              for (let k = 0; k < outChannels; k++) visit(atX, tap + k, atY + k);
            }
          }
        }
      }
    }
  }
}
