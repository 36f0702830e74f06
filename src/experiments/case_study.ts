/**
 * Section 3's case study, shared by figures 1 and 4 and Theorem 1: logistic
 * regression by full-batch descent on MNIST's zeros and ones.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { takeBatch } from "../data/batches.ts";
import { type HardMarginSvm, hardMarginSvm } from "../margins/hard_margin_svm.ts";
import { binaryLinearMargins } from "../margins/linear.ts";
import { averageMargin, errorRate, minimumMargin } from "../margins/summary.ts";
import { type DescentMethod, logisticDescent } from "../training/logistic_descent.ts";
import type { Dataset, Row, SplitName } from "../types.ts";
import { logSpacedEpochs } from "./epochs.ts";
import type { Context, Settings } from "./experiment.ts";

/** How far each descent goes, and how exactly its limit is known. */
export interface CaseStudySettings extends Settings {
  readonly gdStepSize: number;
  readonly gdEpochs: number;
  readonly normalisedStepSize: number;
  readonly normalisedEpochs: number;
  /** The relative gap of the SVM's certificate. */
  readonly relativeGap: number;
}

/** The networks of the case study. */
export const caseStudyNetworks = { datasets: ["mnist01"], models: ["lr"] } as const;

/** Plain descent must stay below 2 / smoothness = 0.2056 on these images. */
export const caseStudyRanges = {
  gdStepSize: [1e-6, 0.2056],
  gdEpochs: [1, 1e7, "whole"],
  normalisedStepSize: [1e-6, 10],
  normalisedEpochs: [1, 1e7, "whole"],
  relativeGap: [1e-12, 1e-2],
} as const;

/** One half of the data as tensors. */
export interface LinearSplit {
  /** `[n, 784]` */
  readonly x: tf.Tensor2D;
  /** `[n]`, −1 for a zero, +1 for a one. */
  readonly labels: tf.Tensor1D;
}

/** Zeros and ones, train and test; whoever asked disposes the tensors. */
export type LinearData = Readonly<Record<SplitName, LinearSplit>>;

/**
 * MNIST's zeros and ones as tensors.
 *
 * @throws {Error} If one of the digits is not among the training images.
 */
export function linearData(dataset: Dataset): LinearData {
  checkBothDigits(dataset);
  const take = (split: SplitName): LinearSplit => {
    const { size } = dataset[split];
    const batch = takeBatch(dataset[split], dataset.shape, Uint32Array.from(Array(size).keys()));
    const x: tf.Tensor2D = batch.images.reshape([size, -1]);
    const labels = tf.tidy(() => batch.labels.toFloat().mul<tf.Tensor1D>(2).sub<tf.Tensor1D>(1));
    tf.dispose([batch.images, batch.labels]);
    return { x, labels };
  };
  return { train: take("train"), test: take("test") };
}

function checkBothDigits({ train }: Dataset): void {
  const missing = [0, 1].find((digit) => !train.labels.includes(digit));
  if (missing === undefined) return;
  throw new Error(
    `Cannot tell 0 from 1: both digits are needed, ` +
      `none of the ${train.size} training images of them is a ${missing}`,
  );
}

/** The state of a classifier at one epoch, as plain numbers. */
export interface Snapshot {
  readonly method: DescentMethod;
  readonly epoch: number;
  /** `[784]` */
  readonly weights: Float32Array;
  /** Signed margins of each half. */
  readonly margins: Readonly<Record<SplitName, Float32Array>>;
}

/** Descends and yields a snapshot at each measured epoch. */
export async function* descend(
  data: LinearData,
  options: { method: DescentMethod; settings: CaseStudySettings; context: Context },
): AsyncGenerator<Snapshot> {
  const { method, settings, context } = options;
  const [stepSize, last] = method === "gd"
    ? [settings.gdStepSize, settings.gdEpochs]
    : [settings.normalisedStepSize, settings.normalisedEpochs];
  const progress = context.progress(method === "gd" ? "plain descent" : "normalised descent", last);
  const descent = logisticDescent(data.train.x, { labels: data.train.labels, method, stepSize });
  try {
    for (const epoch of logSpacedEpochs(last)) {
      while (descent.epoch < epoch) {
        descent.step();
        await progress.advance();
      }
      const weights = descent.weights();
      const margins = await marginsOf(data, weights);
      yield { method, epoch, weights: await weights.data<"float32">(), margins };
      weights.dispose();
    }
  } finally {
    descent.dispose();
    progress.finish();
  }
}

/** The hard-margin SVM of the training images, and its margins on both halves. */
export async function limit(
  data: LinearData,
  relativeGap: number,
): Promise<{ svm: HardMarginSvm; margins: Snapshot["margins"] }> {
  const svm = await hardMarginSvm(data.train.x, data.train.labels, { relativeGap });
  const weights = tf.tensor1d(Float32Array.from(svm.weights));
  const margins = await marginsOf(data, weights);
  weights.dispose();
  return { svm, margins };
}

async function marginsOf(data: LinearData, weights: tf.Tensor1D): Promise<Snapshot["margins"]> {
  const of = async ({ x, labels }: LinearSplit) => {
    const margins = binaryLinearMargins(x, labels, { weights });
    const values = await margins.data<"float32">();
    margins.dispose();
    return values;
  };
  return { train: await of(data.train), test: await of(data.test) };
}

/** The mean logistic loss of a classifier with these margins and this norm. */
export function logisticLoss(margins: Float32Array, norm: number): number {
  return margins.reduce((sum, m) => sum + softplus(-m * norm), 0) / margins.length;
}

function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}

/** Frees what {@linkcode linearData} made. */
export function disposeLinearData({ train, test }: LinearData): void {
  tf.dispose([train.x, train.labels, test.x, test.labels]);
}

/** The columns that every row of the case study shares. */
export function caseStudyRow(context: Context): (fields: Partial<Row>) => Row {
  return (fields) => ({
    dataset: "mnist01",
    model: "lr",
    method: "gd",
    recipe: context.recipe,
    profile: context.profile,
    seed: context.seed,
    epoch: null,
    split: null,
    attack: null,
    radius: null,
    metric: "",
    value: null,
    backend: context.backend.name,
    ...fields,
  });
}

/** Average and minimum margin and error of both halves. */
export function marginRows(
  margins: Snapshot["margins"],
  row: (fields: Partial<Row>) => Row,
): Row[] {
  return (["train", "test"] as const).flatMap((split) => [
    row({ split, metric: "average_margin", value: averageMargin(margins[split]) }),
    row({ split, metric: "minimum_margin", value: minimumMargin(margins[split]) }),
    row({ split, metric: "error", value: errorRate(margins[split]) }),
  ]);
}
