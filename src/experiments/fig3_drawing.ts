/**
 * Figure 3 as a picture: a panel for each data set and network.
 *
 * @module
 */
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Row } from "../types.ts";
import { select } from "./select.ts";
import { marginNotes } from "./study_notes.ts";

/** Draws figure 3's rows. */
export function drawFig3(rows: readonly Row[]): FigureSpec {
  return curves(select(rows, { metric: "average_margin" }), {
    title: "Figure 3: average margin, standard training against AMR",
    series: "method",
    dash: "split",
    row: "dataset",
    column: "model",
    xScale: "log",
    shareX: "none",
    shareY: "none",
    zero: true,
    yLabel: "average margin (l2)",
    notes: marginNotes(rows, 6),
  });
}
