/**
 * What figure 5's rows say of the paper's claim 7, for deep networks (appendix B).
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { percent } from "./judgement.ts";
import { select, series } from "./select.ts";
import { allNetworks, guessing, judgedStudy, networksOf } from "./study_claims.ts";

const splits = ["train", "test"] as const;

/** Errors after the first and the last epoch. */
export function fig5Findings(rows: readonly Row[]): Finding[] {
  return networksOf(rows).flatMap((network) =>
    splits.map((split) => {
      const errors = series(rows, { ...network, split, metric: "error" });
      return {
        quantity: `${network.dataset} ${network.model}: ${split} error`,
        measured: [errors[0], errors.at(-1)].map((error) => percent(error ?? NaN)).join(" → "),
        paper: "falls",
      };
    })
  );
}

/** An error rate of stochastic descent wavers from epoch to epoch; by more than this, it rises. */
const tolerance = 0.01;

/**
 * Claim 7: the last training and test errors are no more than a point above the
 * lowest. Where only some images were tested, a rise within two standard errors
 * of the difference says nothing. Nor does a network that guesses to the end: it had
 * nothing to overfit with.
 */
export function fig5Claims(rows: readonly Row[]): Verdict[] {
  const lines = networksOf(rows).flatMap((network) =>
    splits.map((split) => ({ ...network, split }))
  );
  const rises = lines.map((line) => {
    const own = select(rows, { ...line, metric: "error" });
    const errors = series(own, {});
    const [last, lowest] = [errors.at(-1) ?? NaN, Math.min(...errors)];
    const tested = own[0]?.points;
    const variance = last * (1 - last) + lowest * (1 - lowest);
    const noise = typeof tested === "number" ? 2 * Math.sqrt(variance / tested) : 0;
    return { ...line, by: last - lowest, noise, learned: last <= guessing };
  });
  const points = ({ dataset, model, split, by, learned }: typeof rises[number]) =>
    `${dataset} ${model} ${split} ${(100 * by).toFixed(2)}${learned ? "" : " (still guessing)"}`;
  const judged = rises.filter(({ learned }) => learned);
  return [{
    claim: 7,
    statement: "Errors of the deep study do not rise again, on train and test: no overfitting",
    measured: `last above lowest, in points: ${rises.map(points).join(", ")}`,
    verdict: judgedStudy(rows, {
      holds: judged.every(({ by }) => by <= tolerance),
      contrary: judged.some(({ by, noise }) => by > tolerance + noise),
      complete: judged.length === splits.length * allNetworks.length,
    }),
  }];
}
