/**
 * Tidy rows and their CSV: one measured number a line, RFC 4180.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import type { Cell, Row } from "../types.ts";

/** The columns that every file begins with, in their order. */
export const baseColumns = [
  "dataset",
  "model",
  "method",
  "recipe",
  "profile",
  "seed",
  "epoch",
  "split",
  "attack",
  "radius",
  "metric",
  "value",
  "backend",
] as const;

const textColumns: ReadonlySet<string> = new Set([
  "dataset",
  "model",
  "method",
  "recipe",
  "profile",
  "split",
  "attack",
  "metric",
  "backend",
]);

/**
 * Writes rows as CSV: a header, then a line a row, CRLF after each. Columns that
 * a figure adds follow the base columns; numbers keep ten significant digits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rowsFromCsv, rowsToCsv } from "@marginlab/marginlab";
 *
 * assertEquals(rowsFromCsv(rowsToCsv([])), []);
 * ```
 */
export function rowsToCsv(rows: readonly Row[]): string {
  const extra = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const column of baseColumns) extra.delete(column);
  const columns = [...baseColumns, ...extra];
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column, shortened(row[column] ?? null)]))
  );
  return stringify(records, { columns });
}

/**
 * Reads rows back from CSV. Empty cells are null; a cell of a column that is not
 * text becomes a number where it is written as one.
 *
 * @throws {SyntaxError} If the text is not CSV, a base column is missing or a value is no number.
 */
export function rowsFromCsv(text: string): Row[] {
  const records = parse(text, { skipFirstRow: true });
  const header = text.slice(0, text.search(/\r?\n|$/)).split(",");
  const missing = baseColumns.filter((column) => !header.includes(column));
  if (missing.length) {
    throw new SyntaxError(`Cannot read rows: the columns ${missing.join(", ")} are missing`);
  }
  return records.map((record, i) => {
    const row = Object.fromEntries(
      Object.entries(record).map(([column, cell]) => [column, cellOf(column, cell ?? "")]),
    ) as Row;
    if (row.value === null || typeof row.value === "number") return row;
    throw new SyntaxError(
      `Cannot read rows: value must be a number, found ${row.value} in row ${i + 1}`,
    );
  });
}

function shortened(cell: Cell): Cell {
  return typeof cell === "number" && Number.isFinite(cell) ? Number(cell.toPrecision(10)) : cell;
}

function cellOf(column: string, text: string): Cell {
  if (text === "") return null;
  if (textColumns.has(column)) return text;
  const number = Number(text);
  const isNumber = String(number) === text || (column === "value" && Number.isFinite(number));
  return isNumber ? number : text;
}
