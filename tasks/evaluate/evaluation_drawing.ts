/**
 * Robust accuracy against radius, drawn from rows.
 */
import { curves } from "../../src/plot/curves.ts";
import type { FigureSpec } from "../../src/plot/figure_spec.ts";
import { formatNumber } from "../../src/plot/format_number.ts";
import { inWords } from "../../src/plot/words.ts";
import type { Row } from "../../src/types.ts";

/** Draws an evaluation's rows. */
export function drawEvaluation(rows: readonly Row[], warnings: readonly string[]): FigureSpec {
  const clean = rows.find(({ metric }) => metric === "clean_accuracy")!;
  const robust = rows.filter(({ metric }) => metric === "robust_accuracy");
  const attack = robust[0]?.attack ?? "";
  const shown = [{ ...clean, attack, radius: 0 }, ...robust.filter(({ radius }) => radius !== 0)];
  const parts = [
    `${clean.points} ${inWords(clean.dataset)} images`,
    `${attack} attack`,
    `${clean.backend} backend`,
    `seed ${clean.seed}`,
  ];
  return curves(shown, {
    title: `Robust accuracy of ${clean.model}`,
    subtitle: parts.join(" · "),
    x: "radius",
    band: ["low", "high"],
    xLabel: "radius of the l2 ball",
    yLabel: "robust accuracy",
    percent: true,
    zero: true,
    notes: [
      "Radius 0 is accuracy without attack. Band: 95 % interval (Wilson).",
      ...marginNote(rows),
      ...warnings,
    ],
  });
}

function marginNote(rows: readonly Row[]): string[] {
  const [average] = rows.filter(({ metric }) => metric.startsWith("average_margin"));
  const [minimum] = rows.filter(({ metric }) => metric.startsWith("minimum_margin"));
  if (!average || !minimum) return [];
  const estimated = average.metric.endsWith("estimate") ? "estimated " : "";
  return [
    `Average ${estimated}margin ${formatNumber(average.value ?? NaN)}, minimum ${
      formatNumber(minimum.value ?? NaN)
    }, of ${average.points} points.`,
  ];
}
