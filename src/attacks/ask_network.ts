/**
 * One batch of questions put to the network: the only place where attacks meet tensors.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { isUnconnected } from "../backend/unconnected.ts";
import type { Network } from "../types.ts";
import type { Answer } from "./attack.ts";
import { l2Norm } from "./l2_ball.ts";
import { type Loss, losses, type LossName } from "./losses.ts";

/** Questions of one kind, rows of one batch. */
export interface Questions {
  /** How many rows there are. */
  readonly count: number;
  /** `[count, size]` flattened. */
  readonly x: Float32Array;
  /** The loss all rows want differentiated, or null for logits alone. */
  readonly loss: LossName | null;
  /** Classes, a row each. */
  readonly labels: readonly number[];
  /** Classes, a row each; anything where the loss has no target. */
  readonly targets: readonly number[];
}

const nothing = new Float32Array(0);

/** Networks whose logits the input does not reach: asked once, for tfjs keeps tensors where it fails. */
const unconnected = new WeakSet<Network>();

/** Answers every row, in order; a row's answer does not depend on how many others there are. */
export async function askNetwork(network: Network, questions: Questions): Promise<Answer[]> {
  const { loss, count } = questions;
  // Products of one row have other roundings: kernels have a way of their own for vectors.
  if (count === 1) return (await askNetwork(network, twice(questions))).slice(0, 1);
  return loss === null
    ? await askLogits(network, questions)
    : await askGradients(network, questions, losses[loss]);
}

/** A single row, asked twice. */
function twice({ x, loss, labels, targets }: Questions): Questions {
  const both = new Float32Array(2 * x.length);
  both.set(x);
  both.set(x, x.length);
  return {
    count: 2,
    x: both,
    loss,
    labels: [...labels, ...labels],
    targets: [...targets, ...targets],
  };
}

async function askLogits(network: Network, { count, x }: Questions): Promise<Answer[]> {
  const tensor = tf.tidy(() =>
    checkLogits(network, network.logits(input(network, x, count)), count)
  );
  const logits = await read(tensor);
  return Array.from({ length: count }, (_, row) => ({
    logits: rowOf(logits, row, count),
    loss: 0,
    gradient: nothing,
    gradientNorm: 0,
  }));
}

async function askGradients(
  network: Network,
  questions: Questions,
  loss: Loss,
): Promise<Answer[]> {
  const { count } = questions;
  const tensors = differentiate(network, questions, loss);
  const [gradients, values, logits] = await Promise.all([
    read(tensors.grad),
    read(tensors.value),
    read(tensors.logits),
  ]);
  return Array.from({ length: count }, (_, row) => {
    const gradient = rowOf(gradients, row, count);
    return {
      logits: rowOf(logits, row, count),
      loss: values[row]!,
      gradient,
      gradientNorm: l2Norm(gradient),
    };
  });
}

/** The logits `[count, classes]`, each row's loss `[count]`, and its gradient, shaped as the inputs. */
function differentiate(
  network: Network,
  { count, x, labels, targets }: Questions,
  loss: Loss,
): { readonly logits: tf.Tensor; readonly value: tf.Tensor; readonly grad: tf.Tensor } {
  if (unconnected.has(network)) return flat(network, { count, x, labels, targets }, loss);
  const { classes } = network;
  let logits: tf.Tensor2D | undefined, kept: tf.Tensor | undefined;
  const lossAt = tf.customGrad((z) => {
    const label = oneHotRows(labels, classes);
    const target = targets === labels ? label : oneHotRows(targets, classes);
    const { value, slope } = loss(z as tf.Tensor2D, label, target);
    kept = tf.keep(slope); // what is given to tfjs to save is lost where a gradient fails
    return { value, gradFunc: (dy: tf.Tensor) => tf.mul(tf.expandDims(dy, 1), slope) };
  });
  try {
    return tf.tidy(() => {
      const valueAndGrad = tf.valueAndGrad((moving: tf.Tensor) => {
        logits = tf.keep(checkLogits(network, network.logits(moving), count));
        return lossAt(logits);
      });
      return { ...valueAndGrad(input(network, x, count)), logits: logits! };
    });
  } catch (error) {
    logits?.dispose();
    if (!isUnconnected(error)) throw error;
    unconnected.add(network);
    return flat(network, { count, x, labels, targets }, loss);
  } finally {
    kept?.dispose();
  }
}

/** What {@linkcode differentiate} gives for such a network. */
function flat(
  network: Network,
  { count, x, labels, targets }: Omit<Questions, "loss">,
  loss: Loss,
): ReturnType<typeof differentiate> {
  return tf.tidy(() => {
    const logits = checkLogits(network, network.logits(input(network, x, count)), count);
    const [label, target] = [labels, targets].map((each) => oneHotRows(each, network.classes));
    const { value } = loss(logits, label!, target!);
    return { logits, value, grad: tf.zeros([count, ...network.inputShape]) };
  });
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data() as Float32Array;
  tensor.dispose();
  return values;
}

function input(network: Network, x: Float32Array, count: number): tf.Tensor {
  return tf.tensor(x, [count, ...network.inputShape]);
}

function checkLogits({ classes }: Network, logits: tf.Tensor2D, count: number): tf.Tensor2D {
  if (logits.rank === 2 && logits.shape[0] === count && logits.shape[1] === classes) return logits;
  throw new Error(
    `Cannot attack the network: its logits for ${count} inputs must have shape ` +
      `[${count}, ${classes}], found [${logits.shape}]`,
  );
}

function oneHotRows(classes: readonly number[], count: number): tf.Tensor2D {
  const rows = new Float32Array(classes.length * count);
  classes.forEach((k, row) => rows[row * count + k] = 1);
  return tf.tensor2d(rows, [classes.length, count]);
}

function rowOf(values: Float32Array, row: number, count: number): Float32Array {
  const size = values.length / count;
  return values.subarray(row * size, (row + 1) * size);
}
