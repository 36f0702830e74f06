/**
 * How the deep study's curves are judged.
 *
 * @module
 */
import { falls, rises, trend } from "../records/trend.ts";
import type { Row, Verdict } from "../types.ts";
import { judged, short } from "./judgement.ts";
import { series } from "./select.ts";

/** A series and the way that the paper says it goes. */
export interface ClaimedCurve {
  readonly name: string;
  readonly values: readonly number[];
  readonly goes: "up" | "down";
}

/** One measured series of rows, named after what tells it from its neighbours. */
export function claimedCurve(
  rows: readonly Row[],
  fields: Partial<Row>,
  goes: ClaimedCurve["goes"],
): ClaimedCurve {
  const { dataset, model, split, metric } = fields;
  const name = [dataset, model, split, metric?.replaceAll("_", " ")].filter(Boolean).join(" ");
  return { name, values: series(rows, fields), goes };
}

/**
 * The verdict on a claim about the direction of curves. The quick profile's
 * short training on few images contradicts the paper only where a curve goes
 * the opposite way; one that goes neither way leaves the claim untested there.
 */
export function judgedTrends(
  rows: readonly Row[],
  curves: readonly ClaimedCurve[],
): Verdict["verdict"] {
  const holds = curves.every((curve) => curve.values.length > 1 && goesAsClaimed(curve));
  const verdict = judged(rows, holds, curves.map(({ values }) => values));
  const contradicted = rows[0]?.profile === "paper" || curves.some(goesOpposite);
  return verdict === "fails" && !contradicted ? "not tested at this profile" : verdict;
}

/** The curves in words: how many go as claimed, and what the others do. */
export function describeTrends(curves: readonly ClaimedCurve[]): string {
  const told = curves.filter(({ values }) => values.length > 1);
  const others = told.filter((curve) => !goesAsClaimed(curve));
  const count = `${told.length - others.length} of ${curves.length} curves go as claimed`;
  if (others.length === 0) return count;
  return `${count}; not ${others.map(inWords).join(", ")}`;
}

/** Both ends of a series. */
export function ends(values: readonly number[]): string {
  if (values.length === 0) return "not measured";
  return `${short(values[0]!)} → ${short(values.at(-1)!)}`;
}

/** A verdict on numbers at the end of training: a short training can show that they come out, not that they do not. */
export function judgedEnds(rows: readonly Row[], holds: boolean): Verdict["verdict"] {
  const verdict = judged(rows, holds);
  return verdict === "fails" && rows[0]?.profile !== "paper"
    ? "not tested at this profile"
    : verdict;
}

function inWords({ name, values }: ClaimedCurve): string {
  return `${name} ${ends(values)} (rank correlation ${trend(values).rankCorrelation.toFixed(2)})`;
}

function goesAsClaimed({ values, goes }: ClaimedCurve): boolean {
  return goes === "up" ? rises(values) : falls(values);
}

function goesOpposite({ values, goes }: ClaimedCurve): boolean {
  return values.length > 1 && (goes === "up" ? falls(values) : rises(values));
}
