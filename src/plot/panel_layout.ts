import { isLowest, type Panel } from "./facets.ts";
import type { AxisScale } from "./scale_place.ts";
import { type GridAxis, overhang, remember, sharedScales } from "./shared_scales.ts";
import { balanceText, clipText, textWidth, wrapText } from "./text_width.ts";
import { contentWidth, lineHeight, textSize } from "./theme.ts";

/** What a layout is made from. */
export interface PanelLayoutOptions<T> {
  readonly x: GridAxis<T>;
  readonly y: GridAxis<T>;
  /** The height of a panel's inside, in pixels. */
  readonly height: number;
  /** The most that a panel's inside may be wide, in pixels. */
  readonly maxWidth?: number;
}

/** One panel with all that stands around it. */
export interface PlacedPanel<T> {
  readonly panel: Panel<T>;
  readonly x: AxisScale;
  readonly y: AxisScale;
  /** What stands over it, in lines. */
  readonly title: readonly string[];
  /** What stands under its x axis, in lines; none where another panel says it. */
  readonly xTitle: readonly string[];
  /** What stands left of its y axis, in lines. */
  readonly yTitle: readonly string[];
  /** Whether the ticks of its axes have labels. */
  readonly xLabels: boolean;
  readonly yLabels: boolean;
  /** The space of its y labels, in pixels. */
  readonly yExtent: number;
}

/** Panels of equal size and the space between them, in pixels. */
export interface PanelLayout<T> {
  readonly panels: readonly PlacedPanel<T>[];
  readonly columns: number;
  readonly width: number;
  readonly spacing: { readonly column: number; readonly row: number };
}

const gap = 12;
const tickSpace = 9;
const narrowest = 40;

/** The largest panels that fit a figure's width with their labels; those that share a domain say it once. */
export function panelLayout<T>(
  panels: readonly Panel<T>[],
  { x, y, height, maxWidth = Infinity }: PanelLayoutOptions<T>,
): PanelLayout<T> {
  const yScales = sharedScales(panels, y, { along: "y", length: height });
  const columns = Math.max(...panels.map(({ column }) => column)) + 1;
  const yTitles = panels.map((panel) => yTitle(panel, y.title, height));
  const yLabels = panels.map(({ column }) => column === 0 || y.share === "none");
  const extents = panels.map((panel) =>
    Math.max(
      ...panels.map((other, at) =>
        other.column === panel.column && yLabels[at] ? labelSpace(yScales[at]!) : 0
      ),
    )
  );
  const side = Math.max(...yTitles.map((lines) => lines.length)) * lineHeight;
  const first = Math.max(...extents.filter((_, at) => panels[at]!.column === 0));
  const later = Math.max(0, ...extents.filter((_, at) => panels[at]!.column > 0));
  const condensed = { ...x, values: remember(panels, x.values) };
  for (let width = Math.min(maxWidth, contentWidth);; width--) {
    const xScales = sharedScales(panels, condensed, { along: "x", length: width });
    const [left, right] = overhang(xScales, width);
    const column = Math.max(gap, later + gap, left + right + 6);
    const taken = side + Math.max(first, left) + columns * width + (columns - 1) * column + right;
    if (taken > contentWidth && width > narrowest) continue;
    const placed = panels.map((panel, at) => ({
      panel,
      x: xScales[at]!,
      y: yScales[at]!,
      title: shortLines(panel.title, width + gap, true),
      xTitle: isLowest(panel, panels) ? shortLines(x.title, width + 2 * gap, false) : [],
      yTitle: yTitles[at]!,
      xLabels: x.share !== "all" || isLowest(panel, panels),
      yLabels: yLabels[at]!,
      yExtent: extents[at]!,
    }));
    return { panels: placed, columns, width, spacing: { column, row: rowSpace(placed) } };
  }
}

/** The space between two lines of panels: x labels and titles of the upper, panel titles of the lower. */
function rowSpace<T>(panels: readonly PlacedPanel<T>[]): number {
  const last = Math.max(...panels.map(({ panel }) => panel.line));
  const upper = panels.filter(({ panel }) => panel.line < last);
  const below = upper.map(({ xLabels, xTitle }) => (xLabels ? 20 : 0) + xTitle.length * lineHeight);
  const above = panels.filter(({ panel }) => panel.line > 0).map(({ title }) =>
    title.length * lineHeight
  );
  return Math.max(0, ...below) + Math.max(0, ...above) + 18;
}

function labelSpace(scale: AxisScale): number {
  return Math.ceil(Math.max(0, ...scale.labels.map((label) => textWidth(label)))) + tickSpace;
}

function yTitle<T>(panel: Panel<T>, title: string, height: number): string[] {
  if (panel.column > 0) return [];
  const names = [panel.lineTitle, title].filter((name) => name !== "");
  return names.flatMap((name) => wrapText(name, height)).slice(0, 4);
}

/** A text in at most three lines. */
function shortLines(text: string, width: number, bold: boolean): string[] {
  const lines = balanceText(text, width, textSize, bold);
  if (lines.length <= 3) return lines;
  return [...lines.slice(0, 2), clipText(lines.slice(2).join(" "), width, textSize, bold)];
}
