/**
 * tfjs's convolutions, and their gradients, on a kernel set: NHWC, float32, no
 * dilation.
 *
 * @module
 */
import { backend_util, type TensorInfo } from "../tf.ts";
import { type ConvShape, type Epilogue, plain } from "./kernel_set.ts";
import {
  addressOf,
  areFloats,
  type KernelCall,
  makeFloats,
  type Override,
  type Workshop,
} from "./wasm_backend.ts";

/**
 * The sizes, or null for what is not covered.
 *
 * @throws {Error} For what is not covered and what the stock kernel would write past its output for.
 */
function planConv(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: KernelCall["attrs"],
): ConvShape | null {
  const { strides, pad, dilations = 1, dimRoundingMode, dataFormat = "NHWC" } = attrs;
  if (dataFormat !== "NHWC" || inShape.length !== 4 || filterShape.length !== 4) return null;
  if ([dilations].flat().some((dilation) => dilation !== 1)) {
    refuseOblong(filterShape, attrs);
    return null;
  }
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
  if (info.inChannels !== filterShape[2]) return null;
  const { top, left, bottom, right } = info.padInfo;
  const shape: ConvShape = {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    windowHeight: info.filterHeight,
    windowWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: top,
    padLeft: left,
    padBottom: bottom,
    padRight: right,
  };
  return Object.entries(shape).every(([key, value]) => value > 0 || key.startsWith("pad"))
    ? shape
    : null;
}

/** tfjs counts an oblong window's steps by its height where the padding is a number; the stock kernel does not. */
function refuseOblong(filterShape: readonly number[], attrs: KernelCall["attrs"]): void {
  const { strides, pad, dilations } = attrs, [height, width] = filterShape;
  const isSquare = [[height, width], strides, dilations].every((pair) =>
    !Array.isArray(pair) || pair[0] === pair[1]
  );
  if (isSquare || typeof pad !== "number") return;
  throw new Error(
    `Cannot run a dilated convolution on wasm: with a number as padding, filter, strides and ` +
      `dilations must be square, found ${height}×${width}, ${strides}, ${dilations}; ` +
      `say the padding as "valid", "same" or four pairs`,
  );
}

const outShapeOf = (s: ConvShape): number[] => [s.batch, s.outHeight, s.outWidth, s.outChannels];
const inShapeOf = (s: ConvShape): number[] => [s.batch, s.inHeight, s.inWidth, s.inChannels];

function convolve(
  workshop: Workshop,
  shape: ConvShape,
  { x, filter }: { x: TensorInfo; filter: TensorInfo },
  epilogue: Epilogue,
): TensorInfo {
  const out = makeFloats(workshop, outShapeOf(shape));
  const [atX, atFilter, y] = [x, filter, out].map((t) => addressOf(workshop, t)) as [
    number,
    number,
    number,
  ];
  workshop.set.convForward(shape, { x: atX, filter: atFilter, y }, epilogue);
  return out;
}

/** `tf.conv2d`. */
export const conv2d: Override = ({ inputs: { x, filter }, attrs }, workshop) => {
  if (!areFloats(x, filter)) return null;
  const shape = planConv(x!.shape, filter!.shape, attrs);
  return shape && convolve(workshop, shape, { x: x!, filter: filter! }, plain);
};

/** `tf.fused.conv2d` with a bias `[outChannels]` or none, and ReLU or none. */
export const fusedConv2d: Override = ({ inputs: { x, filter, bias }, attrs }, workshop) => {
  if (!areFloats(x, filter) || bias && !areFloats(bias)) return null;
  if (attrs.activation !== "linear" && attrs.activation !== "relu") return null;
  const shape = planConv(x!.shape, filter!.shape, attrs);
  if (!shape || bias && bias.shape.join() !== `${shape.outChannels}`) return null;
  return convolve(workshop, shape, { x: x!, filter: filter! }, {
    bias: bias ? addressOf(workshop, bias) : 0,
    relu: attrs.activation === "relu",
  });
};

/** The gradient of `tf.conv2d` in its input. */
export const conv2dBackpropInput: Override = ({ inputs: { dy, filter }, attrs }, workshop) => {
  if (!areFloats(dy, filter)) return null;
  const shape = planConv(attrs.inputShape, filter!.shape, attrs);
  if (!shape || dy!.shape.join() !== outShapeOf(shape).join()) return null;
  const out = makeFloats(workshop, inShapeOf(shape));
  const [atDy, atFilter, dx] = [dy!, filter!, out].map((t) => addressOf(workshop, t)) as [
    number,
    number,
    number,
  ];
  workshop.set.convInputGradient(shape, { dy: atDy, filter: atFilter, dx });
  return out;
};

/**
 * The gradient of `tf.conv2d` in its filter; there is no stock kernel to hand back to.
 *
 * @throws {Error} For what is not covered.
 */
export const conv2dBackpropFilter: Override = ({ inputs: { x, dy }, attrs }, workshop) => {
  const shape = areFloats(x, dy) ? planConv(x!.shape, attrs.filterShape, attrs) : null;
  if (!shape || dy!.shape.join() !== outShapeOf(shape).join()) {
    throw new Error(
      `Cannot compute a filter's gradient on wasm: x and dy must be non-empty float32 in NHWC ` +
        `without dilation, found x ${x!.dtype} [${x!.shape}], dy ${dy!.dtype} [${dy!.shape}], ` +
        `${attrs.dataFormat}`,
    );
  }
  const out = makeFloats(workshop, attrs.filterShape);
  const [atX, atDy, dfilter] = [x!, dy!, out].map((t) => addressOf(workshop, t)) as [
    number,
    number,
    number,
  ];
  workshop.set.convFilterGradient(shape, { x: atX, dy: atDy, dfilter });
  return out;
};
