/**
 * `labels.csv`: which file shows which class.
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { DataError, unexpected } from "./data_error.ts";

/** One line. */
export interface LabelledFile {
  /** The image's file, relative to the table. */
  readonly file: string;
  /** Its class number, from 0. */
  readonly label: number;
}

/** Names of the two columns, best first. */
const fileColumns = ["file", "filename", "image", "path", "name", "id"];
const labelColumns = ["label", "class", "target", "y"];

/**
 * Reads the table: two columns, `file` and `label`, with a header or without; a
 * header may have more columns, and names such as `filename` and `class` where
 * those two are not in it.
 *
 * @throws {DataError} If it is empty, is no such table, or a label is no whole number from 0.
 */
export function parseLabelsCsv(text: string, file: string): LabelledFile[] {
  const lines = rows(text, file);
  const header = lines[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const column = (names: string[]) =>
    names.map((name) => header.indexOf(name)).find((at) => at >= 0) ?? -1;
  let [name, label] = [column(fileColumns), column(labelColumns)];
  const named = name >= 0 && label >= 0;
  if (!named) [name, label] = [0, 1];
  const body = named ? lines.slice(1) : lines;
  if (body.length === 0) throw unexpected(file, "a line for each image: file,label", "none");
  return body.map((cells, i) => {
    const value = (cells[label] ?? "").trim();
    if (!cells[name]?.trim() || !/^\d+$/.test(value)) {
      const wanted = "file,label with a whole number from 0 as label";
      throw unexpected(file, wanted, `${cells.join(",")} in line ${i + (named ? 2 : 1)}`);
    }
    return { file: cells[name]!.trim(), label: Number(value) };
  });
}

function rows(text: string, file: string): string[][] {
  try {
    return parse(text);
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: expected CSV, found: ${(cause as Error).message}`, {
      file,
      cause,
    });
  }
}
