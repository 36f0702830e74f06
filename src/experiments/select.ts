/**
 * Picking numbers out of tidy rows.
 *
 * @module
 */
import type { Row } from "../types.ts";

/** The rows in which every given field has the given value. */
export function select(rows: readonly Row[], fields: Partial<Row>): Row[] {
  return rows.filter((row) => Object.entries(fields).every(([key, value]) => row[key] === value));
}

/** The values of the matching rows by rising epoch. */
export function series(rows: readonly Row[], fields: Partial<Row>): number[] {
  return select(rows, fields)
    .sort((a, b) => (a.epoch ?? Infinity) - (b.epoch ?? Infinity))
    .map((row) => row.value ?? NaN);
}

/** The one value of the one matching row, or NaN where there is none. */
export function only(rows: readonly Row[], fields: Partial<Row>): number {
  return select(rows, fields)[0]?.value ?? NaN;
}
