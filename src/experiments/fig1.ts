/**
 * Figure 1: margins of logistic regression on MNIST's zeros and ones during
 * training, their histograms, and the closest adversarial examples.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { closestBoundaryPoints } from "../margins/linear.ts";
import { histogram } from "../margins/summary.ts";
import type { Row } from "../types.ts";
import {
  caseStudyNetworks,
  caseStudyRanges,
  caseStudyRow,
  type CaseStudySettings,
  descend,
  disposeLinearData,
  limit,
  type LinearData,
  linearData,
  marginRows,
  type Snapshot,
} from "./case_study.ts";
import { logSpacedEpochs, spreadEpochs } from "./epochs.ts";
import type { Context, Experiment } from "./experiment.ts";
import { fig1Claims, fig1Findings } from "./fig1_claims.ts";
import { drawFig1 } from "./fig1_drawing.ts";

/** The case study's settings and the histograms' bins. */
export interface Fig1Settings extends CaseStudySettings {
  readonly bins: number;
}

const shared = { gdStepSize: 0.1, normalisedStepSize: 0.05, relativeGap: 1e-6 };

/** Figure 1. */
export const fig1: Experiment<Fig1Settings> = {
  name: "fig1",
  title: "Figure 1: logistic regression on MNIST 0 against 1",
  about: {
    ...caseStudyNetworks,
    metrics: ["average_margin", "margin_count", "perturbation_norm"],
  },
  settings: {
    smoke: { ...shared, gdEpochs: 30, normalisedEpochs: 400, bins: 40 },
    quick: { ...shared, gdEpochs: 1000, normalisedEpochs: 4000, bins: 60 },
    paper: { ...shared, gdEpochs: 10_000, normalisedEpochs: 10_000, bins: 60 },
  },
  ranges: { ...caseStudyRanges, bins: [5, 500, "whole"] },
  compute,
  draw: drawFig1,
  findings: fig1Findings,
  claims: fig1Claims,
};

async function compute(settings: Fig1Settings, context: Context): Promise<Row[]> {
  const data = linearData(await context.dataset("mnist01"));
  const row = caseStudyRow(context);
  const pair = await firstOfEachClass(data);
  const shown = new Set(spreadEpochs(logSpacedEpochs(settings.normalisedEpochs), 5));
  const rows: Row[] = [];
  const kept: Snapshot[] = [];
  for (const method of ["gd", "normalised_gd"] as const) {
    for await (const snapshot of descend(data, { method, settings, context })) {
      rows.push(
        ...marginRows(snapshot.margins, (f) => row({ method, epoch: snapshot.epoch, ...f })),
      );
      if (method === "normalised_gd" && shown.has(snapshot.epoch)) kept.push(snapshot);
    }
  }

  const { svm, margins } = await limit(data, settings.relativeGap);
  const svmRow = (fields: Partial<Row>) => row({ method: "svm", ...fields });
  rows.push(
    ...marginRows(margins, svmRow),
    svmRow({ split: "train", metric: "margin_lower_bound", value: svm.lowerBound }),
    svmRow({ split: "train", metric: "margin_upper_bound", value: svm.upperBound }),
    svmRow({ split: "train", metric: "weight_norm", value: Math.hypot(...svm.weights) }),
    svmRow({ split: "train", metric: "support_vectors", value: svm.supportVectors.length }),
  );
  const to = Math.max(...kept.map(({ margins }) => margins.train.reduce((a, b) => Math.max(a, b))));
  const from = Math.min(
    ...kept.map(({ margins }) => margins.train.reduce((a, b) => Math.min(a, b))),
  );
  const bins = { from: Math.floor(2 * from) / 2, to: Math.ceil(2 * to) / 2, bins: settings.bins };
  const columns = [...kept, {
    method: "svm",
    epoch: null,
    margins,
    weights: Float32Array.from(svm.weights),
  }];
  for (const { method, epoch, margins, weights } of columns) {
    const columnRow = (fields: Partial<Row>) => row({ method, epoch, split: "train", ...fields });
    rows.push(...histogramRows(margins.train, bins, columnRow));
    rows.push(...await exampleRows(pair, weights, columnRow));
  }
  pair.dispose();
  disposeLinearData(data);
  return rows;
}

function histogramRows(
  margins: Float32Array,
  bins: { from: number; to: number; bins: number },
  row: (fields: Partial<Row>) => Row,
): Row[] {
  return histogram(margins, bins).map(({ start, end, count }) =>
    row({ metric: "margin_count", value: count, bin_start: start, bin_end: end })
  );
}

/** `[2, 784]` the first zero and the first one of the training set. */
async function firstOfEachClass({ train }: LinearData): Promise<tf.Tensor2D> {
  const labels = await train.labels.data();
  return tf.tidy(() => tf.gather(train.x, [labels.indexOf(-1), labels.indexOf(1)]));
}

/** The closest adversarial examples of both digits: the norm of the change, and the picture as base64 bytes. */
async function exampleRows(
  pair: tf.Tensor2D,
  weights: Float32Array,
  row: (fields: Partial<Row>) => Row,
): Promise<Row[]> {
  const [norms, pixels] = tf.tidy(() => {
    const points = closestBoundaryPoints(pair, { weights: tf.tensor1d(weights) });
    const bytes = points.clipByValue(0, 1).mul(255).round().toInt();
    return [points.sub(pair).norm("euclidean", 1), bytes];
  });
  const [values, bytes] = [await norms.data(), Uint8Array.from(await pixels.data())];
  tf.dispose([norms, pixels]);
  const size = bytes.length / 2;
  return [0, 1].map((digit) =>
    row({
      metric: "perturbation_norm",
      value: values[digit],
      digit,
      pixels: bytes.slice(digit * size, (digit + 1) * size).toBase64(),
    })
  );
}
