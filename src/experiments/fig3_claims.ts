/**
 * What figure 3's rows say of the paper's claims 12, 13 and 17.
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { ends, short } from "./judgement.ts";
import { series } from "./select.ts";
import type { StudyNetwork } from "./deep_study.ts";
import { allNetworks, guessing, judgedStudy, learnedRows, networksOf } from "./study_claims.ts";

const splits = ["train", "test"] as const;
const methods = ["std", "amr"] as const;

/** The factors that the paper's section 5 names. */
const factors: Readonly<Record<string, readonly [least: number, most: number]>> = {
  lr: [2, 3],
  mlp: [2, 3],
  cnn: [1.5, 2],
};

/** Average margins at both ends of training, and the factor between the methods at its end. */
export function fig3Findings(rows: readonly Row[]): Finding[] {
  return networksOf(rows).flatMap(({ dataset, model }) =>
    splits.map((split) => {
      const curve = (method: string) =>
        ends(series(rows, { dataset, model, method, split, metric: "average_margin" }));
      return {
        quantity: `${dataset} ${model} ${split}: average margin, standard, AMR`,
        measured: `${curve("std")}, ${curve("amr")} (× ${
          short(factor(rows, { dataset, model, split }))
        })`,
        paper: `× ${factors[model]!.join(" to ")}`,
      };
    })
  );
}

/** Claims 12, 13 and, as far as two of its three methods go, 17. */
export function fig3Claims(rows: readonly Row[]): Verdict[] {
  return [isMultiplied(rows), isNotSacrificed(learnedRows(rows)), isLarger(rows)];
}

/** The factor below which few points, too, say that AMR's margin is the smaller one. */
const clearlyLess = 0.95;

function isMultiplied(rows: readonly Row[]): Verdict {
  const found = cells(rows);
  const inRange = found.filter(({ model, value }) => {
    const [least, most] = factors[model]!;
    return value >= least && value <= most;
  });
  return {
    claim: 12,
    statement:
      "AMR's average margin is 2 to 3 times the standard one for lr and mlp, 1.5 to 2 times for cnn",
    measured: told(found, rows),
    verdict: judgedStudy(rows, {
      holds: inRange.length === found.length,
      contrary: found.some(({ value }) => value < clearlyLess),
      complete: learnedNetworks(rows).length === allNetworks.length,
    }),
  };
}

/** The share of its first measured value below which an average margin counts as sacrificed. */
const kept = 0.9;

function isNotSacrificed(rows: readonly Row[]): Verdict {
  const curves = networksOf(rows).flatMap((network) =>
    splits.map((split) => {
      const of = { ...network, split, metric: "average_margin" };
      const [standard, regularised] = methods.map((method) => series(rows, { ...of, method }));
      return { name: `${network.dataset} ${network.model} ${split}`, standard, regularised };
    })
  );
  const known = curves.filter(({ regularised }) => regularised!.length > 1);
  const lost = known.filter(({ regularised }) => shareKept(regularised!) < kept);
  const lostMore = lost.filter(({ standard, regularised }) =>
    shareKept(regularised!) < shareKept(standard!)
  );
  const shares = known.map(({ name, standard, regularised }) =>
    `${name} ${short(shareKept(regularised!))} (standard ${short(shareKept(standard!))})`
  );
  return {
    claim: 13,
    statement: "With AMR the average margin is not sacrificed during training",
    measured: `share of its first value that is left at the end: ${shares.join(", ")}`,
    verdict: judgedStudy(rows, {
      holds: lost.length === 0,
      contrary: lostMore.length > 0,
      complete: isComplete(rows),
      curves: curves.map(({ regularised }) => regularised!),
    }),
  };
}

/** Two of claim 17's three methods: they can contradict it, not show it. */
function isLarger(rows: readonly Row[]): Verdict {
  const found = cells(rows);
  const larger = found.filter(({ value }) => value > 1);
  const { profile } = rows[0] ?? {};
  const contradicted = profile === "paper"
    ? larger.length < found.length
    : profile !== "smoke" && found.some(({ value }) => value < clearlyLess);
  return {
    claim: 17,
    statement: "The average margin of AMR is larger than LCR's, and LCR's than the standard one",
    measured: `AMR's is larger than the standard one in ${larger.length} of ${found.length}; ` +
      "LCR is in table 1",
    verdict: contradicted ? "fails" : "not tested at this profile",
  };
}

function isComplete(rows: readonly Row[]): boolean {
  return networksOf(rows).length === allNetworks.length;
}

/** The networks that tell the classes apart at the end of both trainings: others' margins say nothing. */
function learnedNetworks(rows: readonly Row[]): StudyNetwork[] {
  return networksOf(rows).filter((network) =>
    methods.every((method) => {
      const errors = series(rows, { ...network, method, split: "test", metric: "error" });
      return !(errors.at(-1)! > guessing);
    })
  );
}

function cells(rows: readonly Row[]) {
  return learnedNetworks(rows).flatMap((network) =>
    splits.map((split) => ({ ...network, split, value: factor(rows, { ...network, split }) }))
  );
}

function told(found: ReturnType<typeof cells>, rows: readonly Row[]): string {
  const learned = learnedNetworks(rows);
  const guess = networksOf(rows).filter((network) => !learned.includes(network));
  return [
    ...found.map(({ dataset, model, split, value }) =>
      `${dataset} ${model} ${split} × ${short(value)}`
    ),
    ...guess.map(({ dataset, model }) => `${dataset} ${model} still guesses`),
  ].join(", ");
}

/** AMR's average margin at the end over the standard one. */
function factor(rows: readonly Row[], fields: Partial<Row>): number {
  const [standard, regularised] = methods.map((method) =>
    series(rows, { ...fields, method, metric: "average_margin" }).at(-1) ?? NaN
  );
  return regularised! / standard!;
}

function shareKept(values: readonly number[]): number {
  return values.at(-1)! / values[0]!;
}
