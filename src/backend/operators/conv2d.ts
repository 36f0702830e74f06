/**
 * Convolution, bias and ReLU in one kernel, forward and while gradients are
 * recorded. (`tf.fused.conv2d` takes them apart again under a gradient, and
 * computes every gradient where one is asked for.)
 *
 * @module
 */
import * as tf from "../tf.ts";
import { reluGradient } from "./relu_gradient.ts";

/** What {@linkcode conv2d} does besides convolving. */
export interface Conv2dOptions {
  /** `[outChannels]`, added to every pixel; default: none. */
  readonly bias?: tf.Tensor1D;
  /** Pixels from one window to the next, in both directions; default 1. */
  readonly stride?: number;
  /** Rows and columns of zeros on every side; default 0. */
  readonly pad?: number;
  /** Whether negative results become 0; default false. */
  readonly relu?: boolean;
}

/**
 * Two-dimensional convolution (correlation, as everywhere in deep learning),
 * then the bias, then ReLU. Differentiable in all three, on every backend.
 *
 * @param x `[batch, height, width, inChannels]`
 * @param filter `[filterHeight, filterWidth, inChannels, outChannels]`
 * @returns `[batch, outHeight, outWidth, outChannels]`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv2d, startBackend } from "@marginlab/marginlab";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend("wasm");
 * const image = tf.ones([1, 3, 3, 1]), filter = tf.ones([2, 2, 1, 1]);
 * const y = conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, { bias: tf.tensor1d([-4.5]) });
 * assertEquals(y.shape, [1, 2, 2, 1]);
 * assertEquals([...await y.data()], [-0.5, -0.5, -0.5, -0.5]);
 * ```
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { bias, stride = 1, pad = 0, relu = false }: Conv2dOptions = {},
): tf.Tensor4D {
  const attrs = {
    strides: [stride, stride],
    pad,
    dataFormat: "NHWC",
    dilations: [1, 1],
    activation: relu ? "relu" : "linear",
  };
  const inputs = bias ? { x, filter, bias } : { x, filter };
  return tf.engine().runKernel("FusedConv2D", inputs, attrs);
}

tf.registerGradient({
  kernelName: "FusedConv2D",
  inputsToSave: ["x", "filter"],
  outputsToSave: [true],
  gradFunc: (dy, saved, { activation, ...attrs }) => {
    const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const dz = activation === "relu" ? reluGradient(dy as tf.Tensor, y) : dy as tf.Tensor;
    const run = (name: string, inputs: tf.NamedTensorMap, more: tf.NamedAttrMap): tf.Tensor =>
      tf.engine().runKernel(name, inputs, { ...attrs, ...more });
    return {
      x: () => run("Conv2DBackpropInput", { dy: dz, filter }, { inputShape: x.shape }),
      filter: () => run("Conv2DBackpropFilter", { x, dy: dz }, { filterShape: filter.shape }),
      bias: () => tf.sum(dz, [0, 1, 2]),
    };
  },
});
