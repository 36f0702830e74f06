/**
 * How the deep study's curves are judged.
 *
 * @module
 */
import { chanceOfClimb, trend } from "../records/trend.ts";
import type { Row, Verdict } from "../types.ts";
import { studyDatasets, studyModels, type StudyNetwork } from "./deep_study.ts";
import { ends, judged } from "./judgement.ts";
import { select, series } from "./select.ts";

/** The study's networks, … */
export const allNetworks: readonly StudyNetwork[] = studyDatasets.flatMap((dataset) =>
  studyModels.map((model) => ({ dataset, model }))
);

/** … and those of them that rows are about. */
export function networksOf(rows: readonly Row[]): StudyNetwork[] {
  return allNetworks.filter((network) => select(rows, { ...network }).length > 0);
}

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

/** Above this test error, ten classes are hardly told apart. */
export const guessing = 0.75;

/**
 * The rows without those of epochs at which a network still guesses: how far
 * such a network's boundaries are says nothing.
 */
export function learnedRows(rows: readonly Row[]): Row[] {
  const name = ({ dataset, model, method, epoch }: Row) =>
    [dataset, model, method, epoch].join("/");
  const guesses = select(rows, { split: "test", metric: "error" })
    .filter(({ value }) => (value ?? 0) > guessing);
  const excluded = new Set(guesses.map(name));
  return rows.filter((row) => !excluded.has(name(row)));
}

/**
 * A verdict of the deep study. The quick profile's few epochs on few images can
 * show what the paper saw in 200 to 1000 epochs, and contradict it where the
 * numbers clearly say the `contrary`; that they do not show it means little. Where
 * not every network that the claim is about was measured, neither can it hold.
 */
export function judgedStudy(
  rows: readonly Row[],
  { holds, contrary, complete = true, curves = [] }: {
    readonly holds: boolean;
    readonly contrary: boolean;
    readonly complete?: boolean;
    readonly curves?: readonly (readonly unknown[])[];
  },
): Verdict["verdict"] {
  const verdict = judged(rows, holds, curves);
  const isShort = rows[0]?.profile !== "paper" || !complete;
  const isOpen = verdict === "fails" ? isShort && !contrary : !complete;
  return isOpen ? "not tested at this profile" : verdict;
}

/** The verdict on the directions of curves: all go as claimed; one clearly goes the other way. */
export function judgedTrends(
  rows: readonly Row[],
  curves: readonly ClaimedCurve[],
): Verdict["verdict"] {
  return judgedStudy(rows, {
    holds: curves.every(goesAsClaimed),
    contrary: curves.some(goesOtherWay),
    curves: curves.map(({ values }) => values),
  });
}

/** The curves in words: how many go as claimed, and what the others do. */
export function describeTrends(curves: readonly ClaimedCurve[]): string {
  const others = curves.filter((curve) => !goesAsClaimed(curve));
  const count = `${curves.length - others.length} of ${curves.length} curves go as claimed`;
  if (others.length === 0) return count;
  return `${count}; not ${others.map(inWords).join(", ")}`;
}

function inWords(curve: ClaimedCurve): string {
  const { name, values } = curve;
  if (values.length < 2) return `${name} (${values.length} epochs)`;
  const way = goesOtherWay(curve) ? "the other way" : "neither way";
  return `${name} ${ends(values)} (${way}, rank correlation ${
    trend(values).rankCorrelation.toFixed(2)
  })`;
}

/**
 * Stochastic descent wavers, and a minimum over points is one point's margin:
 * a curve rises or falls if its end is beyond its beginning and values in random
 * order would trend as much less often than this.
 */
const unlikely = 0.05;

function goesAsClaimed({ values, goes }: ClaimedCurve): boolean {
  return climbs(goes === "up" ? values : values.map((value) => -value));
}

function goesOtherWay({ values, goes }: ClaimedCurve): boolean {
  return climbs(goes === "down" ? values : values.map((value) => -value));
}

function climbs(values: readonly number[]): boolean {
  return values.length > 1 && values.at(-1)! > values[0]! && chanceOfClimb(values) < unlikely;
}
