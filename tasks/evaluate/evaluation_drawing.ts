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
  const certified = rows.filter(({ metric }) => metric === "certified_accuracy");
  const shown = ([[attack, robust], ["certified", certified]] as const).flatMap(([name, own]) =>
    own.length === 0 ? [] : [{ ...clean, radius: 0 }, ...own.filter(({ radius }) => radius !== 0)]
      .map((row) => ({ ...row, attack: name }))
  );
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
    ...certified.length > 0 && { series: "attack" as const },
    band: ["low", "high"],
    xLabel: "radius of the l2 ball",
    yLabel: "robust accuracy",
    percent: true,
    zero: true,
    notes: [
      "Radius 0 is accuracy without attack. Band: 95 % interval (Wilson).",
      ...certified.length > 0 ? ["Certified: no attack whatever can go below that line."] : [],
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
