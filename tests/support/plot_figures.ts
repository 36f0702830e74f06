import { bytesToText } from "../../src/plot/base64.ts";
import { composeFigures } from "../../src/plot/compose_figures.ts";
import { curves } from "../../src/plot/curves.ts";
import type { FigureSpec } from "../../src/plot/figure_spec.ts";
import { heatMap } from "../../src/plot/heat_map.ts";
import { histograms } from "../../src/plot/histograms.ts";
import { imageGrid } from "../../src/plot/image_grid.ts";
import { scatter } from "../../src/plot/scatter.ts";
import { table } from "../../src/plot/table.ts";
import {
  binRows,
  bracketRows,
  deepRows,
  errorRows,
  gapRows,
  imageRows,
  marginRows,
  robustRows,
  svmRows,
} from "./plot_rows.ts";

/** One figure of each kind, named after it: tests draw them, and they lie as pictures beside the tests. */
export const plotFigures: Readonly<Record<string, () => FigureSpec>> = {
  composed: () =>
    composeFigures([
      curves(marginRows(), {
        title: "Margins during training",
        series: "metric",
        dash: "split",
        column: "method",
        xScale: "log",
        yLabel: "margin (l2)",
        rules: svmRows(),
      }),
      histograms(binRows(), { title: "Margins on the training set", panel: "panel" }),
      imageGrid(imageRows().map((row) => ({ ...row, pixels: bytesToText(row.pixels) })), {
        title: "Closest adversarial examples",
        row: "digit",
        column: (row) => `epoch ${row.epoch}`,
        shape: [8, 8, 1],
        pixels: "pixels",
        caption: (row) => row.norm.toFixed(2),
      }),
    ], { title: "The trade-off in logistic regression on 0 against 1", rows: marginRows() }),
  grid: () =>
    curves(deepRows(), {
      title: "Average and minimum margin on CIFAR-10",
      series: "split",
      row: "metric",
      column: "model",
      shareY: "none",
    }),
  zeros_on_log_axes: () =>
    curves(errorRows(), {
      title: "Errors that reach zero, on logarithmic axes",
      series: "split",
      xScale: "log",
      yScale: "log",
      percent: true,
      yLabel: "error",
    }),
  robust_accuracy: () =>
    curves(robustRows(), {
      title: "Robust accuracy against radius",
      x: "radius",
      series: "method",
      dash: "attack",
      column: "model",
      band: ["low", "high"],
      percent: true,
      zero: true,
      xLabel: "radius (l2)",
      yLabel: "robust accuracy",
    }),
  scatter: () =>
    scatter(bracketRows(), {
      title: "Margin estimate and smallest distance found",
      x: "estimate",
      y: "found",
      series: "model",
      scale: "log",
      highlight: {
        label: "estimate too large",
        test: (row) => Number(row.estimate) > Number(row.found),
      },
    }),
  heat_map: () =>
    heatMap(gapRows(), {
      title: "Fisher consistency: the gap between the two infima",
      x: "eta",
      y: "lambda",
      row: (row) => `${row.loss} loss`,
      column: (row) => `τ = ${row.tau}`,
      xLabel: "η",
      yLabel: "λ",
      valueLabel: "gap",
      cross: { label: "no gap", test: (row) => row.value! <= 0 },
    }),
  table: () =>
    table([
      {
        heading: "MNIST-MLP",
        lines: [
          ["standard", ...cells(["98.2", "89.0†", "48.8"], ["98.24", "89.26", "49.23"])],
          ["AMR", ...cells(["96.1", "91.3", "80.9"], ["96.02", "91.20", "80.97"], true)],
        ],
      },
      { heading: "MNIST-CNN", lines: [["standard", ...cells(["99.1", "96.0", "90.5"], [])]] },
    ], {
      title: "Clean and robust accuracy (%)",
      columns: [
        { label: "training" },
        { label: "clean" },
        { label: "0.5", group: "robust at radius" },
        { label: "1.0", group: "robust at radius" },
      ],
      rows: robustRows(),
      notes: [
        "Grey: as printed. †: more than two standard errors away. Bold: the best of its block.",
      ],
    }),
};

function cells(ours: readonly string[], printed: readonly string[], bold = false) {
  return ours.map((text, index) => ({
    text: text.replace("†", ""),
    bold,
    ...text.endsWith("†") && { mark: "†" },
    ...printed[index] !== undefined && { note: printed[index] },
  }));
}
