/**
 * The bracket as a picture and as a short table.
 *
 * @module
 */
import type { FigureSpec } from "../plot/figure_spec.ts";
import { scatter } from "../plot/scatter.ts";
import { inWords } from "../plot/words.ts";
import { medianOf } from "../records/median.ts";
import type { Row } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { percent, short } from "./judgement.ts";

/** What float32 may add to an estimate or take from a distance, relative. */
const rounding = 1e-4;

/** Points that the network gets right and that an attack broke: the others have no bracket. */
export function bracketed(rows: readonly Row[]): Row[] {
  return rows.filter(({ value, distance }) => (value ?? 0) > 0 && Number(distance) > 0);
}

/** Whether a point's margin is put farther than an adversarial example that was found. */
export function isViolated({ value, distance }: Row): boolean {
  return value! > Number(distance) * (1 + rounding);
}

/** Draws the bracket's rows. */
export function drawBracket(rows: readonly Row[]): FigureSpec {
  const shown = bracketed(rows);
  return scatter(shown, {
    title: "Margins beside the smallest adversarial distance found",
    x: (row) => Number(row.distance),
    y: "value",
    column: "model",
    xLabel: "smallest distance found (l2)",
    yLabel: "margin (l2)",
    diagonal: "margin = distance",
    highlight: { label: "margin above that distance", test: isViolated },
    notes: [
      "LR: exact margins. Others: Theorem 3's estimate, from a sampled maximum; above the diagonal it erred.",
      `${
        rows.length - shown.length
      } of ${rows.length} points are misclassified or unbroken, and not drawn.`,
    ],
  });
}

/** For each network, how often the margin exceeds a found distance, and how much of it it is. */
export function bracketFindings(rows: readonly Row[]): Finding[] {
  return [...Map.groupBy(rows, ({ model }) => model)].flatMap(([model, all]) => {
    const name = inWords(model);
    const own = bracketed(all);
    if (own.length === 0) return [unbracketed(name, all)];
    const violated = own.filter(isViolated).length;
    const shares = own.map(({ value, distance }) => value! / Number(distance));
    const paper = own[0]!.metric === "margin" ? "0: these margins are exact" : "0: a lower bound";
    return [
      {
        quantity: `${name}: margins above a distance that was found`,
        measured: `${violated} of ${own.length} (${percent(violated / own.length)})`,
        paper,
      },
      {
        quantity: `${name}: margin over distance, median`,
        measured: short(medianOf(shares)!),
        paper: "at most 1",
      },
    ];
  });
}

/** Why nothing can be said of a network. */
function unbracketed(name: string, rows: readonly Row[]): Finding {
  const wrong = rows.filter(({ value }) => !((value ?? 0) > 0)).length;
  return {
    quantity: `${name}: margins above a distance that was found`,
    measured: `nothing to compare: of ${rows.length} points ${wrong} are misclassified, ` +
      `${rows.length - wrong} unbroken`,
    paper: "",
  };
}
