/**
 * Deep Defense: training on how far DeepFool must go.
 *
 * @module
 */
import { detached } from "../backend/operators/detached.ts";
import { placesOfNonzero, putRows, takeRows } from "../backend/operators/rows.ts";
import * as tf from "../backend/tf.ts";
import type { Batch, LinearPiece, Objective, TrainableNetwork } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { oneHot } from "./one_hot.ts";
import { sumObjective } from "./sum_objective.ts";

/** What {@linkcode deepDefense} is set to. */
export interface DeepDefenseOptions {
  /** λ, the weight of the penalty. */
  readonly strength: number;
  /** c, how fast the penalty of a correct point falls with its relative perturbation. */
  readonly correctRate: number;
  /** d, how fast the penalty of a wrong point rises with its own. */
  readonly wrongRate: number;
  /** How many linearisations DeepFool makes at most. */
  readonly steps: number;
  /** By what share DeepFool's perturbation is lengthened. */
  readonly overshoot: number;
}

/** Keeps quotients and the gradients of norms finite where something vanishes. */
const smallestSquare = 1e-12;

/** Where a slope all but vanishes, DeepFool runs away: beyond e^20 a point counts no more, and has no gradient. */
const largestExponent = 20;

/** Far beyond any distance. */
const excluded = 1e30;

/**
 * Deep Defense (Yan, Guo and Zhang 2018, "Deep Defense: Training DNNs with
 * Improved Adversarial Robustness", eq. 5): mean cross-entropy
 * `+ (λ/B) [Σ_correct exp(−c r) + Σ_wrong exp(d r)]`, `r = ‖Δ‖ / ‖x‖`, Δ what
 * DeepFool adds to x, without a box, to move a correct point to the nearest
 * other class and a wrong one to its true class. Δ is part of the graph:
 * its own gradient in the weights is of second order.
 *
 * @param options λ, c, d, DeepFool's steps and overshoot.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { deepDefense, paperTraining } from "@marginlab/marginlab";
 *
 * const which = { dataset: "mnist", model: "lenet", method: "dd", recipe: "released" } as const;
 * assertEquals(deepDefense(paperTraining(which).deepDefense!).concave, undefined);
 * ```
 */
export function deepDefense(options: DeepDefenseOptions): Objective {
  const { strength, correctRate, wrongRate } = options;
  return sumObjective((network, batch, random) => {
    const { images, labels } = batch;
    const { logits } = network.forward(images, { dropout: random });
    const isCorrect = detached(() => isPredicted(network.logits(images), labels));
    const relative = tf.div(
      normsOf(foolingPerturbation(network, batch, { ...options, isCorrect })),
      detached(() => normsOf(images)),
    );
    const rates = tf.sub(wrongRate, tf.mul(isCorrect, correctRate + wrongRate));
    const exponents = tf.minimum(tf.mul(relative, rates), largestExponent);
    const penalty = tf.mul(tf.mean(tf.exp(exponents)), strength) as tf.Scalar;
    return {
      logits,
      terms: { cross_entropy: crossEntropy(logits, labels), deep_defense: penalty },
    };
  });
}

/**
 * DeepFool's perturbation of every image, differentiable in the weights: which
 * class a point is moved to, and whether it has arrived, is taken as given.
 * What has arrived leaves the batch where that can be seen at once.
 *
 * @returns `[batch, ...inputShape]`, the overshoot included.
 */
