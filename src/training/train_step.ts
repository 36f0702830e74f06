/**
 * One step of training: a batch's gradients, and the weights moved along them.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Random } from "../random.ts";
import type { Batch, Objective, TrainableNetwork } from "../types.ts";
import type { StepScalars } from "./loss_log.ts";
import type { Optimizer } from "./optimizer.ts";

/** What a step needs besides its batch. */
export interface StepOptions {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** Subtracted from each gradient, in the weights' order. */
  readonly frozen: readonly tf.Tensor[] | null;
  /** Dropout's generator. */
  readonly random: Random;
  readonly epoch: number;
  /** Whether to count what the step's own logits get wrong. */
  readonly countWrong: boolean;
}

/** Trains on one batch; the scalars are the caller's to dispose. */
export function trainStep(
  network: TrainableNetwork,
  batch: Batch,
  options: StepOptions,
): StepScalars {
  const variables = [...network.weights.values()];
  const kept: tf.Tensor[] = [];
  let parts: Omit<StepScalars, "total"> | undefined;
  const lossOf = (): tf.Scalar => {
    const { objective, random, epoch } = options;
    const { total, terms, logits } = objective.loss(network, batch, random, epoch);
    const wrong = options.countWrong ? wrongIn(logits, batch.labels) : null;
    kept.push(...Object.values(terms), ...(wrong ? [wrong] : []));
    kept.forEach((scalar) => tf.keep(scalar));
    parts = { terms, wrong, examples: batch.labels.size };
    return total;
  };
  try {
    const { value: total, grads } = tf.variableGrads(lossOf, variables);
    const gradients = variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
    move(gradients, options);
    tf.dispose(gradients);
    return { total, ...parts! };
  } catch (error) {
    tf.dispose(kept);
    throw error;
  }
}

function move(
  gradients: readonly tf.Tensor[],
  { optimizer, frozen, epoch }: StepOptions,
): void {
  if (!frozen) return optimizer.step(gradients, epoch);
  const corrected = gradients.map((gradient, i) => tf.sub(gradient, frozen[i]));
  optimizer.step(corrected, epoch);
  tf.dispose(corrected);
}

function wrongIn(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.cast(tf.notEqual(tf.argMax(logits, 1), labels), "float32")) as tf.Scalar;
}
