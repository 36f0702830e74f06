/**
 * What the paper's tables 1 and 2 print; typed off in `data/published`, to
 * which a test holds this module.
 *
 * @module
 */
import type { StudyDataset } from "./deep_study.ts";

/** The radii of the tables' columns, l2 in pixel space (the paper's ε). */
export const tableRadii: Readonly<Record<StudyDataset, readonly number[]>> = {
  mnist: [0.5, 1, 1.5, 2],
  cifar10: [0.1, 0.2, 0.3, 0.4],
};

type Printed = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>
>;

/** As printed: clean accuracy in percent, the robust ones at the four radii; in table 1 the average margin (l2). */
const printed: Printed = {
  mnist: {
    mlp: {
      std: [98.24, 89.26, 49.23, 15.78, 5.06, 0.8],
      lcr: [95.99, 91.12, 80.62, 60.56, 34.07, 1.36],
      amr: [96.01, 91.18, 81.01, 62.93, 38.44, 1.41],
    },
    cnn: {
      std: [99.14, 95.95, 90.48, 88.72, 87.52, 1.01],
      lcr: [99.29, 97.21, 87.83, 58.3, 26.96, 1.34],
      amr: [99.25, 97.9, 97.6, 97.51, 97.33, 1.4],
    },
    lenet: {
      std: [98.98, 95.75, 80.59, 44.36, 22.64],
      dd: [99.34, 97.64, 92.09, 83.53, 79.35],
      adv: [99.48, 97.45, 91.99, 88.88, 87.51],
      amr: [99.01, 96.8, 94.03, 93.61, 93.12],
    },
    lenet_small: {
      mmr: [97.43, 89.9, 58.86, 23.95, 6.8],
      amr: [97.83, 91.94, 73.7, 32.56, 8.79],
    },
  },
  cifar10: {
    mlp: {
      std: [54.04, 39.77, 26.67, 16.77, 9.95, 0.17],
      lcr: [50.09, 46.23, 41.65, 37.09, 32.62, 0.45],
      amr: [50.36, 46.28, 42.81, 39.06, 35.67, 0.54],
    },
    cnn: {
      std: [78.77, 54.32, 39.81, 37.14, 36.27, 0.09],
      lcr: [80.54, 70.84, 58.72, 44.82, 32.54, 0.26],
      amr: [78.12, 69.59, 59.84, 49.02, 38.65, 0.31],
    },
    convnet: {
      std: [76.61, 56.47, 37.37, 30.17, 28.89],
      dd: [79.1, 68.95, 59.51, 56.84, 56.38],
      adv: [75.27, 68.79, 61.79, 54.35, 47],
      amr: [76.77, 68, 57.87, 52.38, 50.03],
    },
    lenet_small: {
      mmr: [59.07, 49.01, 39.42, 30.41, 22.53],
      amr: [68.4, 61.33, 53.84, 46.03, 39.05],
    },
  },
};

/** A cell of a table. */
export interface PublishedCell {
  readonly dataset: string;
  readonly model: string;
  readonly method: string;
  readonly metric: string;
  readonly radius: number | null;
}

/** The printed number of a cell, accuracies as fractions; null where none is printed. */
export function publishedValue(
  { dataset, model, method, metric, radius }: PublishedCell,
): number | null {
  const cells = printed[dataset]?.[model]?.[method];
  if (!cells) return null;
  const percent = (value: number | undefined) =>
    value === undefined ? null : Number((value / 100).toFixed(6));
  const column = tableRadii[dataset as StudyDataset].indexOf(radius ?? NaN);
  switch (metric) {
    case "clean_accuracy":
      return percent(cells[0]);
    case "robust_accuracy":
      return column < 0 ? null : percent(cells[1 + column]);
    case "average_margin":
      return cells[5] ?? null;
    default:
      return null;
  }
}

/** Every cell that the two tables print. */
export function publishedCells(): PublishedCell[] {
  const rows = Object.entries(printed).flatMap(([dataset, models]) =>
    Object.entries(models).flatMap(([model, methods]) =>
      Object.keys(methods).map((method) => ({ dataset, model, method }))
    )
  );
  return rows.flatMap((row) => [
    { ...row, metric: "clean_accuracy", radius: null },
    ...tableRadii[row.dataset as StudyDataset].map((radius) => ({
      ...row,
      metric: "robust_accuracy",
      radius,
    })),
    { ...row, metric: "average_margin", radius: null },
  ]).filter((cell) => publishedValue(cell) !== null);
}
