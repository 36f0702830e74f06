/**
 * How far inputs are from what bounds their linear region: from where each
 * hidden unit switches, and from the decision boundaries.
 *
 * @module
 */
import { conv2d } from "../backend/operators/conv2d.ts";
import { detached } from "../backend/operators/detached.ts";
import * as tf from "../backend/tf.ts";
import type { RegionDistances } from "../types.ts";
import { gradientSquares, type HiddenLayer } from "./gradient_squares.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import { localSquares } from "./local_squares.ts";
import { flat, runLayer, shapedInput, type TensorsOf } from "./run_layers.ts";

/** The distance to what is nowhere. */
const nowhere = 1e30;

/** Below this, a squared norm is that of a gradient that vanishes. */
const smallestSquare = 1e-20;

/**
 * The distances at each input of a batch, exact in the plane of each border:
 * `|z_u| / ‖V_u‖` and `(z_y − z_k) / ‖V_y − V_k‖`, V the gradients in the input
 * with the ReLUs held as they are (Croce, Andriushchenko and Hein 2019,
 * "Provable Robustness of ReLU networks via Maximization of Linear Regions",
 * eq. 3 and 4).
 *
 * @throws {RangeError} If the layers are not up to two convolutions and then dense ones, a ReLU behind all but the last.
 */
export function regionDistancesAt(
  layers: readonly ShapedLayer[],
  x: tf.Tensor,
  tensorsOf: TensorsOf,
): RegionDistances {
  checkLayers(layers);
  let y = shapedInput(layers, x);
  const hidden = layers.slice(0, -1).map((shaped): HiddenLayer => {
    const affine = { ...shaped, layer: { ...shaped.layer, relu: false } };
    const preactivation = runLayer(affine, y, { tensorsOf });
    y = tf.relu(preactivation);
    return { shaped, preactivation, isOn: detached(() => tf.step(preactivation)) };
  });
  const last = layers.at(-1)!;
  const logits = runLayer(last, y, { tensorsOf }) as tf.Tensor2D;
  const borders = hidden.map(({ shaped, preactivation }, i) =>
    quotient(tf.abs(flat(preactivation)), squaresOf(shaped, hidden.slice(0, i), { tensorsOf }))
  );
  const decisions = (labels: tf.Tensor1D): tf.Tensor2D => {
    const isOwn = tf.cast(tf.oneHot(labels, logits.shape[1]), "float32");
    const own = tf.sum(tf.mul(logits, isOwn), 1, true);
    return quotient(tf.sub(own, logits), squaresOf(last, hidden, { tensorsOf, labels }));
  };
  const none = tf.zeros<tf.Rank.R2>([x.shape[0]!, 0]);
  return { logits, borders: borders.length > 0 ? tf.concat2d(borders, 1) : none, decisions };
}

/** `gap / √squares`, where that is something. */
function quotient(gap: tf.Tensor, squares: tf.Tensor): tf.Tensor2D {
  const distance = tf.div(gap, tf.sqrt(tf.maximum(squares, smallestSquare)));
  const isSomewhere = detached(() => tf.step(tf.sub(squares, smallestSquare)));
  const isNowhere = tf.mul(tf.sub(1, isSomewhere), nowhere);
  return tf.add(tf.mul(distance, isSomewhere), isNowhere);
}

/**
 * `[batch or 1, units]`, the squared norms of the gradients of a layer's
 * preactivations in the network's input, or of the label's less each unit's.
 */
function squaresOf(
  shaped: ShapedLayer,
  before: readonly HiddenLayer[],
  { tensorsOf, labels }: { readonly tensorsOf: TensorsOf; readonly labels?: tf.Tensor1D },
): tf.Tensor2D {
  const previous = before.at(-1);
  if (!previous) {
    return labels ? kernelDifferences(shaped, labels, tensorsOf) : firstSquares(shaped, tensorsOf);
  }
  if (shaped.layer.kind === "convolution") {
    return flat(localSquares(previous.shaped, shaped, previous.isOn as tf.Tensor4D, tensorsOf));
  }
  return gradientSquares(shaped, before, { tensorsOf, ...(labels && { labels }) });
}

/** `[batch, classes]`, what the logits' gradients are of a network that is linear. */
function kernelDifferences(
  { weights }: ShapedLayer,
  labels: tf.Tensor1D,
  tensorsOf: TensorsOf,
): tf.Tensor2D {
  const rows = tf.transpose(tensorsOf(weights!.name).kernel) as tf.Tensor2D;
  // A product picks the rows: the wasm backend has no gradient of tf.gather.
  const own = tf.matMul(tf.cast(tf.oneHot(labels, rows.shape[0]), "float32"), rows);
  const differences = tf.sub(tf.expandDims(own, 1), tf.expandDims(rows, 0));
  return tf.sum(tf.square(differences), 2);
}

/** Of the first layer they are those of its kernel, at the image's edges of what lies on the image. */
function firstSquares({ layer, inputShape, weights }: ShapedLayer, tensorsOf: TensorsOf) {
  const squares = tf.square(tensorsOf(weights!.name).kernel);
  if (layer.kind !== "convolution") return tf.sum(squares, 0, true) as tf.Tensor2D;
  const { stride = 1, padding: pad = 0 } = layer;
  const image: tf.Tensor4D = tf.ones([1, ...inputShape as [number, number, number]]);
  return flat(conv2d(image, squares as tf.Tensor4D, { stride, pad }));
}

function checkLayers(layers: readonly ShapedLayer[]): void {
  const described = layers.map(({ layer }) =>
    layer.kind + ("relu" in layer && layer.relu ? " ReLU" : "")
  );
  if (/^(convolution ReLU, ){0,2}(dense ReLU, )*dense$/.test(described.join(", "))) return;
  throw new RangeError(
    "Cannot tell how far the borders of linear regions are: the layers must be up to two " +
      "convolutions and then dense ones, a ReLU behind each but the last, as of lenet_small, mlp " +
      `and lr, found ${described.join(", ")}`,
  );
}
