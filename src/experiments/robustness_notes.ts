/**
 * What stands in and under the tables of robust accuracy: on how much they rest.
 *
 * @module
 */
import { formatNumber } from "../plot/format_number.ts";
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { select } from "./select.ts";

/** A block's network, its training and how many points were attacked, or measured where none was. */
export function blockHeading(rows: readonly Row[]): string {
  const of = (column: string) =>
    [...new Set(rows.map((row) => row[column]))].filter((cell) => typeof cell === "number")
      .sort((a, b) => a - b);
  const spread = (values: readonly number[]) =>
    values.length === 0 ? "" : [...new Set([values[0]!, values.at(-1)!])].map(big).join(" to ");
  const images = of("train_images");
  const trained = images.length === 0 ? "all images" : `${spread(images)} images`;
  const robust = select(rows, { metric: "robust_accuracy" });
  const points = spread((robust.length > 0 ? robust : rows).map((row) => Number(row.points)));
  const epochs = spread(of("epoch"));
  const trainedFor = `${epochs} epoch${epochs === "1" ? "" : "s"}`;
  return `${inWords(rows[0]!.model)}: ${trained}, ${trainedFor}; ${points} test points`;
}

/** What the attacks are, each with its budget, and, where that is `marked`, on how many points they had no way to go. */
export function attackNotes(rows: readonly Row[], { marked = false } = {}): string[] {
  const budgets = (attack: string) =>
    [...Map.groupBy(select(rows, { attack }), ({ dataset }) => dataset)].map(([dataset, [row]]) =>
      `${row!.steps} steps of ${row!.step_size} on ${inWords(dataset)}`
    ).join(", ");
  const notes = {
    paper: `paper: PGD on cross-entropy, last iterate, as in the paper, ${budgets("paper")}.`,
    margin: `margin: the same on the logit margin, any iterate, ${budgets("margin")}.`,
    standard: "standard: AutoAttack's standard version for l2.",
  };
  const known = new Set(rows.map(({ attack }) => attack));
  const floored = rows.some((row) => Number(row.floored) > 0.01);
  return [
    ...Object.entries(notes).filter(([attack]) => known.has(attack)).map(([, note]) => note),
    ...floored && marked
      ? ["‡: more than 1 % of the attacked points began with a gradient under the attack's floor."]
      : [],
  ];
}

function big(value: number): string {
  return formatNumber(value, 6);
}
