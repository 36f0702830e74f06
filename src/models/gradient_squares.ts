/**
 * Squared norms of the input gradients of a dense layer's units, with a
 * gradient of their own: kept for it are the ReLUs' states alone, and only what
 * something depends on is gone through again.
 *
 * @module
 */
import { conv2d } from "../backend/operators/conv2d.ts";
import { placesOfNonzero, takeRows } from "../backend/operators/rows.ts";
import * as tf from "../backend/tf.ts";
import { mapBackward } from "./layer_backward.ts";
import { type ShapedLayer, sizeOf } from "./layer_shapes.ts";
import { flat, type TensorsOf } from "./run_layers.ts";

/** A hidden layer at some inputs. */
export interface HiddenLayer {
  readonly shaped: ShapedLayer;
  /** `[batch, ...]`, before the ReLU. */
  readonly preactivation: tf.Tensor;
  /** Where it is positive, 1, elsewhere 0; given, not differentiated. */
  readonly isOn: tf.Tensor;
}

/** How {@linkcode gradientSquares} works. */
export interface GradientSquaresOptions {
  readonly tensorsOf: TensorsOf;
  /** `[batch]`: of the difference between the label's unit and each; of each alone without them. */
  readonly labels?: tf.Tensor1D;
}

/** How many gradients are gone through at once: they are the largest tensors that there are. */
const rowsAtOnce = 2048;

/**
 * `[batch, units]`: the squared l2 norms of the gradients in the network's
 * input of a dense layer's preactivations, or of their differences, every ReLU
 * before it held as it is; differentiable in the kernels.
 *
 * @param dense The layer.
 * @param before The hidden layers before it, first to last; one at least.
 */
export function gradientSquares(
  dense: ShapedLayer,
  before: readonly HiddenLayer[],
  { tensorsOf, labels }: GradientSquaresOptions,
): tf.Tensor2D {
  const layers = before.map(({ shaped }) => shaped);
  const kernels = [...layers, dense].map(({ weights }) => tensorsOf(weights!.name).kernel);
  const way = { head: kernels.at(-1) as tf.Tensor2D, layers, tensorsOf };
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args.at(-1) as tf.GradSaveFunc;
    const masks = before.map(({ isOn }) => isOn);
    save(labels ? [...masks, labels] : masks);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const labels = saved[masks.length] as tf.Tensor1D | undefined;
      return slopesOf(way, { masks: saved.slice(0, masks.length), labels }, dy as tf.Tensor2D);
    };
    return { value: squaresAt(way, { masks, labels }), gradFunc };
  })(...kernels) as tf.Tensor2D;
}

/** What is the same for all inputs. */
interface Way {
  /** `[in, units]`, the dense layer's. */
  readonly head: tf.Tensor2D;
  /** The layers before it. */
  readonly layers: readonly ShapedLayer[];
  readonly tensorsOf: TensorsOf;
}

/** What is of each input. */
interface Inputs {
  /** Of each layer before, which ReLUs are on. */
  readonly masks: readonly tf.Tensor[];
  readonly labels: tf.Tensor1D | undefined;
}

/** Every unit at every input, some inputs at a time. */
function squaresAt(way: Way, { masks, labels }: Inputs): tf.Tensor2D {
  const [batch, units] = [masks[0]!.shape[0]!, way.head.shape[1]];
  const columns = tf.transpose(way.head);
  const atOnce = Math.max(1, Math.floor(rowsAtOnce / units));
  const parts: tf.Tensor2D[] = [];
  for (let start = 0; start < batch; start += atOnce) {
    const count = Math.min(atOnce, batch - start);
    parts.push(tf.tidy(() => {
      const own = labels && tf.matMul(hot(tf.slice1d(labels, start, count), units), columns);
      const each = tf.expandDims(columns, 0);
      const heads = own ? tf.sub(tf.expandDims(own, 1), each) : each;
      const masked = (rows: tf.Tensor, layer: number): tf.Tensor => {
        const size = sizeOf(way.layers[layer]!.outputShape);
        const mask = tf.reshape(tf.slice(masks[layer]!, start, count), [count, 1, size]);
        return tf.mul(tf.reshape(rows, [-1, units, size]), mask);
      };
      const { gradient } = goBack(way, heads, { count: count * units, masked });
      return tf.reshape(tf.sum(tf.square(flat(gradient)), 1), [count, units]);
    }));
  }
  return tf.concat2d(parts, 0);
}

