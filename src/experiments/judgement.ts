/**
 * How a claim is judged and how its numbers are told.
 *
 * @module
 */
import { trend } from "../records/trend.ts";
import type { Row, Verdict } from "../types.ts";

/** The fewest measurements from which a trend is read: three in order are so by chance once in six times. */
const enough = 4;

/**
 * The verdict on a claim. The smoke profile's seconds of work can show that a
 * claim holds, never that it fails; a series of fewer than four points, or with
 * one that is not known, can show neither.
 */
export function judged(
  rows: readonly Row[],
  holds: boolean,
  curves: readonly (readonly unknown[])[] = [],
): Verdict["verdict"] {
  const tooLittle = rows.length === 0 ||
    curves.some((curve) => curve.length < enough || curve.some(Number.isNaN));
  if (tooLittle) return "not tested at this profile";
  if (holds) return "holds";
  return rows[0].profile === "smoke" ? "not tested at this profile" : "fails";
}

/** Named series in words: both ends and the rank correlation with time. */
export function describe(
  names: readonly string[],
  curves: readonly (readonly number[])[],
): string {
  return curves.map((curve, i) => {
    if (curve.length < 2) return `${names[i]} ${curve.map(short).join("")}`;
    const { first, last, rankCorrelation } = trend(curve);
    return `${names[i]} ${short(first)} → ${short(last)} (rank correlation ${
      rankCorrelation.toFixed(2)
    })`;
  }).join("; ");
}

/** Both ends of a series. */
export function ends(values: readonly number[]): string {
  if (values.length === 0) return "not measured";
  return `${short(values[0]!)} → ${short(values.at(-1)!)}`;
}

/** A number in four significant digits; a dash for what was not measured. */
export function short(value: number): string {
  return inDigits(value, 4);
}

/** A number in so many significant digits; a dash for what was not measured. */
export function inDigits(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : "–";
}

/** A fraction as a percentage. */
export function percent(fraction: number): string {
  return `${inDigits(100 * fraction, 3)} %`;
}
