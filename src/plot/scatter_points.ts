import type { Cell, Row } from "../types.ts";
import { type Channel, type Datum, numberOf, reader } from "./channel.ts";
import type { Frame } from "./panel_grid.ts";
import { type AxisScale, placed } from "./scale_place.ts";
import type { SeriesStyle } from "./series_style.ts";
import { ink } from "./theme.ts";
import type { SpecPart } from "./figure_spec.ts";

/** Where the quantities of points are found in rows. */
export interface ScatterChannels<T extends Datum = Row> {
  /** From left to right. */
  readonly x: Channel<T>;
  /** From bottom to top, in the same unit. */
  readonly y: Channel<T>;
  /** One colour and marker for each value. */
  readonly series?: Channel<T>;
  /** Points with a ring around, and what they are. */
  readonly highlight?: { readonly label: string; readonly test: (row: T) => boolean };
}

/** One point, and what tells it apart. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly series: Cell;
  readonly ring: boolean;
}

/** A function that reads the point of a row. */
export function scatterReader<T extends Datum>(
  rows: readonly T[],
  options: ScatterChannels<T>,
): (row: T) => ScatterPoint {
  const x = reader(rows, options.x, "scatter");
  const y = reader(rows, options.y, "scatter");
  const series = reader(rows, options.series ?? (() => null), "scatter");
  return (row) => ({
    x: numberOf(x(row)),
    y: numberOf(y(row)),
    series: series(row),
    ring: options.highlight?.test(row) ?? false,
  });
}

/** Whether a point has a place. */
export function isDrawn({ x, y }: ScatterPoint): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** A panel's layers: the diagonal, the points, rings around those that stand out. */
export function scatterLayers(
  points: readonly ScatterPoint[],
  frame: Frame,
  styles: readonly SeriesStyle[],
): SpecPart[] {
  const at = (scale: AxisScale, value: number) => placed(scale, value);
  const values = points.map(({ x, y, series, ring }) => ({
    x: at(frame.x, x),
    y: at(frame.y, y),
    series: String(series),
    ring,
  }));
  const domain = styles.map((style) => String(style.key));
  const scale = (range: readonly string[]) => ({ domain, range });
  const series = { field: "series", type: "nominal", legend: null };
  const marks: SpecPart = {
    data: { values },
    mark: { type: "point", filled: true, size: points.length > 60 ? 18 : 40, opacity: 0.6 },
    encoding: {
      color: { ...series, scale: scale(styles.map((style) => style.color)) },
      shape: { ...series, scale: scale(styles.map((style) => style.shape)) },
    },
  };
  const rings: SpecPart = {
    data: { values: values.filter(({ ring }) => ring) },
    mark: { type: "point", filled: false, size: 70, strokeWidth: 1.5, color: ink.text, opacity: 1 },
  };
  const ends = frame.x.domain.map((end) => ({ x: end, y: end }));
  return [
    {
      data: { values: ends },
      mark: { type: "line", color: ink.soft, strokeDash: [5, 3], strokeWidth: 1.5 },
    },
    marks,
    ...values.some(({ ring }) => ring) ? [rings] : [],
  ];
}
