import { placed, position } from "./scale_place.ts";
import { type CurvePoint, curvesOf, marked, type PlacedPoint, thinned } from "./curve_points.ts";
import type { CurveRule } from "./curve_rows.ts";
import type { Frame } from "./panel_grid.ts";
import { placeLabels } from "./place_labels.ts";
import type { SeriesStyle } from "./series_style.ts";
import { haloText } from "./halo_text.ts";
import { ink } from "./theme.ts";
import type { SpecPart } from "./figure_spec.ts";

/** How the curves of a panel look. */
export interface CurveLook {
  readonly frame: Frame;
  /** A style for each series. */
  readonly styles: readonly SeriesStyle[];
  /** A style for each dash code; null when the dash goes with the series. */
  readonly dashStyles: readonly SeriesStyle[] | null;
  /** Whether curves may leave the domain and are cut there. */
  readonly clip: boolean;
}

/** A panel's layers from back to front: bands, rules, lines, markers, rule labels. */
export function curveLayers(
  points: readonly CurvePoint[],
  rules: readonly CurveRule[],
  look: CurveLook,
): SpecPart[] {
  const curves = curvesOf(points, look.frame);
  const lines = curves.map(thinned);
  const markers = curves.flatMap((curve, index) =>
    marked(curve, { width: look.frame.width, share: (index + 0.5) / curves.length })
  );
  return [
    ...bandLayers(lines.flat(), look),
    ...rules.map((rule) => ruleLayer(rule, look)),
    {
      data: { values: lines.flat().map(datum) },
      mark: { type: "line", strokeWidth: 2, clip: look.clip, strokeJoin: "round" },
      encoding: {
        color: color(look),
        strokeDash: dash(look),
        detail: { field: "run" },
        order: { value: null },
      },
    },
    {
      data: {
        values: markers.map((point) => ({ ...datum(point), size: markerSize(point, look) })),
      },
      mark: { type: "point", filled: true, opacity: 1, clip: look.clip },
      encoding: {
        color: color(look),
        shape: shape(look),
        size: { field: "size", type: "quantitative", scale: null },
      },
    },
    ...labelLayers(rules, curves, look.frame),
  ].filter((layer) =>
    !("data" in layer) || (layer.data as { values: unknown[] }).values.length > 0
  );
}

function datum({ x, y, series, dash, run }: PlacedPoint): SpecPart {
  return { x, y, series: String(series), dash: String(dash), run };
}

function bandLayers(points: readonly PlacedPoint[], look: CurveLook): SpecPart[] {
  const values = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
    .map((point) => ({ ...datum(point), y: point.low, y2: point.high }));
  return [{
    data: { values },
    mark: { type: "area", opacity: 0.2, clip: look.clip },
    encoding: {
      y2: { field: "y2" },
      color: color(look),
      detail: [{ field: "run" }, { field: "dash" }],
    },
  }];
}

function ruleLayer(rule: CurveRule, look: CurveLook): SpecPart {
  return {
    data: { values: [{ y: placed(look.frame.y, rule.value) }] },
    mark: { type: "rule", strokeDash: [3, 3], strokeWidth: 1.5, color: ruleColor(rule, look) },
    encoding: { x: { value: 0 }, x2: { value: look.frame.width } },
  };
}

function labelLayers(
  rules: readonly CurveRule[],
  curves: readonly (readonly PlacedPoint[])[],
  frame: Frame,
): SpecPart[] {
  const tops = rules.map(({ value, label }) => ({
    top: (1 - position(frame.y, value)) * frame.height,
    label,
  }));
  return placeLabels(tops, curves, frame).flatMap(({ text, left, top }) =>
    haloText(text, left, top)
  );
}

function ruleColor(rule: CurveRule, look: CurveLook): string {
  const style = look.styles.length > 1 && look.styles.find(({ key }) => key === rule.series);
  return style ? style.color : ink.soft;
}

function keys(styles: readonly SeriesStyle[]): string[] {
  return styles.map((style) => String(style.key));
}

function color({ styles }: CurveLook): SpecPart {
  const scale = { domain: keys(styles), range: styles.map((style) => style.color) };
  return { field: "series", type: "nominal", scale, legend: null };
}

function shape({ styles }: CurveLook): SpecPart {
  const scale = { domain: keys(styles), range: styles.map((style) => style.shape) };
  return { field: "series", type: "nominal", scale, legend: null };
}

/** Later markers are smaller: what they cover still shows around them. */
function markerSize(point: PlacedPoint, { styles }: CurveLook): number {
  return Math.max(22, 56 - 14 * styles.findIndex(({ key }) => key === point.series));
}

function dash({ styles, dashStyles }: CurveLook): SpecPart {
  const used = dashStyles ?? styles;
  const scale = { domain: keys(used), range: used.map((style) => style.dash) };
  return { field: "dash", type: "nominal", scale, legend: null };
}
