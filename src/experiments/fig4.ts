/**
 * Figure 4: the training curves of section 3's logistic regression.
 *
 * @module
 */
import { errorRate } from "../margins/summary.ts";
import type { Row, Verdict } from "../types.ts";
import {
  caseStudyNetworks,
  caseStudyRanges,
  caseStudyRow,
  type CaseStudySettings,
  descend,
  disposeLinearData,
  linearData,
  logisticLoss,
} from "./case_study.ts";
import type { Context, Experiment, Finding } from "./experiment.ts";
import { drawFig4 } from "./fig4_drawing.ts";
import { ends, judged } from "./judgement.ts";
import { select, series } from "./select.ts";

const shared = { gdStepSize: 0.1, normalisedStepSize: 0.05, relativeGap: 1e-6 };
const descents = ["gd", "normalised_gd"] as const;
const splits = ["train", "test"] as const;

/** Figure 4. */
export const fig4: Experiment<CaseStudySettings> = {
  name: "fig4",
  title: "Figure 4: training curves of logistic regression on MNIST 0 against 1",
  about: { ...caseStudyNetworks, metrics: ["loss"] },
  settings: {
    smoke: { ...shared, gdEpochs: 30, normalisedEpochs: 400 },
    quick: { ...shared, gdEpochs: 1000, normalisedEpochs: 4000 },
    paper: { ...shared, gdEpochs: 10_000, normalisedEpochs: 10_000 },
  },
  ranges: caseStudyRanges,
  compute,
  draw: drawFig4,
  findings,
  claims: (rows) => [neverRise(rows)],
};

async function compute(settings: CaseStudySettings, context: Context): Promise<Row[]> {
  const data = linearData(await context.dataset("mnist01"));
  const row = caseStudyRow(context);
  const rows: Row[] = [];
  for (const method of descents) {
    for await (const { epoch, weights, margins } of descend(data, { method, settings, context })) {
      const norm = Math.hypot(...weights);
      for (const split of splits) {
        const at = { method, epoch, split };
        rows.push(row({ ...at, metric: "loss", value: logisticLoss(margins[split], norm) }));
        rows.push(row({ ...at, metric: "error", value: errorRate(margins[split]) }));
      }
    }
  }
  disposeLinearData(data);
  return rows;
}

function findings(rows: readonly Row[]): Finding[] {
  const paper = { loss: "falls", error: "never rises; training error reaches 0" };
  return descents.flatMap((method) =>
    (["loss", "error"] as const).flatMap((metric) =>
      splits.map((split) => ({
        quantity: `${method}: ${split} ${metric}`,
        measured: ends(series(rows, { method, split, metric })),
        paper: paper[metric],
      }))
    )
  );
}

/** Claim 7, to the letter: no measured epoch has a larger error than the one before. */
function neverRise(rows: readonly Row[]): Verdict {
  const curves = descents.flatMap((method) =>
    splits.map((split) => ({
      name: `${method} ${split}`,
      points: select(rows, { method, split, metric: "error" }),
    }))
  );
  const rises = curves.flatMap(({ name, points }) =>
    points.slice(1).flatMap((row, i) => {
      const by = (row.value ?? NaN) - (points[i].value ?? NaN);
      return by > 0 ? [{ name, epoch: row.epoch, by }] : [];
    })
  );
  const largest = rises.toSorted((a, b) => b.by - a.by)[0];
  return {
    claim: 7,
    statement: "Training and test error never rise: no overfitting",
    measured: largest
      ? `${rises.length} rises between measured epochs, the largest by ${
        (100 * largest.by).toPrecision(2)
      } points (${largest.name}, epoch ${largest.epoch})`
      : `no rise at any of ${curves[0].points.length} and ${
        curves[2].points.length
      } measured epochs`,
    verdict: judged(rows, !largest, curves.map(({ points }) => points)),
  };
}
