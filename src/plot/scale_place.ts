import { textSize } from "./theme.ts";
import { textWidth } from "./text_width.ts";
import type { Ticks } from "./ticks.ts";

/** What counts as 0: below it, floating point has no steps left to draw. */
export const smallest = 1e-150;

/** Even steps, or even factors. */
export type ScaleType = "linear" | "log";

/** A domain with its ticks: what a Vega-Lite scale and axis need, and where a value is on it. */
export interface AxisScale extends Ticks {
  /** Even steps or even factors. */
  readonly type: ScaleType;
  /** The values at the two ends. */
  readonly domain: readonly [low: number, high: number];
  /** On a logarithmic axis, where values of 0 and below are drawn; null when there are none. */
  readonly floor: number | null;
}

/** The few of many values that decide an axis: the ends, and the smallest above 0. */
export function decisive(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > smallest);
  return [...endsOf(values.filter(Number.isFinite)), endsOf(positive)[0]].filter(Number.isFinite);
}

/** Where a value is drawn: itself, or the foot of a logarithmic axis. */
export function placed(scale: AxisScale, value: number): number {
  return scale.floor !== null && value < scale.domain[0] ? scale.floor : value;
}

/** How far along an axis a value is, 0 at the lower end and 1 at the upper. */
export function position(scale: AxisScale, value: number): number {
  const measure = scale.type === "log" ? Math.log : (number: number) => number;
  const [low, high] = scale.domain.map(measure) as [number, number];
  return (measure(placed(scale, value)) - low) / (high - low);
}

/** Whether no two labels touch. */
export function labelsFit(
  scale: AxisScale,
  options: { readonly along: "x" | "y"; readonly length: number },
): boolean {
  return scale.values.slice(1).every((value, index) => {
    const distance = (position(scale, value) - position(scale, scale.values[index]!)) *
      options.length;
    const needed = options.along === "y"
      ? textSize * 1.35
      : (textWidth(scale.labels[index]!) + textWidth(scale.labels[index + 1]!)) / 2 + 4;
    return distance >= needed;
  });
}

/** The smallest and the largest of values. */
export function endsOf(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
