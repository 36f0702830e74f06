/**
 * Dense layers and convolutions with bias and ReLU as one kernel each, in
 * training too. tfjs's own `tf.fused` operators fall apart into three kernels
 * under a gradient, and where they do not they compute the gradients of all
 * inputs even if one is wanted; so the kernels are called by name here, and
 * get gradients of which only what is asked for is computed.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";

/** Stride and zero padding of a convolution. */
export interface Window {
  readonly stride: number;
  readonly padding: number;
}

/** `x[batch, in] · kernel[in, out] + bias[out]`, then a ReLU if asked for. */
export function dense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  options: { readonly bias: tf.Tensor; readonly relu: boolean },
): tf.Tensor2D {
  const [batch, length] = x.shape;
  const out = kernel.shape[1];
  const a = tf.reshape(x, [1, batch, length]); // the kernel knows batches of matrices only
  const b = tf.reshape(kernel, [1, length, out]);
  const y = tf.engine().runKernel("_FusedMatMul", { a, b, bias: options.bias }, {
    transposeA: false,
    transposeB: false,
    activation: options.relu ? "relu" : "linear",
  }) as tf.Tensor3D;
  return tf.reshape(y, [batch, out]);
}

/** `x[batch, height, width, in]` under `kernel[size, size, in, out]`, plus `bias[out]`, then a ReLU if asked for. */
export function convolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  options: Window & { readonly bias: tf.Tensor; readonly relu: boolean },
): tf.Tensor4D {
  return tf.engine().runKernel("FusedConv2D", { x, filter: kernel, bias: options.bias }, {
    strides: [options.stride, options.stride],
    pad: options.padding,
    dataFormat: "NHWC",
    dilations: [1, 1],
    dimRoundingMode: "floor",
    activation: options.relu ? "relu" : "linear",
  }) as tf.Tensor4D;
}

/** The gradient of a dense layer in its input, from the one in its output before the ReLU. */
export function denseInputGradient<T extends tf.Tensor>(dy: T, kernel: T): T {
  return tf.matMul(dy, kernel, false, true);
}

/** The gradient of a convolution in its input, from the one in its output before the ReLU. */
export function convolutionInputGradient(
  dy: tf.Tensor4D,
  kernel: tf.Tensor4D,
  options: Window & { readonly inputShape: readonly number[] },
): tf.Tensor4D {
  return tf.engine().runKernel("Conv2DBackpropInput", { dy, filter: kernel }, {
    strides: [options.stride, options.stride],
    pad: options.padding,
    dataFormat: "NHWC",
    dimRoundingMode: "floor",
    inputShape: [...options.inputShape],
  }) as tf.Tensor4D;
}

/** The gradient before a ReLU, from the one after it and what came out of it. */
export function reluGradient<T extends tf.Tensor>(dy: T, y: T): T {
  if (!tf.getKernel("ReluGrad", tf.getBackend())) return tf.mul(dy, tf.step(y));
  return tf.engine().runKernel("ReluGrad", { dy, y }) as T; // our own sets have it in one pass
}

const beforeActivation = <T extends tf.Tensor>(dy: T, y: T, attributes: unknown): T =>
  (attributes as { activation: string }).activation === "relu" ? reluGradient(dy, y) : dy;

tf.registerGradient({
  kernelName: "ReluGrad",
  inputsToSave: ["y"],
  gradFunc: (ddx, [y]) => {
    const dy = ddx as tf.Tensor;
    return { dy: () => reluGradient(dy, y!), y: () => tf.zerosLike(y!) };
  },
});

tf.registerGradient({
  kernelName: "_FusedMatMul",
  inputsToSave: ["a", "b"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const [x, kernel, y] = saved as tf.Tensor3D[];
    const dz = beforeActivation(dy as tf.Tensor3D, y, attributes);
    return {
      a: () => denseInputGradient(dz, kernel),
      b: () => tf.matMul(x, dz, true, false),
      bias: () => tf.sum(dz, [0, 1]),
    };
  },
});

tf.registerGradient({
  kernelName: "FusedConv2D",
  inputsToSave: ["x", "filter"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const [x, kernel, y] = saved as tf.Tensor4D[];
    const { strides: [stride], pad } = attributes as unknown as { strides: number[]; pad: number };
    const dz = beforeActivation(dy as tf.Tensor4D, y, attributes);
    return {
      x: () => convolutionInputGradient(dz, kernel, { stride, padding: pad, inputShape: x.shape }),
      filter: () =>
        tf.engine().runKernel("Conv2DBackpropFilter", { x, dy: dz }, {
          strides: [stride, stride],
          pad,
          dataFormat: "NHWC",
          dimRoundingMode: "floor",
          filterShape: kernel.shape,
        }) as tf.Tensor,
      bias: () => tf.sum(dz, [0, 1, 2]),
    };
  },
});
