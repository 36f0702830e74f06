import type { Cell, Row } from "../types.ts";

/** A row as plots read it: cells by field. A {@linkcode Row} is one. */
export interface Datum {
  /** A cell; what does not apply is null or left out. */
  readonly [field: string]: Cell | undefined;
}

/** Where a plot finds a quantity in each row: a field's name, or a function of the row. */
export type Channel<T extends Datum = Row> = string | ((row: T) => Cell | undefined);

/** A function that reads a channel, `null` where a row has nothing; names a field that no row has. */
export function reader<T extends Datum>(
  rows: readonly T[],
  channel: Channel<T>,
  plot: string,
): (row: T) => Cell {
  if (typeof channel === "function") return (row) => channel(row) ?? null;
  if (rows.length > 0 && !rows.some((row) => channel in row)) {
    const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(", ");
    throw new RangeError(
      `${plot} cannot read field "${channel}": a row must have it, the rows have ${fields}`,
    );
  }
  return (row) => row[channel] ?? null;
}

/** A cell as a number, also when it came as text; NaN when it is none. */
export function numberOf(cell: Cell): number {
  if (typeof cell === "number") return cell;
  return cell === null || cell.trim() === "" ? NaN : Number(cell);
}

/** The distinct cells of a list, in the order in which they first come. */
export function distinct(cells: Iterable<Cell>): Cell[] {
  return [...new Set(cells)];
}
