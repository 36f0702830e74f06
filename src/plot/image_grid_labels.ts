import { type Item, textItem } from "./drawing.ts";
import type { Panel } from "./facets.ts";
import { columnTitle, type ImageGridLayout } from "./image_grid_layout.ts";
import { clipText, wrapText } from "./text_width.ts";
import { lineHeight } from "./theme.ts";

/** Names over the columns and beside the lines, and the captions. */
export function imageGridLabels<T>(
  panels: readonly Panel<T>[],
  captionOf: (panel: Panel<T>) => string,
  size: ImageGridLayout,
): Item[] {
  return panels.flatMap((panel) => {
    const x = size.left + panel.column * size.stepX;
    const y = size.top + panel.line * size.stepY;
    const middle = x + size.width / 2;
    const title = columnTitle(panel.title, size.width);
    const names = panel.column === 0 ? wrapText(panel.lineTitle, size.left - 6).slice(0, 4) : [];
    const caption = clipText(captionOf(panel), size.stepX);
    return [
      ...title.map((line, index) =>
        textItem(line, middle, y - 4 - (title.length - index - 0.5) * lineHeight, {
          align: "center",
        })
      ),
      ...names.map((line, index) =>
        textItem(line, 0, y + size.imageHeight / 2 + (index - (names.length - 1) / 2) * lineHeight)
      ),
      ...caption === "" ? [] : [
        textItem(caption, middle, y + size.imageHeight + lineHeight / 2 + 2, { align: "center" }),
      ],
    ];
  });
}

/** The grid in words: each image's line, column and caption. */
export function describeImages<T>(
  panels: readonly Panel<T>[],
  captionOf: (panel: Panel<T>) => string,
): string {
  const columns = panels.filter(({ line }) => line === 0).map(({ title }) => title);
  const images = panels.filter(({ rows }) => rows.length > 0).map((panel) => {
    const name = [panel.lineTitle, columns[panel.column] ?? ""].filter((part) => part !== "").join(
      ", ",
    );
    return [name, captionOf(panel)].filter((part) => part !== "").join(": ");
  }).filter((part) => part !== "");
  return `A grid of images.${images.length === 0 ? "" : ` ${images.join("; ")}.`}`;
}
