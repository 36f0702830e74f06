import { type AxisScale, position } from "./scale_place.ts";
import { rampColor } from "./color_ramp.ts";
import { boxItem, type Item, lineItem, textItem } from "./drawing.ts";
import { formatNumber } from "./format_number.ts";
import { textWidth } from "./text_width.ts";
import { ink, lineHeight } from "./theme.ts";

/** One cell of a heat map. */
export interface HeatCell {
  /** Its column and line, from 0 at the left and at the bottom. */
  readonly column: number;
  readonly line: number;
  /** NaN where nothing was measured. */
  readonly value: number;
  /** Whether it is crossed. */
  readonly crossed: boolean;
}

/** Where a heat map is and how large its cells are, in pixels. */
export interface HeatFrame {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly columns: readonly string[];
  readonly lines: readonly string[];
}

/** The cells: coloured where there is a value, white with a stroke where there is none. */
export function cellItems(cells: readonly HeatCell[], frame: HeatFrame, scale: AxisScale): Item[] {
  const { cellWidth, cellHeight } = frame;
  const boxes = cells.map((cell) => {
    const left = frame.left + cell.column * cellWidth;
    const top = frame.top + (frame.lines.length - 1 - cell.line) * cellHeight;
    return { ...cell, left, top };
  });
  return [
    ...boxes.map(({ left, top, value }) =>
      boxItem([left, top, cellWidth, cellHeight], {
        color: Number.isFinite(value) ? rampColor(position(scale, value)) : "white",
        stroke: "white",
      })
    ),
    ...boxes.filter(({ crossed }) => crossed).flatMap(crossItems.bind(null, frame)),
    ...boxes.filter(({ value }) => !Number.isFinite(value)).map(({ left, top }) =>
      textItem("–", left + cellWidth / 2, top + cellHeight / 2, {
        align: "center",
        color: ink.soft,
      })
    ),
  ];
}

/** A red cross on white, seen on every colour of the ramp. */
function crossItems(frame: HeatFrame, { left, top }: { left: number; top: number }): Item[] {
  const reach = Math.min(frame.cellWidth, frame.cellHeight) / 2 - 3;
  const [x, y] = [left + frame.cellWidth / 2, top + frame.cellHeight / 2];
  return [["white", 4.5] as const, ["#b3001b", 2] as const].flatMap(([color, width]) => [
    lineItem([x - reach, y - reach, x + reach, y + reach], { color, width }),
    lineItem([x - reach, y + reach, x + reach, y - reach], { color, width }),
  ]);
}

/** Labels under the columns, as many as fit, and left of the lines. */
export function axisItems(
  frame: HeatFrame,
  shown: { readonly columns: boolean; readonly lines: boolean },
): Item[] {
  const widest = Math.max(0, ...frame.columns.map((label) => textWidth(label)));
  const every = Math.max(1, Math.ceil((widest + 6) / frame.cellWidth));
  const bottom = frame.top + frame.lines.length * frame.cellHeight;
  return [
    ...!shown.columns
      ? []
      : frame.columns.flatMap((label, index) =>
        index % every > 0 ? [] : [textItem(
          label,
          frame.left + (index + 0.5) * frame.cellWidth,
          bottom + lineHeight / 2 + 2,
          { align: "center" },
        )]
      ),
    ...shown.lines
      ? frame.lines.map((label, index) =>
        textItem(label, frame.left - 6, bottom - (index + 0.5) * frame.cellHeight, {
          align: "right",
        })
      )
      : [],
  ];
}

/** The ramp with its two ends, what it measures, and what a cross means. */
export function rampItems(
  scale: AxisScale,
  names: { readonly value: string; readonly cross: string },
): Item[] {
  const [low, high] = scale.domain.map((end) => formatNumber(end));
  const bar = 100;
  const left = textWidth(low!) + 6;
  const right = left + bar + 6 + textWidth(high!);
  const steps = 50;
  const boxes = Array.from(
    { length: steps },
    (_, step) =>
      boxItem([left + step * bar / steps, 4, bar / steps + 0.3, 12], {
        color: rampColor(step / (steps - 1)),
      }),
  );
  const crossLeft = right + 12 + textWidth(names.value) + 14;
  const frame = { cellWidth: 14, cellHeight: 14 } as HeatFrame;
  return [
    textItem(low!, 0, 10),
    ...boxes,
    textItem(high!, left + bar + 6, 10),
    textItem(names.value, right + 12, 10),
    ...names.cross === "" ? [] : [
      ...crossItems(frame, { left: crossLeft, top: 3 }),
      textItem(names.cross, crossLeft + 18, 10),
    ],
  ];
}
