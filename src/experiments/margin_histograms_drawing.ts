/**
 * Figures 7 and 8 as a picture: for each network a line of histograms for each
 * half of the data, a column for each epoch.
 *
 * @module
 */
import { composeFigures } from "../plot/compose_figures.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import { histograms } from "../plot/histograms.ts";
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { select } from "./select.ts";
import { marginNotes } from "./study_notes.ts";

/** Draws the histograms of each network. */
export function drawMarginHistograms(rows: readonly Row[], title: string): FigureSpec {
  const models = [...new Set(rows.map(({ model }) => model))];
  const parts = models.map((model) =>
    histograms(select(rows, { model, metric: "margin_count" }), {
      title: inWords(model),
      row: "split",
      column: (row) => `epoch ${row.epoch?.toLocaleString("en")}`,
      means: select(rows, { model, metric: "mean_margin" }),
      xLabel: "margin (l2)",
      shareY: "line",
    })
  );
  return composeFigures(parts, { title, rows, notes: marginNotes(rows, 3) });
}
