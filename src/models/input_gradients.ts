/**
 * Gradients of a layered network's logits in its input: one forward pass, and
 * then as many backward ones as there are classes to compare. tfjs's tape
 * would run the forward pass again for each of them.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { InputGradients, Pullback } from "../types.ts";
import { differenceBounds } from "./difference_bounds.ts";
import type { LayerBackward } from "./layer_backward.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import { passThrough, pullBack } from "./linear_piece.ts";
import { flat, type TensorsOf } from "./run_layers.ts";

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
    differenceBounds: (inputs) => differenceBounds(layers, tensorsOf, inputs),
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
  let backwards: readonly LayerBackward[] = [];
  const logits = tf.tidy(() => {
    const pass = passThrough(layers, x, tensorsOf);
    backwards = pass.backwards;
    for (const { kept } of backwards) kept.forEach((tensor) => tf.keep(tensor));
    return flat(pass.output);
  });
  const pullTo = (first: number, cotangent: tf.Tensor2D): tf.Tensor => {
    const dy = tf.reshape(cotangent, [x.shape[0], ...layers.at(-1)!.outputShape]);
    return pullBack(backwards, dy, first);
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