/** The gradients of `Σ weight · square` in the kernels before and in the head. */
function slopesOf(way: Way, inputs: Inputs, weights: tf.Tensor2D): tf.Tensor[] {
  const rows = placesOfNonzero(weights);
  const kernels = way.layers.map(({ weights }) => way.tensorsOf(weights!.name).kernel);
  let sums = [...kernels, way.head].map((each): tf.Tensor => tf.zerosLike(each));
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const before = sums;
    sums = tf.tidy(() => {
      const slopes = slopesOfRows(way, inputs, {
        weights,
        rows: rows.subarray(start, start + rowsAtOnce),
      });
      return slopes.map((slope, i) => tf.add(slope, before[i]!));
    });
    tf.dispose(before);
  }
  return sums;
}

/**
 * A gradient V is linear in each kernel on its way back; so the slope of ‖V‖²
 * is that of `2 V·V` with one V held, which goes forward through the same
 * layers as V came back, and meets it at each of them.
 */
function slopesOfRows(
  way: Way,
  { masks, labels }: Inputs,
  { weights, rows }: { readonly weights: tf.Tensor2D; readonly rows: Int32Array },
): tf.Tensor[] {
  const { head, layers, tensorsOf } = way;
  const units = head.shape[1], count = rows.length;
  const examples = rows.map((row) => Math.floor(row / units));
  const numbers = (of: Int32Array): tf.Tensor1D => tf.tensor1d(of, "int32");
  const one = hot(numbers(rows.map((row) => row % units)), units);
  const which = labels
    ? tf.sub(hot(tf.gather(labels, numbers(examples)), units), one) as tf.Tensor2D
    : one;
  const onAt = masks.map((mask) => takeRows(mask, examples));
  const masked = (rows: tf.Tensor, layer: number) =>
    tf.mul(tf.reshape(rows, onAt[layer]!.shape), onAt[layer]!);
  const heads = tf.matMul(which, head, false, true);
  const { gradient, atOutputs } = goBack(way, heads, { count, masked });
  const factors = tf.mul(tf.gather(tf.reshape(weights, [-1]), numbers(rows)), 2);
  let forward = tf.mul(flat(gradient), tf.reshape(factors, [count, 1])) as tf.Tensor;
  const slopes = layers.map((shaped, i) => {
    const x = tf.reshape(forward, [count, ...shaped.inputShape]);
    forward = masked(goForward(shaped, x, tensorsOf), i);
    return kernelSlope(shaped, x, atOutputs[i]!);
  });
  return [...slopes, tf.matMul(flat(forward), which, true, false)];
}

/** Gradients in the last hidden layer's output back to the network's input; what they are in each layer's preactivation, on the way. */
function goBack(
  { layers, tensorsOf }: Way,
  heads: tf.Tensor,
  { count, masked }: {
    readonly count: number;
    readonly masked: (rows: tf.Tensor, layer: number) => tf.Tensor;
  },
): { gradient: tf.Tensor; atOutputs: tf.Tensor[] } {
  let gradient = heads;
  const atOutputs: tf.Tensor[] = [];
  for (const [i, shaped] of [...layers.entries()].reverse()) {
    atOutputs[i] = tf.reshape(masked(gradient, i), [count, ...shaped.outputShape]);
    gradient = mapBackward(shaped, count, tensorsOf)(atOutputs[i]);
  }
  return { gradient, atOutputs };
}

/** Forward through a layer's linear map. */
function goForward({ layer, weights }: ShapedLayer, x: tf.Tensor, tensorsOf: TensorsOf): tf.Tensor {
  const { kernel } = tensorsOf(weights!.name);
  if (layer.kind !== "convolution") return tf.matMul(flat(x), kernel as tf.Tensor2D);
  const { stride = 1, padding: pad = 0 } = layer;
  return conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, { stride, pad });
}

/** The gradient of `map(x) · dy` in the map's kernel. */
function kernelSlope({ layer, weights }: ShapedLayer, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (layer.kind !== "convolution") return tf.matMul(flat(x), flat(dy), true, false);
  const { stride = 1, padding: pad = 0 } = layer;
  const attributes = { strides: [stride, stride], pad, dataFormat: "NHWC" };
  const filterShape = [...weights!.kernelShape];
  return tf.engine().runKernel("Conv2DBackpropFilter", { x, dy }, { ...attributes, filterShape });
}

function hot(index: tf.Tensor1D, units: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(index, units), "float32") as tf.Tensor2D;
}
