import type { Row } from "../types.ts";
import type { AxisScale } from "./scale_place.ts";
import type { Datum } from "./channel.ts";
import type { Panel } from "./facets.ts";
import { panelLayout, type PanelLayoutOptions, type PlacedPanel } from "./panel_layout.ts";
import { ink, lineHeight } from "./theme.ts";
import { independent, type SpecPart } from "./figure_spec.ts";

/** The inside of a panel. */
export interface Frame {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The scale from left to right. */
  readonly x: AxisScale;
  /** The scale from bottom to top. */
  readonly y: AxisScale;
}

/** How a grid of panels is drawn. */
export interface PanelGridOptions<T> extends PanelLayoutOptions<T> {
  /** Vega-Lite layers of a panel, on fields `x` and `y`. */
  readonly layers: (panel: Panel<T>, frame: Frame) => readonly SpecPart[];
}

/** Panels with axes, as wide together as a figure. */
export function panelGrid<T extends Datum = Row>(
  panels: readonly Panel<T>[],
  options: PanelGridOptions<T>,
): SpecPart {
  const { panels: placed, columns, width, spacing } = panelLayout(panels, options);
  const views = placed.map((place) => {
    const frame = { width, height: options.height, x: place.x, y: place.y };
    const inside = isEmpty(frame) ? [noData(frame)] : options.layers(place.panel, frame);
    return {
      width,
      height: options.height,
      encoding: { x: xEncoding(place), y: yEncoding(place) },
      layer: [...inside, ...titleLayer(place.title, width)],
    };
  });
  return { columns, align: "each", bounds: "flush", spacing, resolve: independent, concat: views };
}

/** A good height for the inside of these panels, in pixels. */
export function panelHeight<T>(panels: readonly Panel<T>[]): number {
  const columns = Math.max(...panels.map((panel) => panel.column)) + 1;
  return [220, 165, 130][columns - 1] ?? 100;
}

function isEmpty({ x, y }: Frame): boolean {
  return x.values.length === 0 || y.values.length === 0;
}

function noData(frame: Frame): SpecPart {
  return {
    data: { values: [{}] },
    mark: { type: "text", text: "no data", color: ink.soft },
    encoding: { x: { value: frame.width / 2 }, y: { value: frame.height / 2 } },
  };
}

/** A title at the same height over every panel, whatever its axes take. */
function titleLayer(text: readonly string[], width: number): SpecPart[] {
  if (text.length === 0) return [];
  return [{
    data: { values: [{}] },
    mark: { type: "text", text, baseline: "bottom", fontWeight: "bold", lineHeight },
    encoding: { x: { value: width / 2 }, y: { value: -7 - (text.length - 1) * lineHeight } },
  }];
}

function xEncoding<T>({ x, xLabels, xTitle }: PlacedPanel<T>): SpecPart {
  const axis = { ...axisOf(x, xLabels), title: xTitle.length === 0 ? null : xTitle };
  return { field: "x", type: "quantitative", scale: scaleOf(x), axis };
}

function yEncoding<T>({ y, yLabels, yTitle, yExtent }: PlacedPanel<T>): SpecPart {
  const axis = {
    ...axisOf(y, yLabels),
    title: yTitle.length === 0 ? null : yTitle,
    titlePadding: 2,
    ...yLabels && { minExtent: yExtent, maxExtent: yExtent },
  };
  return { field: "y", type: "quantitative", scale: scaleOf(y), axis };
}

function scaleOf(scale: AxisScale): SpecPart {
  return { type: scale.type, domain: scale.domain };
}

function axisOf(scale: AxisScale, labels: boolean): SpecPart {
  const [names, values] = [JSON.stringify(scale.labels), JSON.stringify(scale.values)];
  const labelExpr = `${names}[indexof(${values}, datum.value)]`;
  return { values: scale.values, grid: true, labels, ticks: labels, labelExpr };
}
