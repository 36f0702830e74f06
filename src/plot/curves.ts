import type { Row } from "../types.ts";
import type { ScaleType } from "./scale_place.ts";
import { type Datum, distinct } from "./channel.ts";
import { curveLayers } from "./curve_layers.ts";
import { type CurveChannels, pointReader, rulesOf } from "./curve_rows.ts";
import { describeCurves, isDrawn } from "./describe_curves.ts";
import { type FacetOptions, facets } from "./facets.ts";
import { figure, type FigureText } from "./figure.ts";
import { seriesLegend } from "./series_legend.ts";
import { footNote, undrawnNote } from "./notes.ts";
import { panelGrid, panelHeight } from "./panel_grid.ts";
import type { Share } from "./shared_scales.ts";
import { seriesStyles } from "./series_style.ts";
import type { FigureSpec } from "./figure_spec.ts";
import { channelName } from "./words.ts";

/** How rows become curves. */
export interface CurvesOptions<T extends Datum = Row>
  extends FigureText, FacetOptions<T>, CurveChannels<T> {
  /** Even steps by default. */
  readonly xScale?: ScaleType;
  /** Even steps by default. */
  readonly yScale?: ScaleType;
  /** What x measures; by default the field in words. */
  readonly xLabel?: string;
  /** What y measures. */
  readonly yLabel?: string;
  /** Which panels have one x domain, `all` by default. */
  readonly shareX?: Share;
  /** Which panels have one y domain, `all` by default. */
  readonly shareY?: Share;
  /** The ends of the x axis, by default those of the data. */
  readonly xDomain?: readonly [low: number, high: number];
  /** The ends of the y axis, by default those of the data. */
  readonly yDomain?: readonly [low: number, high: number];
  /** Whether a linear y axis begins at 0. */
  readonly zero?: boolean;
  /** Whether y is a fraction to be labelled in percent. */
  readonly percent?: boolean;
  /** The height of a panel's inside in pixels. */
  readonly height?: number;
}

/**
 * Lines of a measure against epoch, radius or another quantity, in one panel
 * or several. Values of 0 on a logarithmic axis stand at its foot; values that are missing break their line and are counted in a
 * note.
 *
 * @param rows Tidy rows, one value a row.
 * @param options Where x, y, series and panels are found, and what is written around them.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { curves } from "@marginlab/marginlab";
 *
 * const rows = ["train", "test"].flatMap((split) =>
 *   [1, 10, 100].map((epoch) => ({ model: "lr", split, epoch, value: 1 / epoch }))
 * );
 * const spec = curves(rows, { title: "Loss", series: "split", column: "model", xScale: "log" });
 * assertEquals(spec.title.text, ["Loss"]);
 * ```
 */
export function curves<T extends Datum = Row>(
  rows: readonly T[],
  options: CurvesOptions<T>,
): FigureSpec {
  const pointOf = pointReader(rows, options);
  const panels = facets(rows, options, "curves");
  const points = new Map(panels.map((panel) => [panel, panel.rows.map(pointOf)]));
  const rules = new Map(panels.map((panel) => [panel, rulesOf(panel, options)]));
  const all = [...points.values()].flat();
  const drawn = all.filter(isDrawn);
  const styles = seriesStyles(distinct(drawn.map((point) => point.series)));
  const dashStyles = seriesStyles(distinct(drawn.map((point) => point.dash)));
  const xLabel = options.xLabel ?? channelName(options.x ?? "epoch", options.words);
  const grid = panelGrid(panels, {
    x: {
      values: (panel) => points.get(panel)!.filter(isDrawn).map((point) => point.x),
      title: xLabel,
      share: options.shareX ?? "all",
      type: options.xScale ?? "linear",
      ...options.xDomain && { domain: options.xDomain },
    },
    y: {
      values: (panel) => [
        ...points.get(panel)!.filter(isDrawn).flatMap(({ y, low, high }) => [y, low, high]),
        ...rules.get(panel)!.map((rule) => rule.value),
      ],
      title: options.yLabel ?? "",
      share: options.shareY ?? "all",
      type: options.yScale ?? "linear",
      zero: options.zero ?? false,
      percent: options.percent ?? false,
      ...options.yDomain && { domain: options.yDomain },
    },
    height: options.height ?? panelHeight(panels),
    layers: (panel, frame) =>
      curveLayers(points.get(panel)!, rules.get(panel)!, {
        frame,
        styles,
        dashStyles: options.dash === undefined ? null : dashStyles,
        clip: options.xDomain !== undefined || options.yDomain !== undefined,
      }),
  });
  return figure({
    parts: [...seriesLegend(styles, options.dash ? dashStyles : null, options.words), grid],
    rows,
    description: describeCurves(panels, points, {
      xLabel,
      yLabel: options.yLabel ?? "",
      words: options.words ?? {},
    }),
    notes: [
      ...undrawnNote(all.flatMap(({ x, y }) => [x, y])),
      ...footNote(options.xScale, drawn.map((point) => point.x)),
      ...footNote(options.yScale, drawn.map((point) => point.y)),
    ],
  }, options);
}
