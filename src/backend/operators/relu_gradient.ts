/**
 * The gradient of ReLU in one pass where the backend has a kernel for it.
 *
 * @module
 */
import * as tf from "../tf.ts";

/**
 * `dy · step(y)`: what reaches the input of a ReLU whose output is y.
 * Differentiable in dy, on every backend. The wasm backend's kernel sets count a
 * dy below 2^-100 as 0: products of such numbers are subnormal, and slow.
 *
 * @param dy The gradient in y, of y's shape.
 * @param y What came out of the ReLU.
 */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (!tf.getKernel("ReluGrad", tf.getBackend())) return tf.mul(dy, tf.step(y));
  return tf.engine().runKernel("ReluGrad", { dy, y });
}

tf.registerGradient({
  kernelName: "ReluGrad",
  inputsToSave: ["y"],
  gradFunc: (ddx, [y]) => ({
    dy: () => reluGradient(ddx as tf.Tensor, y!),
    y: () => tf.zerosLike(y!),
  }),
});

tf.unregisterGradient("Relu");
tf.registerGradient({
  kernelName: "Relu",
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => reluGradient(dy as tf.Tensor, y!) }),
});
