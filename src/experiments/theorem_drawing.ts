/**
 * The theorems as a picture: (a) descent turning towards the SVM, (b) the gap
 * that keeps a regularised loss Fisher-consistent, (c) the margin estimate
 * against exact margins.
 *
 * @module
 */
import { composeFigures } from "../plot/compose_figures.ts";
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import { table } from "../plot/table.ts";
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { select } from "./select.ts";

/** Draws the theorems' rows. */
export function drawTheorems(rows: readonly Row[]): FigureSpec {
  return composeFigures([directions(rows), ...consistency(rows), ...bounds(rows)], {
    title: "Theorems 1, 2 and 3 in numbers",
    rows,
  });
}

function directions(rows: readonly Row[]): FigureSpec {
  const shown = rows.filter((row) => row.metric === "angle_to_svm" || row.metric === "margin_gap");
  return curves(shown, {
    title: "Theorem 1: descent turns towards the hard-margin SVM",
    series: "method",
    panel: "metric",
    columns: 2,
    xScale: "log",
    yScale: "log",
    shareY: "none",
    yLabel: "distance from the SVM",
    words: { angle_to_svm: "angle (degrees)", margin_gap: "margin missing (l2)" },
  });
}

/** The gap at the largest τ, one panel a loss, one line a λ. */
function consistency(rows: readonly Row[]): FigureSpec[] {
  const cells = select(rows, { metric: "consistency_gap" });
  if (cells.length === 0) return [];
  const tau = cells[cells.length - 1].tau;
  return [curves(select(cells, { tau }), {
    title: `Theorem 2: how much worse the best wrong-signed score is (τ = ${tau})`,
    x: "eta",
    xLabel: "η, share of positives",
    series: (row) => `λ = ${row.lambda}`,
    panel: "loss",
    yScale: "log",
    yLabel: "gap between the risks' infima",
  })];
}

/** How far the estimate of a margin lies above the exact one, a line a classifier. */
function bounds(rows: readonly Row[]): FigureSpec[] {
  const cells = select(rows, { metric: "bound_excess" });
  if (cells.length === 0) return [];
  const lines = cells.map(({ method, value, points, samples }) => [
    inWords(method),
    (value ?? NaN).toPrecision(2),
    String(points),
    String(samples),
  ]);
  return [table([{ lines }], {
    title: "Theorem 3: how far the estimate lies above the exact margin, at most",
    columns: [
      { label: "classifier" },
      { label: "estimate − margin (l2)" },
      { label: "points" },
      { label: "samples a point" },
    ],
    notes: [
      "The sphere is not linear: there a sampled maximum can be too small, and the estimate too large.",
    ],
  })];
}
