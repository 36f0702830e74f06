import type { Cell } from "../types.ts";
import type { CurvePoint } from "./curve_points.ts";
import type { Panel } from "./facets.ts";
import { formatNumber } from "./format_number.ts";
import { inWords, type Words } from "./words.ts";

/** What the axes measure, and words for codes. */
export interface CurvesNames {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly words: Words;
}

/** Curves in words: what is drawn against what, and where each curve begins and ends. */
export function describeCurves<T>(
  panels: readonly Panel<T>[],
  points: ReadonlyMap<Panel<T>, readonly CurvePoint[]>,
  names: CurvesNames,
): string {
  const titles = columnTitles(panels);
  const sentences = panels.flatMap((panel) => {
    const curves = Map.groupBy(
      points.get(panel)!.filter(isDrawn),
      ({ series, dash }) => JSON.stringify([series, dash]),
    );
    return [...curves.values()].map((curve) => {
      const name = [
        panel.lineTitle,
        titles[panel.column]?.[panel.line] ?? "",
        ...curveName(curve, names),
      ];
      return sentence(name.filter((part) => part !== ""), curve, names);
    });
  });
  const kind = `${names.yLabel || "Values"} against ${names.xLabel || "x"}`;
  return `Curves. ${kind}. ${sentences.length === 0 ? "No data." : sentences.join(" ")}`;
}

/** Whether a point has a place. */
export function isDrawn({ x, y }: CurvePoint): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** The title over each panel; in a grid only the first line has them. */
function columnTitles<T>(panels: readonly Panel<T>[]): string[][] {
  const titles: string[][] = [];
  for (const panel of panels) {
    const column = titles[panel.column] ??= [];
    column[panel.line] = panel.title || (column[panel.line - 1] ?? "");
  }
  return titles;
}

function curveName([first]: readonly CurvePoint[], { words }: CurvesNames): string[] {
  const codes: Cell[] = first!.series === first!.dash
    ? [first!.series]
    : [first!.series, first!.dash];
  return codes.map((code) => inWords(code, words));
}

function sentence(
  name: readonly string[],
  curve: readonly CurvePoint[],
  { xLabel }: CurvesNames,
): string {
  const sorted = [...curve].sort((a, b) => a.x - b.x);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const at = (point: CurvePoint) =>
    `${formatNumber(point.y)} at ${xLabel || "x"} ${formatNumber(point.x, 6)}`;
  const course = first === last ? at(first) : `from ${at(first)} to ${at(last)}`;
  return `${name.length > 0 ? `${name.join(", ")}: ` : ""}${course}.`;
}
