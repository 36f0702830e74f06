import type { Cell, Row } from "../types.ts";
import { axisScale } from "./axis_scale.ts";
import type { ScaleType } from "./scale_place.ts";
import { type Channel, type Datum, distinct, numberOf, reader } from "./channel.ts";
import { drawing } from "./drawing.ts";
import { type FacetOptions, facets, isLowest, type Panel } from "./facets.ts";
import { figure, type FigureText, noData } from "./figure.ts";
import { formatNumber } from "./format_number.ts";
import { axisItems, cellItems, type HeatCell, rampItems } from "./heat_map_items.ts";
import { heatMapLayout } from "./heat_map_layout.ts";
import { undrawnNote } from "./notes.ts";
import { clipText } from "./text_width.ts";
import { contentWidth } from "./theme.ts";
import type { FigureSpec } from "./figure_spec.ts";
import { channelName, inWords } from "./words.ts";

/** How rows become cells. */
export interface HeatMapOptions<T extends Datum = Row> extends FigureText, FacetOptions<T> {
  /** The columns of cells. */
  readonly x: Channel<T>;
  /** The lines of cells, the smallest at the bottom. */
  readonly y: Channel<T>;
  /** A cell's value, `value` by default. */
  readonly value?: Channel<T>;
  /** Cells to be crossed, and what that means. */
  readonly cross?: { readonly label: string; readonly test: (row: T) => boolean };
  /** How values become colours, even steps by default. */
  readonly scale?: ScaleType;
  /** What x is; by default the field in words. */
  readonly xLabel?: string;
  /** What y is; by default the field in words. */
  readonly yLabel?: string;
  /** What the colour measures; by default the field in words. */
  readonly valueLabel?: string;
}

/**
 * Values over two settings as coloured cells, in one panel or several with one
 * colour scale.
 *
 * @param rows One cell a row.
 * @param options Where the settings and the value are found, and what is written around them.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { heatMap } from "@marginlab/marginlab";
 *
 * const rows = [0.1, 0.5, 0.9].map((eta) => ({ eta, lambda: 1, value: Math.abs(eta - 0.5) }));
 * const spec = heatMap(rows, {
 *   title: "Gap between the infima",
 *   x: "eta",
 *   y: "lambda",
 *   cross: { label: "no gap", test: (row) => row.value <= 0 },
 * });
 * assertStringIncludes(spec.description, "3 cells from 0 to 0.4, 1 crossed");
 * ```
 */
export function heatMap<T extends Datum = Row>(
  rows: readonly T[],
  options: HeatMapOptions<T>,
): FigureSpec {
  const panels = facets(rows, options, "heatMap");
  const [x, y, value] = [options.x, options.y, options.value ?? "value"]
    .map((channel) => reader(rows, channel, "heatMap"));
  const values = rows.map((row) => numberOf(value!(row)));
  const scale = axisScale(values, { along: "x", length: 100, type: options.scale ?? "linear" });
  const [columns, lines] = [sorted(rows.map(x!)), sorted(rows.map(y!))];
  const cellsOf = (panel: Panel<T>): HeatCell[] =>
    panel.rows.map((row) => ({
      column: columns.indexOf(x!(row)),
      line: lines.indexOf(y!(row)),
      value: numberOf(value!(row)),
      crossed: options.cross?.test(row) ?? false,
    }));
  const names = {
    x: options.xLabel ?? channelName(options.x, options.words),
    y: options.yLabel ?? channelName(options.y, options.words),
    value: options.valueLabel ?? channelName(options.value ?? "value", options.words),
    cross: rows.some((row) => options.cross?.test(row)) ? options.cross!.label : "",
  };
  const labels = {
    columns: columns.map((cell) => inWords(cell, options.words)),
    lines: lines.map((cell) => clipText(inWords(cell, options.words), 90)),
  };
  const grid = heatMapLayout(panels, { ...labels, x: names.x, y: names.y });
  const items = panels.flatMap((panel) => [
    ...cellItems(cellsOf(panel), grid.frameOf(panel), scale),
    ...axisItems(grid.frameOf(panel), {
      columns: isLowest(panel, panels),
      lines: panel.column === 0,
    }),
    ...grid.titlesOf(panel),
  ]);
  const crossed = rows.filter((row) => options.cross?.test(row)).length;
  const parts = rows.length === 0 ? [noData()] : [
    drawing(contentWidth, 20, rampItems(scale, names)),
    drawing(contentWidth, grid.height, items),
  ];
  return figure({
    parts,
    rows,
    description: describe(values, crossed, names),
    notes: [...undrawnNote(values), ...scale.floor === null ? [] : [lightest]],
  }, options);
}

const lightest = "Values of 0 or below have the lightest colour.";

function sorted(cells: readonly Cell[]): Cell[] {
  const all = distinct(cells);
  if (!all.every((cell) => Number.isFinite(numberOf(cell)))) return all;
  return all.sort((a, b) => numberOf(a) - numberOf(b));
}

interface Names {
  readonly x: string;
  readonly y: string;
  readonly value: string;
}

function describe(values: readonly number[], crossed: number, names: Names): string {
  const finite = values.filter(Number.isFinite);
  const range = finite.length === 0
    ? "no data"
    : `${values.length} cells from ${formatNumber(Math.min(...finite))} to ${
      formatNumber(Math.max(...finite))
    }, ${crossed} crossed`;
  return `Cells coloured by ${names.value || "value"}, over ${names.x || "x"} and ${
    names.y || "y"
  }: ${range}.`;
}
