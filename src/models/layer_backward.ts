/**
 * One layer's way back: the gradient in its input from that in its output.
 *
 * @module
 */
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
  const mask = layer.relu ? tf.step(pass.output) : null;
  return {
    throughRelu: mask ? (dy) => tf.mul(dy, mask) : unchanged,
    throughMap: affineBackward(shaped, pass),
    kept: mask ? [mask] : [],
  };
}

function affineBackward(
  { layer, inputShape, weights }: ShapedLayer,
  { input, tensorsOf }: LayerPass,
): (dz: tf.Tensor) => tf.Tensor {
  const { kernel } = tensorsOf(weights!.name);
  const batched = [input.shape[0], ...inputShape];
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

function poolBackward({ of, size }: PoolLayer, { input, output }: LayerPass): LayerBackward {
  const attributes = { filterSize: size, strides: size, pad: "valid" };
  const run = (kernel: string, inputs: tf.NamedTensorMap): tf.Tensor =>
    tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor;
  if (of === "average") {
    const throughMap = (dy: tf.Tensor): tf.Tensor => run("AvgPoolGrad", { dy, input });
    return { throughRelu: unchanged, throughMap, kept: [input] };
  }
  const throughMap = (dy: tf.Tensor): tf.Tensor => run("MaxPoolGrad", { dy, input, output });
  return { throughRelu: unchanged, throughMap, kept: [input, output] };
}
