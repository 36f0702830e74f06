import type { Cell, Row } from "../types.ts";
import { type Channel, type Datum, numberOf, reader } from "./channel.ts";
import type { CurvePoint } from "./curve_points.ts";
import type { Panel } from "./facets.ts";
import { formatNumber } from "./format_number.ts";
import { inWords, type Words } from "./words.ts";

/** Where the quantities of curves are found in rows. */
export interface CurveChannels<T extends Datum = Row> {
  /** From left to right, `epoch` by default. */
  readonly x?: Channel<T>;
  /** From bottom to top, `value` by default. */
  readonly y?: Channel<T>;
  /** One colour and marker for each value. */
  readonly series?: Channel<T>;
  /** One line dash for each value; without it the dash goes with the series. */
  readonly dash?: Channel<T>;
  /** The lower and upper end of an uncertainty band. */
  readonly band?: readonly [low: Channel<T>, high: Channel<T>];
  /** Rows whose `y` is drawn as a labelled line across their panel, or across all if it is none's. */
  readonly rules?: readonly T[];
  /** A rule's label; by default its method in words and its value. */
  readonly ruleLabel?: (row: T) => string;
  /** Words in print for codes, before the house's own. */
  readonly words?: Words;
}

/** A value drawn across a panel. */
export interface CurveRule {
  readonly value: number;
  readonly label: string;
  /** Gives its colour where a curve of the panel has the same. */
  readonly series: Cell;
}

/** A function that reads the point of a row. */
export function pointReader<T extends Datum>(
  rows: readonly T[],
  channels: CurveChannels<T>,
): (row: T) => CurvePoint {
  const number = (channel: Channel<T>) => {
    const read = reader(rows, channel, "curves");
    return (row: T) => numberOf(read(row));
  };
  const code = (channel: Channel<T> | undefined) => reader(rows, channel ?? (() => null), "curves");
  const [x, y] = [number(channels.x ?? "epoch"), number(channels.y ?? "value")];
  const [series, dash] = [code(channels.series), code(channels.dash ?? channels.series)];
  const nothing = () => NaN;
  const [low, high] = channels.band
    ? channels.band.map(number) as [typeof x, typeof x]
    : [nothing, nothing];
  return (row) => ({
    x: x(row),
    y: y(row),
    low: low(row),
    high: high(row),
    series: series(row),
    dash: dash(row),
  });
}

/** The rules that belong to a panel; one without a finite value is left out. */
export function rulesOf<T extends Datum>(panel: Panel<T>, channels: CurveChannels<T>): CurveRule[] {
  const rules = (channels.rules ?? []).filter((row) => panel.owns(row));
  const value = reader(rules, channels.y ?? "value", "curves");
  const series = reader(rules, channels.series ?? (() => null), "curves");
  return rules.map((row) => ({
    value: numberOf(value(row)),
    label: channels.ruleLabel?.(row) ??
      `${inWords(row.method ?? null, channels.words)} ${formatNumber(numberOf(value(row)))}`.trim(),
    series: series(row),
  })).filter((rule) => Number.isFinite(rule.value));
}
