/**
 * The paper's theorems against numbers: 1, the direction of gradient descent
 * against the SVM's; 2, Fisher consistency on a grid; 3, the margin estimate
 * against exact margins.
 *
 * @module
 */
import { minimumMargin } from "../margins/summary.ts";
import {
  binaryLosses,
  type BinaryLossName,
  consistencyGap,
  marginRegularised,
} from "../objectives/fisher_consistency.ts";
import type { Row } from "../types.ts";
import {
  caseStudyNetworks,
  caseStudyRanges,
  caseStudyRow,
  type CaseStudySettings,
  descend,
  disposeLinearData,
  limit,
  linearData,
} from "./case_study.ts";
import type { Context, Experiment } from "./experiment.ts";
import { SettingsError } from "./settings_error.ts";
import { boundRows } from "./theorem3.ts";
import { theoremClaims, theoremFindings } from "./theorem_claims.ts";
import { drawTheorems } from "./theorem_drawing.ts";

/** The case study's settings and Theorem 2's grid. */
export interface TheoremSettings extends CaseStudySettings {
  /** Probabilities of the positive class, none of them 1/2. */
  readonly etas: readonly number[];
  /** The regulariser's strengths, λ. */
  readonly lambdas: readonly number[];
  /** The regulariser's caps, τ. */
  readonly taus: readonly number[];
  /** Test images at which Theorem 3's estimate is compared. */
  readonly points: number;
  /** Samples a point. */
  readonly samples: number;
}

const shared = { gdStepSize: 0.1, normalisedStepSize: 0.05, relativeGap: 1e-6 };
const grid = {
  etas: [
    0,
    0.01,
    0.1,
    0.2,
    0.3,
    0.4,
    0.45,
    0.49,
    0.499,
    0.501,
    0.51,
    0.55,
    0.6,
    0.7,
    0.8,
    0.9,
    0.99,
    1,
  ],
  lambdas: [0, 0.01, 0.1, 1, 10],
  taus: [0, 0.5, 1, 5, 40],
};

/** Theorems 1, 2 and 3. */
export const theorems: Experiment<TheoremSettings> = {
  name: "theorems",
  title: "Theorems 1, 2 and 3 in numbers",
  about: {
    ...caseStudyNetworks,
    metrics: ["angle_to_svm", "margin_gap", "consistency_gap", "bound_excess"],
  },
  settings: {
    smoke: {
      ...shared,
      gdEpochs: 30,
      normalisedEpochs: 400,
      etas: [0, 0.3, 0.499, 0.7],
      lambdas: [0, 0.1],
      taus: [0, 5],
      points: 10,
      samples: 8,
    },
    quick: {
      ...shared,
      gdEpochs: 1000,
      normalisedEpochs: 4000,
      ...grid,
      points: 200,
      samples: 128,
    },
    paper: {
      ...shared,
      gdEpochs: 10_000,
      normalisedEpochs: 10_000,
      ...grid,
      points: 500,
      samples: 1024,
    },
  },
  ranges: {
    ...caseStudyRanges,
    etas: [0, 1],
    lambdas: [0, 1e6],
    taus: [0, 1e3],
    points: [1, 2115, "whole"],
    samples: [1, 1e7, "whole"],
  },
  compute,
  draw: drawTheorems,
  findings: theoremFindings,
  claims: theoremClaims,
};

async function compute(settings: TheoremSettings, context: Context): Promise<Row[]> {
  if (settings.etas.includes(0.5)) {
    throw new SettingsError("etas must not hold 0.5, where no class is the likelier one");
  }
  return [...await classifierRows(settings, context), ...await consistencyRows(settings, context)];
}

/** Theorem 1: the angle to the SVM's direction and the margin still missing, by epoch; then Theorem 3 where each descent ends. */
async function classifierRows(settings: TheoremSettings, context: Context): Promise<Row[]> {
  const data = linearData(await context.dataset("mnist01"));
  const row = caseStudyRow(context);
  const { svm } = await limit(data, settings.relativeGap);
  const rows = [
    row({ method: "svm", split: "train", metric: "minimum_margin", value: svm.lowerBound }),
  ];
  const ends = new Map<string, Float32Array>([["svm", Float32Array.from(svm.weights)]]);
  for (const method of ["gd", "normalised_gd"] as const) {
    for await (const { epoch, weights, margins } of descend(data, { method, settings, context })) {
      ends.set(method, weights);
      const at = { method, epoch, split: "train" };
      rows.push(row({ ...at, metric: "angle_to_svm", value: angle(weights, svm.weights) }));
      const missing = svm.upperBound - minimumMargin(margins.train);
      rows.push(row({ ...at, metric: "margin_gap", value: missing }));
    }
  }
  const { points, samples } = settings;
  rows.push(...await boundRows(ends, data.test, { points, samples, context, row }));
  disposeLinearData(data);
  return rows;
}

/** Theorem 2: by how much every wrong-signed score is worse, over η, λ, τ and three losses. */
async function consistencyRows(settings: TheoremSettings, context: Context): Promise<Row[]> {
  const names = Object.keys(binaryLosses) as BinaryLossName[];
  const { etas, lambdas, taus } = settings;
  const progress = context.progress(
    "Fisher consistency",
    names.length * lambdas.length * taus.length,
  );
  const row = caseStudyRow(context);
  const rows: Row[] = [];
  for (const loss of names) {
    for (const lambda of lambdas) {
      for (const tau of taus) {
        const regularised = marginRegularised(binaryLosses[loss], { strength: lambda, cap: tau });
        for (const eta of etas) {
          const value = consistencyGap(regularised, { eta, kinks: [1, tau], reach: 50 + tau });
          const fields = { dataset: null, model: null, method: null, metric: "consistency_gap" };
          rows.push(row({ ...fields, value, loss, eta, lambda, tau }));
        }
        await progress.advance();
      }
    }
  }
  progress.finish();
  return rows;
}

/** The angle between two directions in degrees, exact also where it is small. */
function angle(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const norm = (v: ArrayLike<number>) => Math.hypot(...Array.from(v));
  const [lengthA, lengthB] = [norm(a), norm(b)];
  const chord = norm(Array.from(a, (value, i) => value / lengthA - b[i] / lengthB));
  return 2 * Math.asin(chord / 2) * 180 / Math.PI;
}
