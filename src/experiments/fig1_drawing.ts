/**
 * Figure 1 as a picture: (a) margins during training, (b) histograms, (c) adversarial examples.
 *
 * @module
 */
import { composeFigures } from "../plot/compose_figures.ts";
import { curves } from "../plot/curves.ts";
import { formatNumber } from "../plot/format_number.ts";
import { histograms } from "../plot/histograms.ts";
import { imageGrid } from "../plot/image_grid.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Row } from "../types.ts";
import { select } from "./select.ts";

/** Draws figure 1's rows. */
export function drawFig1(rows: readonly Row[]): FigureSpec {
  return composeFigures([marginCurves(rows), marginHistograms(rows), examples(rows)], {
    title: "Figure 1: logistic regression on MNIST 0 against 1",
    rows,
  });
}

function marginCurves(rows: readonly Row[]): FigureSpec {
  const margins = rows.filter((row) =>
    row.metric === "average_margin" || row.metric === "minimum_margin"
  );
  return curves(margins.filter((row) => row.method !== "svm"), {
    title: "Margins during training",
    series: "method",
    dash: "split",
    panel: "metric",
    columns: 2,
    xScale: "log",
    shareY: "none",
    yLabel: "margin (l2)",
    rules: select(margins, { method: "svm", split: "train" }),
  });
}

function marginHistograms(rows: readonly Row[]): FigureSpec {
  const bins = select(rows, { metric: "margin_count" });
  const methods = new Set(bins.map(({ method }) => method));
  const means = select(rows, { metric: "average_margin", split: "train" });
  return histograms(bins, {
    title: "Margins of the training images, normalised descent, then the SVM",
    panel: columnTitle,
    means: means.filter(({ method }) => methods.has(method)),
    xLabel: "margin (l2)",
  });
}

function examples(rows: readonly Row[]): FigureSpec {
  return imageGrid(select(rows, { metric: "perturbation_norm" }), {
    title: "Closest adversarial examples, and the size of the change",
    shape: [28, 28, 1],
    pixels: "pixels",
    row: (row) => `a ${row.digit}`,
    column: columnTitle,
    caption: (row) => formatNumber(row.value ?? NaN, 3),
  });
}

function columnTitle(row: Row): string {
  return row.method === "svm" ? "SVM" : `epoch ${row.epoch?.toLocaleString("en")}`;
}
