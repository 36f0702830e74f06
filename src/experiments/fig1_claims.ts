/**
 * What figure 1's rows say of the paper's claims 1 to 6.
 *
 * @module
 */
import { falls, rises } from "../records/trend.ts";
import type { Row, Verdict } from "../types.ts";
import type { Finding } from "./experiment.ts";
import { describe, ends, inDigits, judged, percent, short } from "./judgement.ts";
import { only, select, series } from "./select.ts";

const descents = ["gd", "normalised_gd"] as const;
const splits = ["train", "test"] as const;

/** The paper's section 3 in numbers: it prints pictures, so its column says what they show. */
export function fig1Findings(rows: readonly Row[]): Finding[] {
  const of = (fields: Partial<Row>) => ends(series(rows, fields));
  return [
    ...descents.flatMap((method) => [
      {
        quantity: `${method}: minimum margin, train`,
        measured: of({ method, split: "train", metric: "minimum_margin" }),
        paper: "rises towards the SVM's",
      },
      ...splits.map((split) => ({
        quantity: `${method}: average margin, ${split}`,
        measured: of({ method, split, metric: "average_margin" }),
        paper: "falls",
      })),
      {
        quantity: `${method}: training error`,
        measured: of({ method, split: "train", metric: "error" }),
        paper: "reaches 0",
      },
    ]),
    {
      quantity: "svm: margin (certified from below, above)",
      measured: ["margin_lower_bound", "margin_upper_bound"].map((metric) =>
        inDigits(only(rows, { metric }), 8)
      ).join(", "),
      paper: "the limit",
    },
    {
      quantity: "svm: average margin, train, test",
      measured: splits.map((split) =>
        short(only(rows, { method: "svm", split, metric: "average_margin" }))
      ).join(", "),
      paper: "the limit",
    },
  ];
}

/** Claims 1 to 6. */
export function fig1Claims(rows: readonly Row[]): Verdict[] {
  return [
    separates(rows),
    minimumRises(rows),
    averageFalls(rows),
    bothGoOn(rows),
    histogramsMove(rows),
    shrinks(rows),
  ];
}

function separates(rows: readonly Row[]): Verdict {
  const errors = descents.map((method) =>
    select(rows, { method, split: "train", metric: "error" })
  );
  const zeros = errors.map((points) => points.find((row) => row.value === 0));
  const parts = descents.map((method, i) => {
    const end = errors[i][errors[i].length - 1];
    return zeros[i]
      ? `${method}: zero from epoch ${zeros[i]?.epoch}`
      : `${method}: ${percent(end?.value ?? NaN)} left at epoch ${end?.epoch ?? "–"}`;
  });
  return {
    claim: 1,
    statement: "Logistic regression separates 0 from 1: zero training error",
    measured: parts.join("; "),
    verdict: judged(errors.some(({ length }) => length === 0) ? [] : rows, zeros.some(Boolean)),
  };
}

function minimumRises(rows: readonly Row[]): Verdict {
  const ceiling = only(rows, { metric: "margin_upper_bound" });
  const curves = descents.map((method) =>
    series(rows, { method, split: "train", metric: "minimum_margin" })
  );
  const gaps = curves.map((curve) => curve.map((margin) => ceiling * (1 + 1e-5) - margin));
  return {
    claim: 2,
    statement: "The minimum margin rises towards the SVM's",
    measured: `${describe(descents, curves)}; SVM ${short(ceiling)}`,
    verdict: judged(rows, gaps.flat().every((gap) => gap >= 0) && curves.every(rises), gaps),
  };
}

function averageFalls(rows: readonly Row[]): Verdict {
  const kinds = descents.flatMap((method) => splits.map((split) => ({ method, split })));
  const curves = kinds.map((kind) => series(rows, { ...kind, metric: "average_margin" }));
  return {
    claim: 3,
    statement: "The average margin falls, on train and test",
    measured: describe(kinds.map(({ method, split }) => `${method} ${split}`), curves),
    verdict: judged(rows, curves.every(falls), curves),
  };
}

function bothGoOn(rows: readonly Row[]): Verdict {
  const of = { method: "normalised_gd", split: "train" };
  const zero = select(rows, { ...of, metric: "error" }).find((row) => row.value === 0);
  const after = rows.filter((row) => zero && (row.epoch ?? 0) >= (zero.epoch ?? Infinity));
  const minimum = series(after, { ...of, metric: "minimum_margin" });
  const average = series(after, { ...of, metric: "average_margin" });
  return {
    claim: 4,
    statement: "Both go on after the training error is zero",
    measured: zero
      ? `from epoch ${zero.epoch}: ${describe(["minimum", "average"], [minimum, average])}`
      : "the training error does not reach zero",
    verdict: judged(rows, rises(minimum) && falls(average), [minimum, average]),
  };
}

function histogramsMove(rows: readonly Row[]): Verdict {
  const bins = select(rows, { metric: "margin_count" });
  const svm = select(bins, { method: "svm" });
  const columns = columnsOf(select(bins, { method: "normalised_gd" }));
  const means = columns.map(mean);
  const distances = columns.map((column) => distance(column, svm));
  return {
    claim: 5,
    statement: "The histogram of margins moves left, to the SVM's",
    measured: describe(["mean", "distance to the SVM's histogram"], [means, distances]),
    verdict: judged(rows, falls(means) && falls(distances), [means, distances]),
  };
}

/** To be read with care: two images. Their smallest perturbations must end at their smallest, the SVM's smaller still. */
function shrinks(rows: readonly Row[]): Verdict {
  const norms = [0, 1].map((digit) => {
    const of = { metric: "perturbation_norm", digit };
    return [
      ...series(rows, { ...of, method: "normalised_gd" }),
      only(rows, { ...of, method: "svm" }),
    ];
  });
  return {
    claim: 6,
    statement: "The smallest adversarial perturbation shrinks",
    measured:
      norms.map((norm, digit) => `of the ${digit}: ${norm.map(short).join(", ")}`).join("; ") +
      " (the last is the SVM's)",
    verdict: judged(rows, norms.every(falls), norms),
  };
}

/** The rows of each epoch, by rising epoch. */
function columnsOf(bins: readonly Row[]): Row[][] {
  const epochs = [...new Set(bins.map((row) => row.epoch ?? 0))].sort((a, b) => a - b);
  return epochs.map((epoch) => select(bins, { epoch }));
}

/** The mean of a histogram. */
function mean(bins: readonly Row[]): number {
  const total = bins.reduce((sum, bin) => sum + (bin.value ?? 0), 0);
  const centre = (bin: Row) => (Number(bin.bin_start) + Number(bin.bin_end)) / 2;
  return bins.reduce((sum, bin) => sum + (bin.value ?? 0) * centre(bin), 0) / total;
}

/** The earth mover's distance between two histograms on the same bins, in margin units. */
function distance(a: readonly Row[], b: readonly Row[]): number {
  const total = a.reduce((sum, bin) => sum + (bin.value ?? 0), 0);
  let ahead = 0, sum = 0;
  a.forEach((bin, i) => {
    ahead += (bin.value ?? 0) - (b[i]?.value ?? NaN);
    sum += Math.abs(ahead) * (Number(bin.bin_end) - Number(bin.bin_start));
  });
  return sum / total;
}