function foolingPerturbation(
  network: TrainableNetwork,
  { images, labels }: Batch,
  { steps, overshoot, isCorrect }: DeepDefenseOptions & { readonly isCorrect: tf.Tensor1D },
): tf.Tensor {
  const count = labels.size;
  let active: tf.Tensor1D = tf.ones([count]);
  let moved: tf.Tensor = tf.zerosLike(images);
  for (let step = 0; step < steps; step++) {
    const [before, now] = [active, moved];
    if (step > 0) {
      active = detached(() => {
        const rows = placesOfNonzero(before);
        if (rows.length === 0) return before;
        const at = takeRows(tf.add(images, tf.mul(now, 1 + overshoot)), rows);
        const isRight = isPredicted(network.logits(at), takeRows(labels, rows));
        const isOnItsWay = tf.equal(isRight, takeRows(isCorrect, rows)).toFloat() as tf.Tensor1D;
        return tf.mul(before, putRows(isOnItsWay, rows, count));
      });
    }
    const rows = placesOfNonzero(active);
    if (rows.length === 0) break;
    const piece = linearPieceOf(network, takeRows(step === 0 ? images : tf.add(images, now), rows));
    const there = [labels, isCorrect, active].map((each) => takeRows(each, rows));
    const [labelsThere, isCorrectThere, activeThere] = there as [
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    const difference = detached(() => {
      const towards = tf.where(
        column(isCorrectThere, "bool"),
        toNearest(piece, labelsThere),
        toTruth(piece, labelsThere),
      );
      return tf.mul(towards, column(activeThere)) as tf.Tensor2D;
    });
    moved = tf.add(now, putRows(stepToBoundary(piece, difference), rows, count));
  }
  return tf.mul(moved, 1 + overshoot);
}

/** `|g| ∇g / ‖∇g‖²` for the difference g of two logits: to where they are equal, on the linear piece. */
function stepToBoundary(piece: LinearPiece, difference: tf.Tensor2D): tf.Tensor {
  const gap = tf.abs(tf.sum(tf.mul(piece.logits, difference), 1));
  const gradient = piece.pull(difference);
  const rows = tf.reshape(gradient, [difference.shape[0], -1]);
  const square = tf.maximum(tf.sum(tf.square(rows), 1), smallestSquare);
  return tf.reshape(tf.mul(rows, column(tf.div(gap, square))), gradient.shape);
}

/** `[batch, classes]`: 1 for the class whose boundary with the label's is nearest, −1 for the label. */
function toNearest(piece: LinearPiece, labels: tf.Tensor1D): tf.Tensor2D {
  const classes = piece.logits.shape[1];
  const own = oneHot(labels, classes);
  const distances = Array.from({ length: classes }, (_, rival) =>
    tf.tidy(() => {
      const isRival = oneHot(tf.fill([labels.size], rival, "int32"), classes);
      const difference = tf.sub(isRival, own) as tf.Tensor2D;
      const gap = tf.abs(tf.sum(tf.mul(piece.logits, difference), 1));
      return tf.div(gap, normsOf(piece.pull(difference)));
    }));
  const others = tf.add(tf.stack(distances, 1), tf.mul(own, excluded));
  return tf.sub(oneHot(tf.argMin(others, 1), classes), own);
}

/** `[batch, classes]`: 1 for the label, −1 for what is predicted; zero where they are one. */
function toTruth({ logits }: LinearPiece, labels: tf.Tensor1D): tf.Tensor2D {
  const classes = logits.shape[1];
  return tf.sub(oneHot(labels, classes), oneHot(tf.argMax(logits, 1), classes));
}

/** `[batch]`, 1 where the largest logit is the label's. */
function isPredicted(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.cast(tf.equal(tf.argMax(logits, 1), labels), "float32");
}

/** `[batch, ...]` to `[batch]`, the l2 norms, 1e-6 at least. */
function normsOf(x: tf.Tensor): tf.Tensor1D {
  const squares = tf.sum(tf.square(tf.reshape(x, [x.shape[0]!, -1])), 1);
  return tf.sqrt(tf.maximum(squares, smallestSquare));
}

function column(values: tf.Tensor1D, type: "float32" | "bool" = "float32"): tf.Tensor2D {
  return tf.cast(tf.reshape(values, [-1, 1]), type);
}

function linearPieceOf(network: TrainableNetwork, x: tf.Tensor): LinearPiece {
  if (network.linearPiece) return network.linearPiece(x);
  throw new TypeError(
    "Cannot train by Deep Defense: the network must have linearPiece(), as createNetwork() makes it, found none",
  );
}
