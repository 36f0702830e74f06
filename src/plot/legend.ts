import { type Item, lineItem, pointItem, ringItem, textItem } from "./drawing.ts";
import { ink } from "./theme.ts";
import { clipText, textWidth } from "./text_width.ts";

/** One entry of a legend. */
export interface LegendEntry {
  /** What it stands for. */
  readonly label: string;
  /** Its colour; ink where colour says nothing. */
  readonly color?: string;
  /** Its dash; no line is drawn without one. */
  readonly dash?: readonly number[];
  /** Its marker; none is drawn without one. */
  readonly shape?: string;
  /** Whether its sample is a ring. */
  readonly ring?: boolean;
}

const sample = 24;
const labelGap = 5;
const gap = 14;
const rowHeight = 20;

/**
 * A legend in as many rows as a width in pixels needs: its items and its
 * height. A group that does not fit behind another begins a row of its own.
 */
export function legend(
  groups: readonly (readonly LegendEntry[])[],
  width: number,
): { readonly items: readonly Item[]; readonly height: number } {
  const items: Item[] = [];
  let [x, row] = [0, 0];
  const place = (entry: LegendEntry) => {
    const label = clipText(entry.label, width - sample - labelGap);
    const needed = spaceOf(entry, width);
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    items.push(...entryItems(entry, label, x, (row + 0.5) * rowHeight));
    x += needed + gap;
  };
  for (const group of groups.filter(({ length }) => length > 0)) {
    const needed = group.reduce((sum, entry) => sum + spaceOf(entry, width) + gap, -gap);
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    group.forEach(place);
  }
  return { items, height: items.length === 0 ? 0 : (row + 1) * rowHeight };
}

function spaceOf({ label }: LegendEntry, width: number): number {
  return sample + labelGap + textWidth(clipText(label, width - sample - labelGap));
}

function entryItems(entry: LegendEntry, label: string, x: number, y: number): Item[] {
  const color = entry.color ?? ink.soft;
  const line = entry.dash && lineItem([x, y, x + sample, y], { color, width: 2, dash: entry.dash });
  const middle = x + sample / 2;
  const point = entry.shape && pointItem(middle, y, { shape: entry.shape, color });
  const ring = entry.ring && ringItem(middle, y, color);
  return [line, point, ring, textItem(label, x + sample + labelGap, y)]
    .filter((item) => typeof item === "object");
}
