/**
 * What figures 2 and 6 say of the paper's claims 8, 9 and 10.
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { ends } from "./judgement.ts";
import { select, series } from "./select.ts";
import {
  type ClaimedCurve,
  claimedCurve,
  describeTrends,
  judgedTrends,
  learnedRows,
} from "./study_claims.ts";
import { type StudyDataset, studyModels } from "./deep_study.ts";

const splits = ["train", "test"] as const;

/** Margins and errors at the first and the last epoch. */
export function marginCurveFindings(rows: readonly Row[], dataset: StudyDataset): Finding[] {
  return studyModels.filter((model) => select(rows, { model }).length > 0).flatMap((model) =>
    splits.flatMap((split) => {
      const of = (metric: string) => ends(series(rows, { model, split, metric }));
      return [
        {
          quantity: `${model} ${split}: average margin`,
          measured: of("average_margin"),
          paper: average(dataset, model),
        },
        {
          quantity: `${model} ${split}: minimum margin`,
          measured: of("minimum_margin"),
          paper: "rises",
        },
        { quantity: `${model} ${split}: error`, measured: of("error"), paper: "falls" },
      ];
    })
  );
}

function average(dataset: StudyDataset, model: string): string {
  return isExcepted(dataset, model) ? "does not fall" : "falls";
}

/** The one network whose average margin the paper does not see fall. */
function isExcepted(dataset: StudyDataset, model: string): boolean {
  return dataset === "mnist" && model === "cnn";
}

/** Claim 8 on CIFAR-10, 9 on MNIST, and 10. */
export function marginCurveClaims(rows: readonly Row[], dataset: StudyDataset): Verdict[] {
  const learned = learnedRows(rows);
  return [tradeOff(learned, dataset), goesOnFalling(learned, dataset)];
}

function tradeOff(rows: readonly Row[], dataset: StudyDataset): Verdict {
  const curves = studyModels.flatMap((model) =>
    splits.flatMap((split) => [
      claimedCurve(rows, { model, split, metric: "minimum_margin" }, "up"),
      ...isExcepted(dataset, model)
        ? []
        : [claimedCurve(rows, { model, split, metric: "average_margin" }, "down")],
    ])
  );
  const isCifar = dataset === "cifar10";
  return {
    claim: isCifar ? 8 : 9,
    statement:
      `On ${isCifar ? "CIFAR-10" : "MNIST"} the minimum margin rises and the average falls` +
      (isCifar ? "" : " (the CNN's average excepted)"),
    measured: describeTrends(curves),
    verdict: judgedTrends(rows, curves),
  };
}

/** The error counts as saturated from the first epoch at which it is this close to its lowest. */
const saturated = 0.01;

function goesOnFalling(rows: readonly Row[], dataset: StudyDataset): Verdict {
  const models = studyModels.filter((model) => !isExcepted(dataset, model));
  const from = new Map(models.map((model) => [model, saturationEpoch(rows, model)]));
  const curves = models.flatMap((model) =>
    splits.map((split): ClaimedCurve => {
      const after = rows.filter(({ epoch }) => (epoch ?? 0) >= from.get(model)!);
      return claimedCurve(after, { model, split, metric: "average_margin" }, "down");
    })
  );
  const starts = models.filter((model) => Number.isFinite(from.get(model)))
    .map((model) => `${model} from epoch ${from.get(model)}`);
  return {
    claim: 10,
    statement: "The average margin goes on falling after the errors have saturated",
    measured: `training and test error within a point of their lowest: ${
      starts.join(", ") || "none"
    }; ${describeTrends(curves)}`,
    verdict: judgedTrends(rows, curves),
  };
}

/** The first epoch from which on both errors have been close to their lowest; infinite where one is not known. */
function saturationEpoch(rows: readonly Row[], model: string): number {
  return Math.max(...splits.map((split) => {
    const errors = select(rows, { model, split, metric: "error" })
      .toSorted((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0));
    const lowest = Math.min(...errors.map(({ value }) => value ?? Infinity));
    return errors.find(({ value }) => (value ?? Infinity) <= lowest + saturated)?.epoch ?? Infinity;
  }));
}
