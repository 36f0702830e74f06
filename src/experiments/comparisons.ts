/**
 * Claims that compare methods cell by cell, judged with the noise of the
 * points that were measured.
 *
 * The rules, fixed before anything was measured: a comparison is clear if its
 * difference is beyond one standard error, and contrary if it is beyond two
 * the other way. A claim holds if every one of its comparisons is clear. At
 * the paper's setting it fails if a measured one is not; at the quick profile,
 * only if one is contrary; at smoke never. A network that still guesses, or
 * is not there, or whose accuracy is not known, decides nothing.
 *
 * @module
 */
import { cautiousError } from "../records/share_interval.ts";
import { inWords } from "../plot/words.ts";
import type { Row, Verdict } from "../types.ts";
import { short } from "./judgement.ts";
import { only, select } from "./select.ts";

/** Two methods in one cell. */
export interface Comparison {
  /** The cell in words. */
  readonly name: string;
  /** The first method's value less the second's; NaN where one is not there. */
  readonly difference: number;
  /** Of the difference, as if the two had been measured on different points. */
  readonly standardError: number;
  /** Why it decides nothing; null where both networks are known to tell the classes apart. */
  readonly excluded: string | null;
}

/** What one comparison says to a claim. */
export type Answer = "yes" | "no" | "contrary" | "undecided";

/** Up to this clean accuracy ten classes are hardly told apart. */
const guessing = 0.25;

/** Whether a network, of all of whose rows these are, still guesses. */
export function guesses(rows: readonly Row[]): boolean {
  return only(rows, { metric: "clean_accuracy" }) <= guessing;
}

/** Compares two methods where the other fields are the same. */
export function compare(
  rows: readonly Row[],
  fields: Partial<Row>,
  [first, second]: readonly [string, string],
): Comparison {
  const [a, b] = [first, second].map((method) => select(rows, { ...fields, method })[0]);
  const { dataset = null, model = null, radius } = fields;
  const accuracies = [first, second].map((method) =>
    only(rows, { dataset, model, method, metric: "clean_accuracy" })
  );
  const pair = `${inWords(first)} − ${inWords(second)}`;
  const cell = [dataset, model].map((code) => inWords(code)).join(" ");
  return {
    name: `${cell}${radius === undefined ? "" : ` at ${radius}`}, ${pair}`,
    difference: (a?.value ?? NaN) - (b?.value ?? NaN),
    standardError: Math.hypot(errorOf(a), errorOf(b)),
    excluded: whyExcluded(accuracies),
  };
}

function whyExcluded(accuracies: readonly number[]): string | null {
  if (accuracies.some((accuracy) => accuracy <= guessing)) return "still guessing";
  return accuracies.some(Number.isNaN) ? "clean accuracy not measured" : null;
}

/** One image of few must not decide: a share of none or all has an error, too. */
function errorOf(row: Row | undefined): number {
  if (!row) return NaN;
  const { metric, value, points, standard_error } = row;
  return metric.endsWith("_accuracy") && value !== null && typeof points === "number"
    ? cautiousError(value, points)
    : Number(standard_error ?? NaN);
}

/** The mean of several comparisons of the same points; its error as if they were one. */
export function meanOf(comparisons: readonly Comparison[], name: string): Comparison {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    name,
    difference: mean(comparisons.map(({ difference }) => difference)),
    standardError: mean(comparisons.map(({ standardError }) => standardError)),
    excluded: comparisons.find(({ excluded }) => excluded !== null)?.excluded ?? null,
  };
}

/** Whether the first is larger than the second less some allowance. */
export function isLarger(comparison: Comparison, allowance = 0): Answer {
  const { difference, standardError } = comparison;
  if (!isMeasured(comparison)) return "undecided";
  if (difference + allowance > standardError) return "yes";
  return difference + allowance < -2 * standardError ? "contrary" : "no";
}

/** Whether the two differ by no more than some distance. */
export function isWithin(comparison: Comparison, distance: number): Answer {
  const { difference, standardError } = comparison;
  if (!isMeasured(comparison)) return "undecided";
  if (Math.abs(difference) + standardError <= distance) return "yes";
  return Math.abs(difference) - 2 * standardError > distance ? "contrary" : "no";
}

function isMeasured({ difference, standardError, excluded }: Comparison): boolean {
  return excluded === null && Number.isFinite(difference) && Number.isFinite(standardError);
}

/** The verdict on a claim of several comparisons, and their numbers. */
export function judgeComparisons(
  rows: readonly Row[],
  comparisons: readonly Comparison[],
  answer: (comparison: Comparison) => Answer,
): Pick<Verdict, "measured" | "verdict"> {
  const answers = comparisons.map(answer);
  return { measured: told(comparisons, answers), verdict: verdictOf(rows[0]?.profile, answers) };
}

function verdictOf(profile: string | undefined, answers: readonly Answer[]): Verdict["verdict"] {
  const untested = "not tested at this profile";
  const has = (answer: Answer) => answers.includes(answer);
  if (answers.every((answer) => answer === "yes")) return answers.length > 0 ? "holds" : untested;
  if (profile === "smoke") return untested;
  const refuted = has("contrary") || (profile === "paper" && has("no"));
  return refuted ? "fails" : untested;
}

function told(comparisons: readonly Comparison[], answers: readonly Answer[]): string {
  const measured = comparisons.filter(({ difference }) => Number.isFinite(difference));
  if (measured.length === 0) return "not measured";
  const yes = answers.filter((answer) => answer === "yes").length;
  const numbers = measured.map(({ name, difference, standardError, excluded }) =>
    `${name} ${signed(difference)} ± ${short(standardError)}${excluded ? ` (${excluded})` : ""}`
  );
  return `${yes} of ${comparisons.length} as claimed: ${numbers.join("; ")}`;
}

function signed(value: number): string {
  const digits = short(Number(Math.abs(value).toFixed(4)));
  return value < 0 ? `−${digits}` : `+${digits}`;
}
