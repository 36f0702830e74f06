/**
 * Upper bounds of the norms that logit differences' input gradients have, for a
 * network with one hidden layer.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { DifferenceBounds } from "../types.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import { type LeadingDirections, leadingDirections } from "./leading_directions.ts";
import { runLayer, shapedInput, type TensorsOf } from "./run_layers.ts";

/** More of them tighten the bounds of trained networks by little. */
const directionsUsed = 64;
/** Fewer inputs are done before anything is prepared. */
const fewestInputs = 2 ** 15;
/** Multiplications in gradients that repay the directions, for each cell of the Gram matrix's cube: thrice the time that they take beside native kernels. */
const repaying = 300;
/** How many numbers are prepared at most, for all labels together: 256 MB. */
const largestTables = 2 ** 26;
/** Covers what float32 rounds here and in the gradients themselves. */
const slack = 1.001;

/**
 * The bounds; null where the network is a deeper one, or where the inputs do
 * not repay what must be prepared.
 *
 * With K the hidden layer's kernel, m which of its ReLUs are on at an input,
 * and d_k the difference between the weights of the label and of class k, the
 * gradient of `z_label − z_k` is `K (m ∘ d_k)`. Its part along a leading
 * direction q of K is `m · (d_k ∘ q)`, where only m depends on the input: all
 * of them together cost about what a forward pass does.
 */
export async function differenceBounds(
  layers: readonly ShapedLayer[],
  tensorsOf: TensorsOf,
  inputs: number,
): Promise<DifferenceBounds | null> {
  const kernels = denseKernels(layers, tensorsOf);
  if (!kernels || !isWorthwhile(kernels, inputs)) return null;
  const [hidden, head] = kernels;
  const leading = await leadingDirections(hidden, directionsUsed);
  const weights = await head.array();
  const tables = new Map<number, Tables>();
  const tablesOf = (label: number): Tables => {
    if (!tables.has(label)) tables.set(label, makeTables(weights, label, leading));
    return tables.get(label)!;
  };
  return {
    at(x, label) {
      const { along, others } = tablesOf(label);
      return tf.tidy(() => {
        const isOn = tf.step(runLayer(layers[0]!, shapedInput(layers, x), { tensorsOf }));
        const parts = tf.square(tf.matMul(isOn as tf.Tensor2D, along));
        const byClass = tf.reshape(parts, [x.shape[0]!, head.shape[1], -1]);
        const rest = tf.matMul(isOn as tf.Tensor2D, others);
        return tf.mul(tf.add(tf.sum(byClass, 2), rest), slack) as tf.Tensor2D;
      });
    },
    dispose: () => tables.forEach(({ along, others }) => tf.dispose([along, others])),
  };
}

/** The two kernels, `[in, hidden]` and `[hidden, classes]`, of a network that has one hidden layer. */
function denseKernels(
  layers: readonly ShapedLayer[],
  tensorsOf: TensorsOf,
): readonly [tf.Tensor2D, tf.Tensor2D] | null {
  const [first, second] = layers.map(({ layer }) => layer);
  if (layers.length !== 2 || first!.kind !== "dense" || second!.kind !== "dense") return null;
  if (!first!.relu || second!.relu) return null;
  const [hidden, head] = layers.map(({ weights }) => tensorsOf(weights!.name).kernel);
  return [hidden as tf.Tensor2D, head as tf.Tensor2D];
}

/** Whether the gradients of so many inputs cost more than what is prepared for their bounds, which must have room. */
function isWorthwhile(
  [hidden, head]: readonly [tf.Tensor2D, tf.Tensor2D],
  inputs: number,
): boolean {
  const [units, classes] = head.shape;
  if (inputs < fewestInputs || units * classes ** 2 * directionsUsed > largestTables) return false;
  return inputs * (classes - 1) * hidden.size >= repaying * Math.min(...hidden.shape) ** 3;
}

/** What the ReLUs that are on are multiplied with, for one label. */
interface Tables {
  /** `[hidden, classes · directions]`: `d_k ∘ q`. */
  readonly along: tf.Tensor2D;
  /** `[hidden, classes]`: `d_k²`, as far as any direction but the leading ones stretches it. */
  readonly others: tf.Tensor2D;
}

/** @param head `[hidden][classes]` */
function makeTables(
  head: readonly (readonly number[])[],
  label: number,
  { directions, rest }: LeadingDirections,
): Tables {
  const differences = head.map((weights) => weights.map((weight) => weights[label]! - weight));
  const along = differences.map((row, unit) =>
    row.flatMap((difference) => directions.map((direction) => difference * direction[unit]!))
  );
  const others = differences.map((row) => row.map((difference) => rest * difference ** 2));
  return { along: tf.keep(tf.tensor2d(along)), others: tf.keep(tf.tensor2d(others)) };
}
