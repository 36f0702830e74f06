/**
 * Gradients of a layered network's logits in its input: one forward pass, and
 * then as many backward ones as there are classes to compare. tfjs's tape
 * would run the forward pass again for each of them.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { InputGradients, Pullback } from "../types.ts";
import { type LayerBackward, layerBackward } from "./layer_backward.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import { flat, runLayer, shapedInput, type TensorsOf } from "./run_layers.ts";

/**
 * The gradients of shaped layers in inference mode.
 *
 * @param layers The layers, first to last.
 * @param tensorsOf Their weights, which must not change while this is used.
 */
export function layeredInputGradients(
  layers: readonly ShapedLayer[],
  tensorsOf: TensorsOf,
): InputGradients {
  const gram = firstGram(layers, tensorsOf);
  return {
    at: (x) => pullbackAt(x, { layers, tensorsOf, gram }),
    dispose: () => gram?.dispose(),
  };
}

/**
 * `KᵀK` of a dense first layer `[in, out]` that has more inputs than outputs:
 * `|K v|² = v·(KᵀK v)`, so a norm costs out² where the gradient costs in·out.
 */
function firstGram(layers: readonly ShapedLayer[], tensorsOf: TensorsOf): tf.Tensor2D | null {
  const { layer, weights } = layers[0];
  if (layer.kind !== "dense" || !weights) return null;
  const [fanIn, out] = weights.kernelShape;
  if (fanIn <= out) return null;
  const kernel = tensorsOf(weights.name).kernel as tf.Tensor2D;
  return tf.matMul(kernel, kernel, true, false);
}

interface Prepared {
  readonly layers: readonly ShapedLayer[];
  readonly tensorsOf: TensorsOf;
  readonly gram: tf.Tensor2D | null;
}

function pullbackAt(x: tf.Tensor, { layers, tensorsOf, gram }: Prepared): Pullback {
  const backwards: LayerBackward[] = [];
  const logits = tf.tidy(() => {
    let y = shapedInput(layers, x);
    for (const shaped of layers) {
      const input = y;
      y = runLayer(shaped, input, { tensorsOf });
      backwards.push(layerBackward(shaped, { input, output: y, tensorsOf }));
    }
    for (const { kept } of backwards) kept.forEach((tensor) => tf.keep(tensor));
    return flat(y);
  });
  /** Back to the output of a layer's affine map, the ReLU behind it included. */
  const pullTo = (first: number, cotangent: tf.Tensor2D): tf.Tensor => {
    let dy: tf.Tensor = tf.reshape(cotangent, [x.shape[0], ...layers.at(-1)!.outputShape]);
    for (let i = layers.length - 1; i > first; i--) {
      dy = backwards[i].throughMap(backwards[i].throughRelu(dy));
    }
    return backwards[first].throughRelu(dy);
  };
  const pull = (cotangent: tf.Tensor2D): tf.Tensor =>
    tf.tidy(() => tf.reshape(backwards[0].throughMap(pullTo(0, cotangent)), x.shape));
  const pullSquaredNorm = (cotangent: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      if (!gram) return tf.sum(tf.square(flat(pull(cotangent))), 1);
      const dz = pullTo(0, cotangent) as tf.Tensor2D;
      return tf.sum(tf.mul(tf.matMul(dz, gram), dz), 1);
    });
  const dispose = (): void => {
    tf.dispose([logits, ...backwards.flatMap(({ kept }) => kept)]);
  };
  return { logits, pull, pullSquaredNorm, dispose };
}
