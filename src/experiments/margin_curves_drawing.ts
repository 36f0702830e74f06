/**
 * Figures 2 and 6 as a picture: a line of panels for each margin, a column for each network.
 *
 * @module
 */
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Row } from "../types.ts";
import { marginNotes } from "./study_notes.ts";

/** Draws the average and the minimum margin of each network. */
export function drawMarginCurves(rows: readonly Row[], title: string): FigureSpec {
  const margins = rows.filter(({ metric }) => metric.endsWith("_margin"));
  return curves(margins, {
    title,
    series: "split",
    row: "metric",
    column: "model",
    xScale: "log",
    shareX: "none",
    shareY: "none",
    yLabel: "(l2)",
    notes: marginNotes(rows, 3),
  });
}
