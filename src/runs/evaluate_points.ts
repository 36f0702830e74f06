/**
 * The jobs that measure some points under any model.
 *
 * @module
 */
import { type AttackChoice, chosenPlan } from "../attacks/presets.ts";
import { robustAccuracy } from "../attacks/robust_accuracy.ts";
import type { RobustAccuracy } from "../attacks/robust_accuracy_result.ts";
import * as tf from "../backend/tf.ts";
import type { LabelledImages } from "../data/labelled_images.ts";
import { lipschitzMargin } from "../margins/lipschitz.ts";
import { type ModelSource, type OpenedModel, openModel } from "../models/open_model.ts";
import { seededRandom } from "../random.ts";
import type { Batch } from "../types.ts";
import type { JobTools } from "./job.ts";

/** Points under a model. */
export interface ModelPoints {
  /** The model. */
  readonly model: ModelSource;
  /** The points, and no others. */
  readonly points: LabelledImages;
  /** The points' numbers in the whole set: what is drawn for a point depends on them and the seed alone. */
  readonly indices: readonly number[];
  /** Fixes all randomness. */
  readonly seed: number;
}

/** What `attackPoints` is given. */
export interface AttackPointsInput extends ModelPoints {
  /** What attacks. */
  readonly attack: AttackChoice;
  /** l2 radii in pixel space (the paper's ε), rising. */
  readonly radii: readonly number[];
}

/** What {@linkcode estimateMargins} is given. */
export interface EstimateMarginsInput extends ModelPoints {
  /** Samples a point; 1 where the model is affine. */
  readonly samples: number;
  /** The balls' radius, which caps the estimate. */
  readonly radius: number;
}

/** Robust accuracy of some points; each attack on each point at each radius counts as a step. */
export async function attackPoints(
  input: AttackPointsInput,
  { progress }: Pick<JobTools, "progress">,
): Promise<RobustAccuracy> {
  const { radii, indices, seed } = input;
  const attack = chosenPlan(input.attack);
  let counted = 0;
  const result = await withModel(input, ({ network }, batch) =>
    robustAccuracy(network, batch, {
      radii,
      attack,
      seed,
      indices,
      onProgress: () => {
        counted++;
        progress();
      },
    }));
  progress(attackSteps(input) - counted);
  return result;
}

/** The most steps that `attackPoints` can take. */
export function attackSteps(
  { attack, radii, indices }: Pick<AttackPointsInput, "attack" | "radii" | "indices">,
): number {
  return chosenPlan(attack).attacks.length * radii.length * indices.length;
}

/**
 * Signed margins of some points, positive where the prediction is right, null
 * where a logit is not finite: Theorem 3's estimate, exact where the model is
 * affine. Each point counts as a step.
 */
export async function estimateMargins(
  input: EstimateMarginsInput,
  { progress }: Pick<JobTools, "progress">,
): Promise<(number | null)[]> {
  return await withModel(input, async (opened, { images, labels }) => {
    const truth = await labels.data();
    const margins: (number | null)[] = [];
    for (let row = 0; row < truth.length; row++) {
      const x = tf.tidy(() => tf.slice(images, [row], [1]));
      margins.push(await marginOf(opened, x, { input, row, label: truth[row]! }));
      x.dispose();
      progress();
    }
    return margins;
  });
}

async function marginOf(
  { network }: OpenedModel,
  x: tf.Tensor,
  { input, row, label }: {
    readonly input: EstimateMarginsInput;
    readonly row: number;
    readonly label: number;
  },
): Promise<number | null> {
  const { samples, radius, seed, indices } = input;
  const logits = network.logits(x);
  const finite = (await logits.data()).every(Number.isFinite);
  logits.dispose();
  if (!finite) return null;
  const random = seededRandom(seed, `margins/${indices[row]}`);
  const [found] = await lipschitzMargin(network, x, { samples, radius, random });
  const { estimate, predicted } = found!;
  if (!Number.isFinite(estimate)) return null;
  return predicted === label ? estimate : -estimate;
}

async function withModel<T>(
  { model, points: { shape, images, labels } }: ModelPoints,
  measure: (opened: OpenedModel, batch: Batch) => Promise<T>,
): Promise<T> {
  const opened = await openModel(model, shape);
  const batch = {
    images: tf.tensor(images, [labels.length, ...shape]),
    labels: tf.tensor1d([...labels], "int32"),
  };
  try {
    return await measure(opened, batch);
  } finally {
    tf.dispose([batch.images, batch.labels]);
    opened.dispose();
  }
}
