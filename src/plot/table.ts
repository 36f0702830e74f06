import type { Row } from "../types.ts";
import type { Datum } from "./channel.ts";
import { drawing, type Item, lineItem, textItem } from "./drawing.ts";
import { figure, type FigureText } from "./figure.ts";
import { headingPart, headPart, linePart, type TablePart } from "./table_items.ts";
import { type TableCell, type TableColumn, tableLayout } from "./table_layout.ts";
import { contentWidth, ink } from "./theme.ts";
import type { FigureSpec } from "./figure_spec.ts";

/** Lines that belong together. */
export interface TableBlock {
  /** What stands over them; nothing by default. */
  readonly heading?: string;
  /** The lines, one cell a column; cells left out at the end are empty. */
  readonly lines: readonly (readonly (TableCell | string)[])[];
}

/** What a table has besides its lines. */
export interface TableOptions<T extends Datum = Row> extends FigureText {
  /** The columns, from left to right. */
  readonly columns: readonly TableColumn[];
  /** The rows that the numbers come from, for the subtitle. */
  readonly rows?: readonly T[];
}

/**
 * A table one can print: blocks of lines with headings; a cell may carry a
 * second number in grey (the printed one beside ours), a mark, bold, a colour.
 * Second numbers stand beside the first where the figure's width allows it,
 * else under them.
 *
 * @param blocks The lines, in blocks.
 * @param options The columns, and what is written around the table.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 * @throws {RangeError} If a line has more cells than there are columns.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { table } from "@marginlab/marginlab";
 *
 * const spec = table([{
 *   heading: "MNIST-MLP",
 *   lines: [["standard", "98.3", { text: "5.1", note: "5.06", mark: "†" }]],
 * }], {
 *   title: "Clean and robust accuracy in percent",
 *   columns: [{ label: "training" }, { label: "clean" }, { label: "2.0", group: "radius" }],
 *   notes: ["Grey: as printed. †: more than two standard errors away."],
 * });
 * assertStringIncludes(spec.description, "MNIST-MLP. standard: clean 98.3, radius 2.0 5.1† (5.06).");
 * ```
 */
export function table<T extends Datum = Row>(
  blocks: readonly TableBlock[],
  options: TableOptions<T>,
): FigureSpec {
  const { columns } = options;
  const full = blocks.map(({ heading, lines }) => ({
    heading,
    lines: lines.map((line) =>
      line.map((cell) => typeof cell === "string" ? { text: cell } : cell)
    ),
  }));
  const lines = full.flatMap((block) => block.lines);
  for (const { length } of lines) {
    if (length > columns.length) {
      throw new RangeError(
        `table cannot draw a line of ${length} cells: at most one a column, and it has ${columns.length} columns`,
      );
    }
  }
  const layout = tableLayout(lines, columns, full.flatMap(({ heading }) => heading ?? []));
  const items: Item[] = [];
  let top = 2;
  const put = (part: TablePart) => {
    items.push(...part.items);
    top += part.height;
  };
  const rule = (color: string, width: number) =>
    put({ items: [lineItem([0, top + 1, layout.width, top + 1], { color, width })], height: 2 });
  put(headPart(columns, layout, top));
  rule(ink.text, 1.25);
  full.forEach((block, index) => {
    if (index > 0) rule(ink.axis, 1);
    if (block.heading !== undefined) put(headingPart(block.heading, layout, top));
    for (const line of block.lines) put(linePart(line, layout, top));
  });
  if (lines.length === 0) {
    put({ items: [textItem("no data", 6, top + 12, { color: ink.soft })], height: 24 });
  }
  rule(ink.text, 1.25);
  return figure({
    parts: [drawing(Math.max(layout.width, contentWidth), Math.ceil(top + 2), items)],
    rows: options.rows ?? [],
    description: describe(full, columns),
  }, options);
}

function describe(
  blocks: readonly { heading: string | undefined; lines: readonly (readonly TableCell[])[] }[],
  columns: readonly TableColumn[],
): string {
  const names = columns.map(({ label, group }) =>
    group === undefined ? label : `${group} ${label}`
  );
  const sentences = blocks.flatMap(({ heading, lines }) => [
    ...heading === undefined ? [] : [`${heading}.`],
    ...lines.map(([first, ...rest]) => {
      const cells = rest.map((cell, index) =>
        `${names[index + 1]} ${cell.text}${cell.mark ?? ""}${cell.note ? ` (${cell.note})` : ""}`
      );
      return `${first?.text ?? ""}: ${cells.join(", ")}.`;
    }),
  ]);
  return `A table. ${sentences.join(" ")}`.trim();
}
