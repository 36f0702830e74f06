/**
 * What attacks climb: losses of the logits, each with its slope written out.
 * A loss is large where the network errs. Gradients in the input are made of
 * the slope by one pass back through the network.
 *
 * @module
 */
import { largestFloat32 } from "../backend/float32.ts";
import * as tf from "../backend/tf.ts";

/** A loss at each example and its derivative in the logits. */
export interface LossAtLogits {
  /** `[batch]` */
  readonly value: tf.Tensor1D;
  /** `[batch, classes]` */
  readonly slope: tf.Tensor2D;
}

/**
 * A loss of logits `[batch, classes]`, given the labels and the target classes
 * as one-hot rows of the same shape. Losses without a target ignore theirs.
 */
export type Loss = (logits: tf.Tensor2D, label: tf.Tensor2D, target: tf.Tensor2D) => LossAtLogits;

/** The losses an attack's settings can name. */
export type LossName = "cross_entropy" | "log_odds" | "margin" | "difference" | "targeted_dlr";

/** The losses without a target, which an attack can climb from anywhere. */
export const untargetedLosses: readonly LossName[] = ["cross_entropy", "log_odds", "margin"];

/** So that the label's logit is never the largest. */
const without = (logits: tf.Tensor2D, label: tf.Tensor2D): tf.Tensor2D =>
  tf.sub(logits, tf.mul(label, largestFloat32));

const at = (logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(tf.mul(logits, oneHot), 1);

/**
 * Cross-entropy as float32 has it: exactly 0, with next to no slope, where the
 * network is confident. The paper's loss.
 */
function crossEntropy(logits: tf.Tensor2D, label: tf.Tensor2D): LossAtLogits {
  const logProbability = tf.logSoftmax(logits, 1);
  return {
    value: tf.neg(at(logProbability, label)),
    slope: tf.sub(tf.exp(logProbability), label),
  };
}

/**
 * log((1 - p) / p) for the label's probability p. It rises with the
 * cross-entropy log(1 / p) and its gradient points the same way, but it
 * neither rounds to 0 nor loses its slope: what an attack that normalises its
 * steps gets from cross-entropy in exact arithmetic.
 */
function logOdds(logits: tf.Tensor2D, label: tf.Tensor2D): LossAtLogits {
  const rivals = without(logits, label);
  const total = tf.logSumExp(rivals, 1, true);
  return {
    value: tf.sub(tf.squeeze(total, [1]), at(logits, label)),
    slope: tf.sub(tf.exp(tf.sub(rivals, total)), label),
  };
}

/** The largest other logit minus the label's: positive exactly where the network errs. */
function margin(logits: tf.Tensor2D, label: tf.Tensor2D): LossAtLogits {
  const rivals = without(logits, label);
  const rival = tf.oneHot(tf.argMax(rivals, 1), logits.shape[1]);
  return {
    value: tf.sub(tf.max(rivals, 1), at(logits, label)),
    slope: tf.sub(rival, label),
  };
}

/** The target's logit minus the label's. */
function difference(logits: tf.Tensor2D, label: tf.Tensor2D, target: tf.Tensor2D): LossAtLogits {
  const slope = tf.sub<tf.Tensor2D>(target, label);
  return { value: at(logits, slope), slope };
}

/**
 * The targeted difference-of-logits ratio, unchanged when logits are shifted
 * or scaled (Croce and Hein 2020, eq. 6): (z_t - z_y) / (z_1 - (z_3 + z_4) / 2),
 * the numbered logits in falling order. It needs four classes; with fewer it is
 * {@linkcode difference}.
 */
function targetedDlr(logits: tf.Tensor2D, label: tf.Tensor2D, target: tf.Tensor2D): LossAtLogits {
  const classes = logits.shape[1];
  if (classes < 4) return difference(logits, label, target);
  const { values, indices } = tf.topk<tf.Tensor2D>(logits, 4);
  const weights = tf.tensor2d([[1, 0, -0.5, -0.5]]);
  const scale = tf.add(tf.sum(tf.mul(values, weights), 1, true), 1e-12);
  const scaleSlope = tf.sum(
    tf.mul(tf.oneHot(tf.cast(indices, "int32"), classes), tf.reshape(weights, [1, 4, 1])),
    1,
  );
  const difference_ = tf.sub<tf.Tensor2D>(target, label);
  const ratio = tf.div(tf.expandDims(at(logits, difference_), 1), scale);
  return {
    value: tf.squeeze(ratio, [1]),
    slope: tf.div(tf.sub(difference_, tf.mul(ratio, scaleSlope)), scale),
  };
}

/** The losses by name. */
export const losses: Readonly<Record<LossName, Loss>> = {
  cross_entropy: crossEntropy,
  log_odds: logOdds,
  margin,
  difference,
  targeted_dlr: targetedDlr,
};
