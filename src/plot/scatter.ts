import type { Row } from "../types.ts";
import { axisScale } from "./axis_scale.ts";
import { type Datum, distinct } from "./channel.ts";
import { drawing } from "./drawing.ts";
import { type FacetOptions, facets, type Panel } from "./facets.ts";
import { figure, type FigureText } from "./figure.ts";
import { legend } from "./legend.ts";
import { footNote, undrawnNote } from "./notes.ts";
import { panelGrid } from "./panel_grid.ts";
import type { ScaleType } from "./scale_place.ts";
import {
  isDrawn,
  type ScatterChannels,
  scatterLayers,
  type ScatterPoint,
  scatterReader,
} from "./scatter_points.ts";
import { type SeriesStyle, seriesStyles } from "./series_style.ts";
import { contentWidth, ink } from "./theme.ts";
import type { FigureSpec, SpecPart } from "./figure_spec.ts";
import { channelName, inWords, type Words } from "./words.ts";

/** How rows become points beside a diagonal. */
export interface ScatterOptions<T extends Datum = Row>
  extends FigureText, FacetOptions<T>, ScatterChannels<T> {
  /** Of both axes, even steps by default. */
  readonly scale?: ScaleType;
  /** What x measures; by default the field in words. */
  readonly xLabel?: string;
  /** What y measures; by default the field in words. */
  readonly yLabel?: string;
  /** What the diagonal is called, `equal` by default. */
  readonly diagonal?: string;
}

/**
 * One quantity against another in the same unit, on equal axes with the
 * diagonal where both are equal: an estimate beside what was found.
 *
 * @param rows One point a row.
 * @param options Where the two quantities are found, and what is written around them.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { scatter } from "@marginlab/marginlab";
 *
 * const rows = [{ estimate: 1, found: 2 }, { estimate: 3, found: 2.5 }];
 * const spec = scatter(rows, {
 *   title: "Estimated margin and smallest distance found",
 *   x: "estimate",
 *   y: "found",
 *   highlight: { label: "estimate too large", test: (row) => row.estimate > row.found },
 * });
 * assertStringIncludes(spec.description, "2 points, 1 of them above the diagonal");
 * ```
 */
export function scatter<T extends Datum = Row>(
  rows: readonly T[],
  options: ScatterOptions<T>,
): FigureSpec {
  const panels = facets(rows, options, "scatter");
  const read = scatterReader(rows, options);
  const all = new Map(panels.map((panel) => [panel, panel.rows.map(read)]));
  const points = new Map(panels.map((panel) => [panel, all.get(panel)!.filter(isDrawn)]));
  const drawn = [...points.values()].flat();
  const styles = seriesStyles(distinct(drawn.map(({ series }) => series)));
  const names = {
    x: options.xLabel ?? channelName(options.x, options.words),
    y: options.yLabel ?? channelName(options.y, options.words),
  };
  const columns = Math.max(...panels.map(({ column }) => column)) + 1;
  const side = [340, 170, 110][columns - 1] ?? 80;
  const values = drawn.flatMap(({ x, y }) => [x, y]);
  const type = options.scale ?? "linear";
  const { domain } = axisScale(values, { along: "y", length: side, type });
  const axis = {
    values: () => values,
    share: "all",
    type,
    ...drawn.length > 0 && { domain },
  } as const;
  const grid = panelGrid(panels, {
    x: { ...axis, title: names.x },
    y: { ...axis, title: names.y },
    height: side,
    maxWidth: side,
    layers: (panel, frame) => scatterLayers(points.get(panel)!, frame, styles),
  });
  const undrawn = [...all.values()].flat().flatMap(({ x, y }) => [x, y]);
  return figure({
    parts: [...drawn.length > 0 ? [key(styles, drawn, options)] : [], grid],
    rows,
    description: describe(panels, points, names),
    notes: [
      ...undrawnNote(undrawn),
      ...footNote(options.scale, values),
    ],
  }, options);
}

function key<T extends Datum>(
  styles: readonly SeriesStyle[],
  points: readonly ScatterPoint[],
  options: ScatterOptions<T>,
): SpecPart {
  const named = styles.length > 1 || styles.some(({ key }) => key !== null) ? styles : [];
  const ringed = points.filter(({ ring }) => ring).length;
  const words: Words = options.words ?? {};
  const { items, height } = legend([[
    ...named.map(({ key, color, shape }) => ({ label: inWords(key, words), color, shape })),
    { label: options.diagonal ?? "equal", dash: [5, 3] },
    ...options.highlight
      ? [{ label: `${options.highlight.label} (${ringed})`, color: ink.text, ring: true }]
      : [],
  ]], contentWidth);
  return drawing(contentWidth, height, items);
}

function describe<T>(
  panels: readonly Panel<T>[],
  points: ReadonlyMap<Panel<T>, readonly ScatterPoint[]>,
  names: { readonly x: string; readonly y: string },
): string {
  const sentences = panels.map((panel) => {
    const own = points.get(panel)!;
    const above = own.filter(({ x, y }) => y > x).length;
    const name = [panel.lineTitle, panel.title].filter((part) => part !== "").join(", ");
    return `${
      name === "" ? "" : `${name}: `
    }${own.length} points, ${above} of them above the diagonal.`;
  });
  return `Points, ${names.y || "y"} against ${names.x || "x"}. ${sentences.join(" ")}`;
}
