import type { Row } from "../types.ts";
import { type Channel, type Datum, numberOf, reader } from "./channel.ts";
import type { Panel } from "./facets.ts";
import { formatNumber } from "./format_number.ts";

/** How many examples lie between two ends. */
export interface Bin {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Where bins are found in rows. */
export interface BinChannels<T extends Datum = Row> {
  /** A bin's lower end, `bin_start` by default. */
  readonly start?: Channel<T>;
  /** A bin's upper end, `bin_end` by default. */
  readonly end?: Channel<T>;
  /** How many examples are in a bin, `value` by default. */
  readonly value?: Channel<T>;
}

/** A function that reads the bin of a row. */
export function binReader<T extends Datum>(
  rows: readonly T[],
  options: BinChannels<T>,
): (row: T) => Bin {
  const [start, end, count] = [
    options.start ?? "bin_start",
    options.end ?? "bin_end",
    options.value ?? "value",
  ].map((channel) => reader(rows, channel, "histograms"));
  return (row) => ({
    start: numberOf(start!(row)),
    end: numberOf(end!(row)),
    count: numberOf(count!(row)),
  });
}

/** Whether a bin has a place. */
export function isDrawn({ start, end, count }: Bin): boolean {
  return [start, end, count].every(Number.isFinite);
}

/** Where the middle of a bin is. */
export function middle({ start, end }: Bin): number {
  return (start + end) / 2;
}

/** The mean of examples that all lie in the middle of their bin; NaN when there are none. */
export function meanOf(bins: readonly Bin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { start, end, count }) => sum + count * (start + end) / 2, 0) / total;
}

/** The bins that hold something. */
export function filled(bins: readonly Bin[]): Bin[] {
  return bins.filter(({ count }) => count > 0);
}

/** Histograms in words: how many examples lie between which ends. */
export function describeBins<T>(
  panels: readonly Panel<T>[],
  bins: ReadonlyMap<Panel<T>, readonly Bin[]>,
  names: { readonly x: string; readonly y: string },
): string {
  const sentences = panels.map((panel) => {
    const own = filled(bins.get(panel)!);
    const total = own.reduce((sum, { count }) => sum + count, 0);
    const ends = [
      Math.min(...own.map(({ start }) => start)),
      Math.max(...own.map(({ end }) => end)),
    ];
    const name = [panel.lineTitle, panel.title].filter((part) => part !== "").join(", ");
    const content = own.length === 0
      ? "no data"
      : `${formatNumber(total, 6)} ${names.y} from ${formatNumber(ends[0]!)} to ${
        formatNumber(ends[1]!)
      }`;
    return `${name === "" ? "" : `${name}: `}${content}.`;
  });
  return `Histograms of ${names.x}. ${sentences.join(" ")}`;
}
