/**
 * Robust accuracy against radius: a line of panels for each network, one panel
 * an attack, a curve for each method.
 *
 * @module
 */
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { attackNotes } from "./robustness_notes.ts";
import { select } from "./select.ts";

/** Draws a table's accuracies; the clean one stands at radius 0 of each attack's curve. */
export function robustnessCurves(rows: readonly Row[], title: string): FigureSpec {
  const robust = select(rows, { metric: "robust_accuracy" });
  const attacks = [...new Set(robust.map(({ attack }) => attack))];
  const clean = select(rows, { metric: "clean_accuracy" })
    .flatMap((row) => attacks.map((attack) => ({ ...row, attack, radius: 0 })));
  return curves([...clean, ...robust], {
    title,
    x: "radius",
    series: "method",
    row: ({ dataset, model }) => `${inWords(dataset)} ${inWords(model)}`,
    column: ({ attack }) => `${attack} attack`,
    band: ["low", "high"],
    shareX: "line",
    percent: true,
    zero: true,
    xLabel: "radius (l2)",
    yLabel: "robust accuracy",
    notes: [
      "Radius 0 is accuracy without attack. Band: 95 % interval (Wilson).",
      ...attackNotes(rows),
    ],
  });
}
