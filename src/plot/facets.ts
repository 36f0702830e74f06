import type { Cell, Row } from "../types.ts";
import { type Channel, type Datum, distinct, reader } from "./channel.ts";
import { inWords, type Words } from "./words.ts";

/** How rows are parted into panels: a grid of `row` × `column`, or `panel` after `panel` in lines. */
export interface FacetOptions<T extends Datum = Row> {
  /** One line of panels for each value. */
  readonly row?: Channel<T>;
  /** One column of panels for each value. */
  readonly column?: Channel<T>;
  /** One panel for each value, in lines of `columns`; not together with `row` and `column`. */
  readonly panel?: Channel<T>;
  /** The most panels in a line; 3 by default, but 2 where there are four panels. */
  readonly columns?: number;
  /** Words in print for codes, before the house's own. */
  readonly words?: Words;
}

/** One panel and the rows that belong to it. */
export interface Panel<T> {
  /** Its line, from 0. */
  readonly line: number;
  /** Its column, from 0. */
  readonly column: number;
  /** What stands above it; empty where another panel's title says it. */
  readonly title: string;
  /** Its line's name; empty without a `row`. */
  readonly lineTitle: string;
  /** Its rows, in their order. */
  readonly rows: readonly T[];
  /** Whether a row of other data has this panel's keys. */
  has(row: T): boolean;
  /** Whether a row of other data belongs here: its keys are this panel's, or no panel's. */
  owns(row: T): boolean;
}

/** The panels of a figure, line by line; at least one, each line complete but the last of `panel`. */
export function facets<T extends Datum>(
  rows: readonly T[],
  options: FacetOptions<T>,
  plot: string,
): Panel<T>[] {
  if (options.panel !== undefined && (options.row !== undefined || options.column !== undefined)) {
    throw new TypeError(`${plot} cannot part its rows: give either panel, or row and column`);
  }
  const { columns } = options;
  if (columns !== undefined && !(Number.isInteger(columns) && columns >= 1)) {
    throw new RangeError(
      `${plot} cannot lay out ${columns} columns: it must be a whole number from 1`,
    );
  }
  return options.panel !== undefined
    ? wrapped(rows, options.panel, options, plot)
    : crossed(rows, options, plot);
}

/** Whether no panel is under this one. */
export function isLowest<T>(panel: Panel<T>, panels: readonly Panel<T>[]): boolean {
  return !panels.some(({ line, column }) => column === panel.column && line > panel.line);
}

function wrapped<T extends Datum>(
  rows: readonly T[],
  channel: Channel<T>,
  options: FacetOptions<T>,
  plot: string,
): Panel<T>[] {
  const part = parting(rows, channel, plot);
  const columns = options.columns ?? (part.keys.length === 4 ? 2 : 3);
  return part.keys.map((key, index) => ({
    line: Math.floor(index / columns),
    column: index % columns,
    title: inWords(key, options.words),
    lineTitle: "",
    rows: rows.filter((row) => part.read(row) === key),
    has: (row) => part.read(row) === key,
    owns: (row) => part.owns(key, row),
  }));
}

function crossed<T extends Datum>(
  rows: readonly T[],
  options: FacetOptions<T>,
  plot: string,
): Panel<T>[] {
  const lines = parting(rows, options.row ?? (() => null), plot);
  const columns = parting(rows, options.column ?? (() => null), plot);
  return lines.keys.flatMap((lineKey, line) =>
    columns.keys.map((columnKey, column) => ({
      line,
      column,
      title: line === 0 ? inWords(columnKey, options.words) : "",
      lineTitle: inWords(lineKey, options.words),
      rows: rows.filter((row) => lines.read(row) === lineKey && columns.read(row) === columnKey),
      has: (row: T) => lines.read(row) === lineKey && columns.read(row) === columnKey,
      owns: (row: T) => lines.owns(lineKey, row) && columns.owns(columnKey, row),
    }))
  );
}

interface Parting<T> {
  readonly keys: readonly Cell[];
  read(row: T): Cell;
  owns(key: Cell, row: T): boolean;
}

function parting<T extends Datum>(
  rows: readonly T[],
  channel: Channel<T>,
  plot: string,
): Parting<T> {
  const read = reader(rows, channel, plot);
  const found = distinct(rows.map(read));
  const keys = found.length === 0 ? [null] : found;
  const owns = (key: Cell, row: T) => read(row) === key || !keys.includes(read(row));
  return { keys, read, owns };
}
