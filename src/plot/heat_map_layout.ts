import { type Item, textItem } from "./drawing.ts";
import { isLowest, type Panel } from "./facets.ts";
import type { HeatFrame } from "./heat_map_items.ts";
import { balanceText, clipText, textWidth } from "./text_width.ts";
import { contentWidth, lineHeight, textSize } from "./theme.ts";

/** What is written at the cells and around them. */
export interface HeatMapText {
  /** Under the columns of cells. */
  readonly columns: readonly string[];
  /** Left of the lines of cells, from the bottom. */
  readonly lines: readonly string[];
  /** What x and y are. */
  readonly x: string;
  readonly y: string;
}

/** Where the panels of a heat map are. */
export interface HeatMapLayout<T> {
  readonly height: number;
  /** The place of a panel's cells. */
  frameOf(panel: Panel<T>): HeatFrame;
  /** Titles over a panel, beside it and under it. */
  titlesOf(panel: Panel<T>): Item[];
}

const gap = 16;

/** Panels of equal cells, as wide together as a figure allows. */
export function heatMapLayout<T>(panels: readonly Panel<T>[], text: HeatMapText): HeatMapLayout<T> {
  const across = Math.max(...panels.map(({ column }) => column)) + 1;
  const down = Math.max(...panels.map(({ line }) => line)) + 1;
  const upright = textWidth(text.y) <= 2 * textSize;
  const titleWidth = upright ? textWidth(text.y) + 4 : lineHeight;
  const left = titleWidth + 6 + Math.max(0, ...text.lines.map((label) => textWidth(label)));
  const inside = (contentWidth - left - gap * (across - 1)) / across;
  const cellWidth = Math.min(40, inside / Math.max(1, text.columns.length));
  const cellHeight = Math.max(textSize + 4, Math.min(26, cellWidth));
  const [width, height] = [cellWidth * text.columns.length, cellHeight * text.lines.length];
  const titles = panels.map((panel) =>
    balanceText(fullTitle(panel, panels), width + gap - 4, textSize, true)
  );
  const head = Math.max(...titles.map((lines) => lines.length)) * lineHeight + 4;
  const step = head + height + 12;
  const frameOf = (panel: Panel<T>): HeatFrame => ({
    left: left + panel.column * (width + gap),
    top: panel.line * step + head,
    cellWidth,
    cellHeight,
    columns: text.columns,
    lines: text.lines,
  });
  const titlesOf = (panel: Panel<T>): Item[] => {
    const frame = frameOf(panel);
    const [middle, bottom] = [frame.left + width / 2, frame.top + height];
    const title = titles[panels.indexOf(panel)]!;
    const side = upright
      ? textItem(text.y, 0, frame.top + height / 2)
      : textItem(clipText(text.y, step), lineHeight / 2, frame.top + height / 2, {
        align: "center",
        angle: 270,
      });
    return [
      ...title.map((line, index) =>
        textItem(line, middle, frame.top - 4 - (title.length - index - 0.5) * lineHeight, {
          align: "center",
          bold: true,
        })
      ),
      ...isLowest(panel, panels)
        ? [textItem(text.x, middle, bottom + 1.5 * lineHeight + 3, { align: "center" })]
        : [],
      ...panel.column === 0 ? [side] : [],
    ];
  };
  return { height: Math.ceil(down * step + 2 * lineHeight - 6), frameOf, titlesOf };
}

function fullTitle<T>(panel: Panel<T>, panels: readonly Panel<T>[]): string {
  const top = panels.find(({ line, column }) => line === 0 && column === panel.column);
  const title = panel.title || (panel.lineTitle === "" ? "" : top?.title ?? "");
  return [panel.lineTitle, title].filter((part) => part !== "").join(", ");
}
