import { contentWidth, textSize } from "./theme.ts";
import { textWidth, wrapText } from "./text_width.ts";

/** A cell of a table; a string stands for its text alone. */
export interface TableCell {
  /** What it says. */
  readonly text: string;
  /** A second, grey text: the printed number beside ours. */
  readonly note?: string;
  /** A sign behind the text that a note under the table explains. */
  readonly mark?: string;
  /** Whether the text is bold: the best of its block. */
  readonly bold?: boolean;
  /** The text's colour. */
  readonly color?: string;
}

/** A column of a table. */
export interface TableColumn {
  /** What stands at its head. */
  readonly label: string;
  /** What stands over it and its neighbours of the same group. */
  readonly group?: string;
  /** Where its cells stand; the first column left, the others right by default. */
  readonly align?: "left" | "right";
}

/** Where a column's parts are, in pixels from the table's left edge. */
export interface ColumnPlace {
  readonly left: number;
  readonly right: number;
  /** The right end of a text in a right-aligned column, before marks and notes. */
  readonly textRight: number;
  readonly align: "left" | "right";
  /** The column's label, in lines. */
  readonly label: readonly string[];
}

/** Where everything of a table is. */
export interface TableLayout {
  readonly columns: readonly ColumnPlace[];
  /** Whether notes stand beside their texts; else under them. */
  readonly beside: boolean;
  readonly width: number;
}

const space = 5;
const margin = 6;
const narrowest = 70;
/** What a block's heading keeps free at its sides. */
export const headingSpace = 8;

/**
 * A table's columns: notes beside texts if the figure's width allows it, else
 * under them; the widest left-aligned column wraps if that does not suffice.
 */
export function tableLayout(
  lines: readonly (readonly TableCell[])[],
  columns: readonly TableColumn[],
  headings: readonly string[] = [],
): TableLayout {
  const beside = sizesOf(lines, columns, true);
  if (excess(beside) <= 0) return placed(columns, beside, { beside: true, headings });
  const under = sizesOf(lines, columns, false);
  const left = under.filter((_, index) => alignOf(columns, index) === "left");
  const widest = left.reduce<Size | null>(
    (most, size) => most && most.width > size.width ? most : size,
    null,
  );
  if (widest) {
    const least = Math.max(narrowest, Math.min(widest.word, 2 * narrowest));
    widest.width = Math.min(widest.width, Math.max(least, widest.width - excess(under)));
  }
  return placed(columns, under, { beside: false, headings });
}

interface Size {
  /** Of the column's inside. */
  width: number;
  /** What marks and notes take of it behind a right-aligned text. */
  readonly behind: number;
  /** Of the longest word in its cells, which wrapping cannot break. */
  readonly word: number;
}

function sizesOf(
  lines: readonly (readonly TableCell[])[],
  columns: readonly TableColumn[],
  beside: boolean,
): Size[] {
  const mark = most(lines.flat().map((cell) => textWidth(cell.mark ?? "")));
  return columns.map((column, index) => {
    const cells = lines.flatMap((line) => line[index] ?? []);
    const text = most(cells.map((cell) => textWidth(cell.text, textSize, cell.bold)));
    const note = most(cells.map((cell) => textWidth(cell.note ?? "")));
    const label = most(column.label.split(/\s+/).map((part) => textWidth(part, textSize, true)));
    const word = most(
      cells.flatMap(({ text, bold }) =>
        text.split(/\s+/).map((part) => textWidth(part, textSize, bold))
      ),
    );
    const aside = beside && note > 0 ? mark + space + note : mark;
    return { width: Math.max(text + aside, beside ? 0 : note + mark, label), behind: aside, word };
  });
}

function excess(sizes: readonly Size[]): number {
  return sizes.reduce((sum, { width }) => sum + width + 2 * margin, 0) - contentWidth;
}

function placed(
  columns: readonly TableColumn[],
  sizes: readonly Size[],
  { beside, headings }: { readonly beside: boolean; readonly headings: readonly string[] },
): TableLayout {
  const free = Math.max(0, -excess(sizes));
  const heading = most(headings.map((text) => textWidth(text, textSize, true))) + headingSpace;
  const missing = Math.min(free, Math.max(0, heading - (contentWidth - free)));
  const count = Math.max(1, columns.length);
  const extra = Math.max(Math.min(20, free / count), missing / count);
  let right = 0;
  const places = columns.map((column, index) => {
    const { width, behind } = sizes[index]!;
    const left = right;
    right = left + width + 2 * margin + extra;
    return {
      left: left + margin,
      right: right - margin,
      textRight: right - margin - behind,
      align: alignOf(columns, index),
      label: wrapText(column.label, width + extra, textSize, true),
    };
  });
  return { columns: places, beside, width: Math.ceil(right) };
}

function alignOf(columns: readonly TableColumn[], index: number): "left" | "right" {
  return columns[index]!.align ?? (index === 0 ? "left" : "right");
}

function most(widths: readonly number[]): number {
  return Math.max(0, ...widths);
}
