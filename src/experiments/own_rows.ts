/**
 * Which rows are an experiment's own.
 *
 * @module
 */
import type { Row } from "../types.ts";
import type { About, Experiment } from "./experiment.ts";

/** The same experiment, which tells and judges no row of a network that it is not about. */
export function judgingOwnRows(experiment: Experiment): Experiment {
  const own = (rows: readonly Row[]) => rows.filter((row) => isOf(row, experiment.about));
  return {
    ...experiment,
    findings: (rows) => experiment.findings(own(rows)),
    claims: (rows, trainings) => experiment.claims(own(rows), trainings),
  };
}

/** Why rows cannot be an experiment's, in words; null where some of them are. */
export function whyNotOwn(
  { name, about }: Pick<Experiment, "name" | "about">,
  rows: readonly Row[],
): string | null {
  const { datasets, models, metrics, column } = about;
  const isOwn = (row: Row) =>
    isOf(row, about) && metrics.includes(row.metric) && (column === undefined || column in row);
  if (rows.some(isOwn)) return null;
  return `none of its rows is of ${name}: there must be ${metrics.join(" or ")} of ` +
    `${models.join(", ")} on ${datasets.join(" or ")}` +
    (column === undefined ? "" : `, with a column ${column}`);
}

function isOf({ dataset, model, method }: Row, { datasets, models, methods }: About): boolean {
  const isAmong = (cell: string | null, known?: readonly string[]) =>
    cell === null || known === undefined || known.includes(cell);
  return isAmong(dataset, datasets) && isAmong(model, models) && isAmong(method, methods);
}
