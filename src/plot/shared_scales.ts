import { axisScale, type AxisScaleOptions } from "./axis_scale.ts";
import type { Panel } from "./facets.ts";
import { type AxisScale, decisive, position } from "./scale_place.ts";
import { textWidth } from "./text_width.ts";

/** What shares one domain: all panels, those of one line, or none. */
export type Share = "all" | "line" | "none";

/** One axis of every panel of a grid. */
export interface GridAxis<T> extends Omit<AxisScaleOptions, "along" | "length"> {
  /** The values that a panel shows on it. */
  readonly values: (panel: Panel<T>) => readonly number[];
  /** What it measures. */
  readonly title: string;
  /** Which panels have the same domain. */
  readonly share: Share;
}

/** A reader of panels' values that keeps what decides an axis. */
export function remember<T>(
  panels: readonly Panel<T>[],
  values: (panel: Panel<T>) => readonly number[],
): (panel: Panel<T>) => readonly number[] {
  const known = new Map(panels.map((panel) => [panel, decisive(values(panel))]));
  return (panel) => known.get(panel)!;
}

/** The scale of one axis in each panel: one object for all that share it. */
export function sharedScales<T>(
  panels: readonly Panel<T>[],
  axis: GridAxis<T>,
  size: Pick<AxisScaleOptions, "along" | "length">,
): AxisScale[] {
  const groups = {
    all: () => 0,
    line: ({ line }: Panel<T>) => line,
    none: panels.indexOf.bind(panels),
  };
  const group = (panel: Panel<T>): number => groups[axis.share](panel);
  const made = new Map<number, AxisScale>();
  return panels.map((panel) => {
    const known = made.get(group(panel));
    if (known) return known;
    const members = panels.filter((other) => group(other) === group(panel));
    const scale = axisScale(members.flatMap(axis.values), { ...axis, ...size });
    made.set(group(panel), scale);
    return scale;
  });
}

/** How far x labels reach out of their panels, to the left and to the right. */
export function overhang(
  scales: readonly AxisScale[],
  width: number,
): [left: number, right: number] {
  let [left, right] = [0, 0];
  for (const scale of scales) {
    scale.values.forEach((value, index) => {
      const [half, at] = [textWidth(scale.labels[index]!) / 2, position(scale, value)];
      left = Math.max(left, Math.ceil(half - at * width));
      right = Math.max(right, Math.ceil(half - (1 - at) * width));
    });
  }
  return [left, right];
}
