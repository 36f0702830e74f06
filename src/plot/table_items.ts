import { boxItem, type Item, lineItem, textItem } from "./drawing.ts";
import {
  type ColumnPlace,
  headingSpace,
  type TableCell,
  type TableColumn,
  type TableLayout,
} from "./table_layout.ts";
import { ink, lineHeight, textSize } from "./theme.ts";
import { clipText, textWidth, wrapText } from "./text_width.ts";

/** A part of a table and how high it is, in pixels. */
export interface TablePart {
  readonly items: readonly Item[];
  readonly height: number;
}

const lead = 5;

/** Group names with a line under each, then the columns' labels. */
export function headPart(
  columns: readonly TableColumn[],
  layout: TableLayout,
  top: number,
): TablePart {
  const items: Item[] = [];
  const hasGroups = columns.some(({ group }) => group !== undefined);
  if (hasGroups) {
    for (const { name, first, last } of groupsOf(columns)) {
      const [left, right] = [layout.columns[first]!.left, layout.columns[last]!.right];
      const text = clipText(name, right - left, textSize, true);
      items.push(textItem(text, (left + right) / 2, top + 9, { align: "center", bold: true }));
      items.push(lineItem([left, top + 19, right, top + 19], { color: ink.axis }));
    }
  }
  const labelTop = top + (hasGroups ? 22 : 0);
  const lines = Math.max(1, ...layout.columns.map(({ label }) => label.length));
  layout.columns.forEach((column) =>
    column.label.forEach((line, index) => {
      const y = labelTop + (lines - column.label.length + index + 0.5) * lineHeight;
      items.push(textItem(line, edgeOf(column), y, { align: column.align, bold: true }));
    })
  );
  return { items, height: labelTop - top + lines * lineHeight + 3 };
}

/** A block's heading on a grey bar. */
export function headingPart(heading: string, layout: TableLayout, top: number): TablePart {
  const height = lineHeight + lead;
  const text = clipText(heading, layout.width - headingSpace, textSize, true);
  return {
    items: [
      boxItem([0, top, layout.width, height], { color: "#efefef" }),
      textItem(text, 6, top + height / 2 + 0.5, { bold: true }),
    ],
    height,
  };
}

/** One line of cells, as high as its longest. */
export function linePart(line: readonly TableCell[], layout: TableLayout, top: number): TablePart {
  const texts = line.map((cell, index) => textLines(cell, layout.columns[index]!));
  const heights = line.map(({ note }, index) =>
    Math.max(1, texts[index]!.length) + (note !== undefined && !layout.beside ? 1 : 0)
  );
  const lines = Math.max(1, ...heights);
  const middle = top + (lead + lineHeight) / 2;
  return {
    items: line.flatMap((cell, index) => cellItems(cell, texts[index]!, layout, { index, middle })),
    height: lines * lineHeight + lead,
  };
}

function textLines(cell: TableCell, { align, left, right }: ColumnPlace): string[] {
  return align === "left" ? wrapText(cell.text, right - left, textSize, cell.bold) : [cell.text];
}

function cellItems(
  cell: TableCell,
  texts: readonly string[],
  layout: TableLayout,
  { index, middle }: { readonly index: number; readonly middle: number },
): Item[] {
  const column = layout.columns[index]!;
  const { align } = column;
  const first = textWidth(texts[0] ?? "", textSize, cell.bold);
  const x = align === "left" ? column.left : column.textRight;
  const behind = align === "left" ? column.left + first : column.textRight;
  const color = cell.color !== undefined && { color: cell.color };
  const style = { align, bold: cell.bold ?? false, ...color };
  const grey = { align, color: ink.soft };
  const noteX = align === "right" ? column.right : behind + textWidth(cell.mark ?? "") + lead;
  const note = layout.beside
    ? textItem(cell.note ?? "", noteX, middle, grey)
    : textItem(cell.note ?? "", x, middle + Math.max(1, texts.length) * lineHeight, grey);
  return [
    ...texts.map((text, at) => textItem(text, x, middle + at * lineHeight, style)),
    ...cell.mark ? [textItem(cell.mark, behind + 1, middle, { bold: true })] : [],
    ...cell.note !== undefined ? [note] : [],
  ];
}

function edgeOf(column: ColumnPlace): number {
  return column.align === "left" ? column.left : column.right;
}

/** Runs of columns with the same group. */
function groupsOf(
  columns: readonly TableColumn[],
): { readonly name: string; readonly first: number; readonly last: number }[] {
  const groups: { name: string; first: number; last: number }[] = [];
  columns.forEach(({ group }, index) => {
    if (group === undefined) return;
    const last = groups.at(-1);
    if (last?.name === group && last.last === index - 1) last.last = index;
    else groups.push({ name: group, first: index, last: index });
  });
  return groups;
}
