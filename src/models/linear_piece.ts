/**
 * The linear piece of a network that an input lies on, as part of a graph: its
 * input gradient can be differentiated again, in the weights.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { LinearPiece } from "../types.ts";
import { type LayerBackward, layerBackward } from "./layer_backward.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import { flat, runLayer, shapedInput, type TensorsOf } from "./run_layers.ts";

/** A forward pass and the way back through each layer. */
export interface LayersPass {
  /** `[batch, ...]`, what comes out of the last layer. */
  readonly output: tf.Tensor;
  /** First layer first. */
  readonly backwards: readonly LayerBackward[];
}

/** `[batch, ...inputShape]` forward through all layers, in inference mode. */
export function passThrough(
  layers: readonly ShapedLayer[],
  x: tf.Tensor,
  tensorsOf: TensorsOf,
): LayersPass {
  let output = shapedInput(layers, x);
  const backwards = layers.map((shaped) => {
    const input = output;
    output = runLayer(shaped, input, { tensorsOf });
    return layerBackward(shaped, { input, output, tensorsOf });
  });
  return { output, backwards };
}

/** From the gradient in the last output back to that in the output of layer `first`'s affine map, the ReLU behind it included. */
export function pullBack(
  backwards: readonly LayerBackward[],
  dy: tf.Tensor,
  first: number,
): tf.Tensor {
  for (const backward of backwards.slice(first + 1).reverse()) {
    dy = backward.throughMap(backward.throughRelu(dy));
  }
  return backwards[first]!.throughRelu(dy);
}

/** The linear piece at each input of a batch. */
export function linearPieceAt(
  layers: readonly ShapedLayer[],
  x: tf.Tensor,
  tensorsOf: TensorsOf,
): LinearPiece {
  const { output, backwards } = passThrough(layers, x, tensorsOf);
  return {
    logits: flat(output),
    pull: (cotangent) => {
      const dz = pullBack(backwards, tf.reshape(cotangent, output.shape), 0);
      return tf.reshape(backwards[0]!.throughMap(dz), x.shape);
    },
  };
}
