/**
 * Figure 4 as a picture: loss and errors on a log axis of epochs.
 *
 * @module
 */
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Row } from "../types.ts";

const panels = [
  { split: "train", metric: "loss", title: "training loss" },
  { split: "train", metric: "error", title: "training error" },
  { split: "test", metric: "error", title: "test error" },
];

/** Draws figure 4's rows. */
export function drawFig4(rows: readonly Row[]): FigureSpec {
  const shown = panels.flatMap(({ split, metric, title }) =>
    rows.filter((row) => row.split === split && row.metric === metric)
      .map((row) => ({ ...row, title }))
  );
  return curves(shown, {
    title: "Figure 4: training curves of logistic regression on MNIST 0 against 1",
    series: "method",
    panel: "title",
    xScale: "log",
    shareY: "none",
    zero: true,
    yLabel: "loss, or fraction misclassified",
  });
}
