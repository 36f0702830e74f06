/**
 * Which lines a network has in a table, and at which radii.
 *
 * @module
 */
import type { Row } from "../types.ts";
import { select } from "./select.ts";

/** A line of a network: what is left by an attack, or by all there can be. */
export interface TableLine {
  /** "" where there are only margins. */
  readonly label: string;
  /** Where its cells are found. */
  readonly of: Pick<Row, "metric" | "attack">;
}

/** The lines of rows: one an attack, then what is certified; one without a name where there are only margins. */
export function linesOf(rows: readonly Row[]): TableLine[] {
  const attacks = new Set(rows.map(({ attack }) => attack).filter((attack) => attack !== null));
  const lines: TableLine[] = [...attacks].map((attack) => ({
    label: attack,
    of: { metric: "robust_accuracy", attack },
  }));
  const certified = { metric: "certified_accuracy", attack: null };
  if (select(rows, certified).length > 0) lines.push({ label: "certified", of: certified });
  return lines.length > 0 ? lines : [{ label: "", of: { metric: "", attack: null } }];
}

/** The radii of rows, rising. */
export function radiiOf(rows: readonly Row[]): number[] {
  return [...new Set(rows.map(({ radius }) => radius))].filter((radius) => radius !== null)
    .sort((a, b) => a - b);
}
