/**
 * One batch of questions put to the network: the only place where attacks meet tensors.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
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
  { count, x, labels, targets }: Questions,
  loss: Loss,
): Promise<Answer[]> {
  const tensors = tf.tidy(() => {
    let logits: tf.Tensor2D | undefined;
    const lossAt = tf.customGrad((z, save) => {
      const label = oneHotRows(labels, network.classes);
      const { value, slope } = loss(
        z as tf.Tensor2D,
        label,
        targets === labels ? label : oneHotRows(targets, network.classes),
      );
      (save as tf.GradSaveFunc)([slope]);
      const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor =>
        tf.mul(tf.expandDims(dy, 1), saved!);
      return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor };
    });
    const { value, grad } = tf.valueAndGrad((moving: tf.Tensor) => {
      logits = tf.keep(checkLogits(network, network.logits(moving), count));
      return lossAt(logits);
    })(input(network, x, count));
    return { logits: logits!, value, grad };
  });
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
