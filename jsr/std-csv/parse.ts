/**
 * `parse`, as `jsr:@std/csv/parse` documents it.
 *
 * @module
 */
import { readRecords } from "./records.ts";

/** Options of {@linkcode parse}. */
export interface ParseOptions {
  /** What stands between fields; a comma by default. */
  separator?: string;
  /** What begins a line that is left out. */
  comment?: string;
  /** Whether spaces before a field are dropped. */
  trimLeadingSpace?: boolean;
  /** Whether a quote may stand where none belongs. */
  lazyQuotes?: boolean;
  /** How many fields a record has; 0: as many as the first; negative: any number. */
  fieldsPerRecord?: number;
  /** Whether the first row is left out; without `columns`, it names the columns. */
  skipFirstRow?: boolean;
  /** The names of the columns. */
  columns?: readonly string[];
}

/** Rows as arrays, or as objects where columns have names. */
export type ParseResult<Options, T> = T extends
  Options & { columns: readonly (infer Name extends string)[] } ? RecordWithColumn<Name>[]
  : T extends Options & { skipFirstRow: true } ? Record<string, string>[]
  : T extends Options & { columns?: undefined; skipFirstRow?: false | undefined } ? string[][]
  : Record<string, string>[] | string[][];

/** A row by the names of its columns. */
export type RecordWithColumn<Name extends string> = string extends Name ? Record<string, string>
  : Record<Name, string>;

/** Reads CSV text into arrays of strings. */
export function parse(input: string): string[][];
/**
 * Reads CSV text into arrays of strings, or into objects where `columns` or `skipFirstRow` is given.
 *
 * @throws {SyntaxError} On a quote where none belongs, a quoted field that does not end, or a wrong number of fields.
 */
export function parse<const T extends ParseOptions>(
  input: string,
  options: T,
): ParseResult<ParseOptions, T>;
export function parse(
  input: string,
  options: ParseOptions = {},
): string[][] | Record<string, string>[] {
  const rows = readRecords(input, options);
  if (!options.skipFirstRow && !options.columns) return rows;
  const first = options.skipFirstRow ? rows.shift() : undefined;
  const names = options.columns ?? first;
  if (names === undefined || (options.skipFirstRow && first === undefined)) {
    throw new TypeError("Cannot parse input: headers must be defined");
  }
  return rows.map((row, index) => toObject(row, names, index + (first ? 2 : 1)));
}

function toObject(row: string[], names: readonly string[], line: number): Record<string, string> {
  if (row.length !== names.length) {
    throw new Error(
      `Syntax error on line ${line}: The record has ${row.length} fields, but the header has ${names.length} fields`,
    );
  }
  return Object.fromEntries(names.map((name, index) => [name, row[index]!]));
}
