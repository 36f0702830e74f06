/**
 * One layer's way back: the gradient in its input from that in its output, on
 * the linear piece of the forward pass: which ReLUs are on and which inputs are
 * the largest is taken as given. Differentiable in the gradient and the weights.
 *
 * @module
 */
import { detached } from "../backend/operators/detached.ts";
import * as tf from "../backend/tf.ts";
import type { PoolLayer } from "./architectures.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import type { TensorsOf } from "./run_layers.ts";

/** A layer's way back at one forward pass. */
export interface LayerBackward {
  /** The gradient before the layer's ReLU from the one after it. */
  throughRelu(dy: tf.Tensor): tf.Tensor;
  /** The gradient in the layer's input from the one before its ReLU. */
  throughMap(dz: tf.Tensor): tf.Tensor;
  /** What must outlive the forward pass. */
  readonly kept: readonly tf.Tensor[];
}

/** What went into a layer and came out of it. */
export interface LayerPass {
  readonly input: tf.Tensor;
  readonly output: tf.Tensor;
  readonly tensorsOf: TensorsOf;
}

const unchanged = (dy: tf.Tensor): tf.Tensor => dy;

/** A layer's way back, in inference mode. */
export function layerBackward(shaped: ShapedLayer, pass: LayerPass): LayerBackward {
  const { layer } = shaped;
  if (layer.kind === "dropout") {
    return { throughRelu: unchanged, throughMap: unchanged, kept: [] };
  }
  if (layer.kind === "pool") return poolBackward(layer, pass);
  const mask = layer.relu ? detached(() => tf.step(pass.output)) : null;
  return {
    throughRelu: mask ? (dy) => tf.mul(dy, mask) : unchanged,
    throughMap: mapBackward(shaped, pass.input.shape[0]!, pass.tensorsOf),
    kept: mask ? [mask] : [],
  };
}

/** `[batch, ...outputShape]` to `[batch, ...inputShape]`: back through a layer's affine map. */
export function mapBackward(
  { layer, inputShape, weights }: ShapedLayer,
  batch: number,
  tensorsOf: TensorsOf,
): (dz: tf.Tensor) => tf.Tensor {
  const { kernel } = tensorsOf(weights!.name);
  const batched = [batch, ...inputShape];
  if (layer.kind !== "convolution") {
    return (dz) => tf.reshape(tf.matMul(dz, kernel, false, true), batched);
  }
  const { stride = 1, padding = 0 } = layer;
  const attributes = {
    strides: [stride, stride],
    pad: padding,
    dataFormat: "NHWC",
    inputShape: batched,
  };
  return (dz) =>
    tf.engine().runKernel("Conv2DBackpropInput", { dy: dz, filter: kernel }, attributes);
}

/** tfjs knows no gradient of its pooling gradients: what they do to dy is linear, so its transpose is that. */
function poolBackward({ of, size }: PoolLayer, { input, output }: LayerPass): LayerBackward {
  const isMean = of === "average";
  const kept = isMean ? [input] : [input, output];
  const throughMap = (dy: tf.Tensor): tf.Tensor =>
    tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const [dy, save] = args as [tf.Tensor, tf.GradSaveFunc];
      save(kept);
      const gradFunc = (ddx: tf.Tensor, [input, output]: tf.Tensor[]): tf.Tensor => {
        const mean = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, size, size, "valid");
        if (isMean) return mean(ddx);
        const isLargest = poolGradient(size, { dy: tf.onesLike(output!), input: input!, output });
        return tf.mul(mean(tf.mul(ddx, isLargest)), size * size);
      };
      return {
        value: poolGradient(size, isMean ? { dy, input } : { dy, input, output }),
        gradFunc,
      };
    })(dy);
  return { throughRelu: unchanged, throughMap, kept };
}

/** The gradient in a pooling's input: of the maximum where there is an output, else of the mean. */
function poolGradient(
  size: number,
  { dy, input, output }: { dy: tf.Tensor; input: tf.Tensor; output?: tf.Tensor | undefined },
): tf.Tensor {
  const attributes = { filterSize: size, strides: size, pad: "valid" };
  return output
    ? tf.engine().runKernel("MaxPoolGrad", { dy, input, output }, attributes)
    : tf.engine().runKernel("AvgPoolGrad", { dy, input }, attributes);
}
