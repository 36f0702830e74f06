/**
 * tfjs's convolutions and their gradients, as products whose matrices are read
 * in place. Its own forward turns NaN into 0 with ReLU, and its gradient in the
 * filter gives each weight one thread that sums over every pixel of the batch.
 *
 * @module
 */
import { areFloats, type KernelCall, sizeOf } from "../kernels/wasm_backend.ts";
import { backend_util, type TensorInfo } from "../tf.ts";
import { coveredEpilogue } from "./matmul.ts";
import {
  type ConvInfo,
  filterByInput,
  matrix,
  patches,
  patchesTransposed,
  seenBy,
} from "./operands.ts";
import type { Override } from "./override.ts";
import { type Epilogue, multiply } from "./product.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** `Conv2D`. */
export const conv2d: Override = ({ inputs: { x, filter }, attrs }, backend) =>
  convolve(backend, { x: x!, filter: filter!, attrs, epilogue: { relu: false } });

/** `FusedConv2D`: the convolution, a bias a channel, ReLU. */
export const fusedConv2d: Override = ({ inputs, attrs }, backend) => {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const epilogue = coveredEpilogue(bias, preluActivationWeights, attrs.activation);
  if (!epilogue || (bias && sizeOf(bias.shape) !== filter!.shape[3])) return null;
  return convolve(backend, { x: x!, filter: filter!, attrs, epilogue });
};

interface Convolution {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly attrs: KernelCall["attrs"];
  readonly epilogue: Epilogue;
}

function convolve(
  backend: WebgpuBackend,
  { x, filter, attrs, epilogue }: Convolution,
): TensorInfo | null {
  const info = planConv(x.shape, filter.shape, attrs);
  if (!info || !areFloats(x, filter)) return null;
  return multiply(backend, {
    a: patches(x, info),
    b: matrix(filter, { batch: 0, outer: 1, inner: info.outChannels }),
    batch: 1,
    rows: info.batchSize * info.outHeight * info.outWidth,
    columns: info.outChannels,
    inner: info.filterHeight * info.filterWidth * info.inChannels,
    outShape: info.outShape,
    ...epilogue,
  });
}

/** `Conv2DBackpropInput`. */
export const conv2dBackpropInput: Override = ({ inputs: { dy, filter }, attrs }, backend) => {
  const info = planConv(attrs.inputShape, filter!.shape, attrs);
  if (!info || !areFloats(dy, filter)) return null;
  return multiply(backend, {
    a: seenBy(dy!, info),
    b: filterByInput(filter!, info),
    batch: 1,
    rows: info.batchSize * info.inHeight * info.inWidth,
    columns: info.inChannels,
    inner: info.filterHeight * info.filterWidth * info.outChannels,
    outShape: info.inShape,
    relu: false,
  });
};

/** `Conv2DBackpropFilter`. */
export const conv2dBackpropFilter: Override = ({ inputs: { x, dy }, attrs }, backend) => {
  const info = planConv(x!.shape, attrs.filterShape, attrs);
  if (!info || !areFloats(x, dy)) return null;
  return multiply(backend, {
    a: patchesTransposed(x!, info),
    b: matrix(dy!, { batch: 0, outer: 1, inner: info.outChannels }),
    batch: 1,
    rows: info.filterHeight * info.filterWidth * info.inChannels,
    columns: info.outChannels,
    inner: info.batchSize * info.outHeight * info.outWidth,
    outShape: info.filterShape,
    relu: false,
  });
};

/** The sizes, or null for what is not covered. */
function planConv(
  inShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations = 1, dimRoundingMode, dataFormat = "NHWC" }: KernelCall["attrs"],
): ConvInfo | null {
  const isDilated = [dilations].flat().some((dilation) => dilation !== 1);
  if (isDilated || dataFormat !== "NHWC" || inShape.length !== 4) return null;
  const info = backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    "channelsLast",
  );
  return info.inChannels === filterShape[2] && sizeOf(info.outShape) > 0 ? info : null;
}
