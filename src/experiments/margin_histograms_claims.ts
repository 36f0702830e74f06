/**
 * What figures 7 and 8 say of the paper's claim 11.
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import { studyModels } from "./deep_study.ts";
import type { Finding } from "./experiment.ts";
import { select, series } from "./select.ts";
import { ends } from "./judgement.ts";
import { claimedCurve, describeTrends, judgedTrends, learnedRows } from "./study_claims.ts";

const splits = ["train", "test"] as const;
const metric = "mean_margin";

/** The histograms' means at both ends of training. */
export function marginHistogramFindings(rows: readonly Row[]): Finding[] {
  return studyModels.filter((model) => select(rows, { model }).length > 0).flatMap((model) =>
    splits.map((split) => ({
      quantity: `${model} ${split}: mean of the signed margins`,
      measured: ends(series(rows, { model, split, metric })),
      paper: "moves left",
    }))
  );
}

/** Claim 11. */
export function marginHistogramClaims(rows: readonly Row[]): Verdict[] {
  const learned = learnedRows(rows);
  const curves = studyModels.flatMap((model) =>
    splits.map((split) => claimedCurve(learned, { model, split, metric }, "down"))
  );
  return [{
    claim: 11,
    statement: "The histograms of margins move left",
    measured: describeTrends(curves),
    verdict: judgedTrends(learned, curves),
  }];
}
