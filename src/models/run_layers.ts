/**
 * The forward pass through shaped layers.
 *
 * @module
 */
import { conv2d } from "../backend/operators/conv2d.ts";
import { dense } from "../backend/operators/dense.ts";
import * as tf from "../backend/tf.ts";
import type { Random } from "../random.ts";
import type { Activations, ForwardOptions } from "../types.ts";
import { type ShapedLayer, sizeOf } from "./layer_shapes.ts";

/** The weights of one layer as tensors. */
export interface LayerTensors {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor1D;
}

/** Finds a layer's tensors by its name. */
export type TensorsOf = (name: string) => LayerTensors;

/** `[batch, ...inputShape]` through all layers. */
export function runLayers(
  layers: readonly ShapedLayer[],
  x: tf.Tensor,
  options: ForwardOptions & { readonly tensorsOf: TensorsOf },
): Activations {
  const { dropout, tensorsOf } = options;
  let y = shapedInput(layers, x);
  let features = y;
  for (const shaped of layers) {
    if (shaped.weights) features = y;
    y = runLayer(shaped, y, { tensorsOf, ...(dropout && { dropout }) });
  }
  return { features: flat(features), logits: flat(y) };
}

/**
 * The network's own view of a batch, as a tensor of its own.
 *
 * @throws {RangeError} If an input has another number of values than the first layer takes.
 */
export function shapedInput(layers: readonly ShapedLayer[], x: tf.Tensor): tf.Tensor {
  const { inputShape } = layers[0];
  if (x.rank > 1 && sizeOf(x.shape.slice(1)) === sizeOf(inputShape)) {
    return tf.reshape(x, [x.shape[0], ...inputShape]);
  }
  throw new RangeError(
    `Cannot run a network: its input must be [batch, ${inputShape}], found [${x.shape}]`,
  );
}

/** `[batch, ...]` through one layer. */
export function runLayer(
  { layer, weights }: ShapedLayer,
  x: tf.Tensor,
  options: ForwardOptions & { readonly tensorsOf: TensorsOf },
): tf.Tensor {
  switch (layer.kind) {
    case "dropout":
      return options.dropout ? dropOut(x, layer.rate, options.dropout) : x;
    case "pool": {
      const pool = layer.of === "maximum" ? tf.maxPool<tf.Tensor4D> : tf.avgPool<tf.Tensor4D>;
      return pool(x as tf.Tensor4D, layer.size, layer.size, "valid");
    }
    case "dense": {
      const { kernel, bias } = options.tensorsOf(weights!.name);
      return dense(flat(x), kernel as tf.Tensor2D, { bias, relu: layer.relu === true });
    }
    case "convolution": {
      const { kernel, bias } = options.tensorsOf(weights!.name);
      const { stride = 1, padding: pad = 0, relu = false } = layer;
      return conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, { bias, stride, pad, relu });
    }
  }
}

/** `[batch, ...]` to `[batch, features]`. */
export function flat(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? x as tf.Tensor2D : tf.reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}

function dropOut(x: tf.Tensor, rate: number, random: Random): tf.Tensor {
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i++) mask[i] = random() < rate ? 0 : kept;
  return tf.mul(x, tf.tensor(mask, x.shape));
}
