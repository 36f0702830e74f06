/**
 * tfjs's pooling, and its gradients, on a kernel set: NHWC, float32, no
 * dilation.
 *
 * @module
 */
import { backend_util } from "../tf.ts";
import type { WindowShape } from "./kernel_set.ts";
import {
  addressOf,
  areFloats,
  type KernelCall,
  makeFloats,
  type Override,
} from "./wasm_backend.ts";

/** The sizes, or null for what is not covered. */
function planPool(inShape: readonly number[], attrs: KernelCall["attrs"]): WindowShape | null {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat = "NHWC" } = attrs;
  if (dataFormat !== "NHWC" || inShape.length !== 4) return null;
  const info = backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, left, bottom, right } = info.padInfo;
  const shape: WindowShape = {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    windowHeight: info.filterHeight,
    windowWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: top,
    padLeft: left,
    padBottom: bottom,
    padRight: right,
  };
  return shape.outHeight > 0 && shape.outWidth > 0 ? shape : null;
}

const outShapeOf = (s: WindowShape): number[] => [s.batch, s.outHeight, s.outWidth, s.inChannels];

function poolWith(name: "maxPool" | "avgPool"): Override {
  return ({ inputs: { x }, attrs }, workshop) => {
    const shape = areFloats(x) ? planPool(x!.shape, attrs) : null;
    if (!shape) return null;
    const out = makeFloats(workshop, outShapeOf(shape));
    workshop.set[name](shape, { x: addressOf(workshop, x!), y: addressOf(workshop, out) });
    return out;
  };
}

/** `tf.maxPool`. */
export const maxPool: Override = poolWith("maxPool");

/** `tf.avgPool`. */
export const avgPool: Override = poolWith("avgPool");

/** The gradient of `tf.maxPool`; among equals the first takes all, as on tfjs's cpu backend. */
export const maxPoolGrad: Override = ({ inputs: { input, dy }, attrs }, workshop) => {
  const shape = areFloats(input, dy) ? planPool(input!.shape, attrs) : null;
  if (!shape || dy!.shape.join() !== outShapeOf(shape).join()) return null;
  const out = makeFloats(workshop, input!.shape);
  workshop.set.maxPoolGradient(shape, {
    x: addressOf(workshop, input!),
    dy: addressOf(workshop, dy!),
    dx: addressOf(workshop, out),
  });
  return out;
};

/** The gradient of `tf.avgPool`. */
export const avgPoolGrad: Override = ({ inputs: { input, dy }, attrs }, workshop) => {
  const shape = areFloats(input, dy) ? planPool(input!.shape, attrs) : null;
  if (!shape || dy!.shape.join() !== outShapeOf(shape).join()) return null;
  const out = makeFloats(workshop, input!.shape);
  workshop.set.avgPoolGradient(shape, {
    dy: addressOf(workshop, dy!),
    dx: addressOf(workshop, out),
  });
  return out;
};
