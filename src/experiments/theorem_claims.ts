/**
 * What the theorems' rows say of the paper's claims 22, 23 and 24.
 *
 * @module
 */
import { falls } from "../records/trend.ts";
import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { ends, inDigits, judged, percent, short } from "./judgement.ts";
import { only, select, series } from "./select.ts";

const descents = ["gd", "normalised_gd"] as const;

/** The share of the SVM's margin that may be missing for a descent to count as arrived. */
const arrived = 0.1;

/** Rounding of two float32 distances that are equal. */
const rounding = 1e-5;

/** The theorems' main numbers. */
export function theoremFindings(rows: readonly Row[]): Finding[] {
  const gaps = select(rows, { metric: "consistency_gap" }).map((row) => row.value ?? NaN);
  return [
    ...descents.flatMap((method) => [
      {
        quantity: `${method}: angle to the SVM, degrees`,
        measured: ends(series(rows, { method, metric: "angle_to_svm" })),
        paper: "→ 0",
      },
      {
        quantity: `${method}: margin missing to the SVM's`,
        measured: ends(series(rows, { method, metric: "margin_gap" })),
        paper: "→ 0",
      },
    ]),
    {
      quantity: `smallest gap of ${gaps.length} conditional risks`,
      measured: short(least(gaps)),
      paper: "> 0 for every η ≠ 1/2",
    },
    ...select(rows, { metric: "bound_excess" }).map(({ method, value, points, samples }) => ({
      quantity: `${method}: estimate above exact margin, ${points} points, ${samples} samples`,
      measured: inDigits(value ?? NaN, 3),
      paper: method === "sphere" ? "≤ 0 with the true maximum" : "≤ 0",
    })),
  ];
}

/** Claims 22, 23 and 24. */
export function theoremClaims(rows: readonly Row[]): Verdict[] {
  return [directionConverges(rows), staysConsistent(rows), staysBelow(rows)];
}

function directionConverges(rows: readonly Row[]): Verdict {
  const margin = only(rows, { method: "svm", metric: "minimum_margin" });
  const curves = descents.map((method) => ({
    method,
    angles: series(rows, { method, metric: "angle_to_svm" }),
    gaps: series(rows, { method, metric: "margin_gap" }),
  }));
  const missing = curves.map(({ gaps }) => gaps[gaps.length - 1] / margin);
  const falling = curves.every(({ angles, gaps }) => falls(angles) && falls(gaps));
  const close = Math.min(...missing) <= arrived;
  return {
    claim: 22,
    statement: "Theorem 1: gradient descent turns towards the hard-margin SVM",
    measured: curves.map(({ method, angles }, i) =>
      `${method}: angle in degrees ${ends(angles)}, ${percent(missing[i])} of the margin missing`
    ).join("; "),
    verdict: falling && !close
      ? "not tested at this profile"
      : judged(rows, falling, curves.flatMap(({ angles, gaps }) => [angles, gaps])),
  };
}

function staysConsistent(rows: readonly Row[]): Verdict {
  const cells = select(rows, { metric: "consistency_gap" });
  const worst = cells.reduce((a, b) => ((b.value ?? NaN) < (a.value ?? NaN) ? b : a), cells[0]);
  return {
    claim: 23,
    statement: "Theorem 2: the regularised loss stays Fisher-consistent",
    measured: worst
      ? `${cells.length} cells; smallest gap ${
        inDigits(worst.value ?? NaN, 3)
      } (${worst.loss}, η ${worst.eta}, λ ${worst.lambda}, τ ${worst.tau})`
      : "not measured",
    verdict: judged(cells, cells.every((row) => (row.value ?? NaN) > 0)),
  };
}

/** Linear classifiers only: on the sphere a sampled maximum may be too small, which is no fault of the theorem. */
function staysBelow(rows: readonly Row[]): Verdict {
  const all = select(rows, { metric: "bound_excess" });
  const linear = all.filter(({ method }) => method !== "sphere");
  const largest = Math.max(...linear.map(({ value }) => value ?? NaN));
  const sphere = only(all, { method: "sphere" });
  return {
    claim: 24,
    statement: "Theorem 3 never exceeds the exact margin of a linear classifier",
    measured: `${linear.length} classifiers: at most ${inDigits(largest, 2)} above it, where ` +
      `float32 rounds by ${rounding}; a sphere, not linear: sampled estimates up to ` +
      `${inDigits(Math.abs(sphere), 2)} ${sphere > 0 ? "above, so no certificate" : "below"}`,
    verdict: judged(linear, largest <= rounding),
  };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
