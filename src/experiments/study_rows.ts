/**
 * Rows of the deep study's networks that several figures have.
 *
 * @module
 */
import { averageMargin, minimumMargin } from "../margins/summary.ts";
import type { Row } from "../types.ts";
import { type MeasuredMargins, splits, type TrainedNetwork } from "./study_runs.ts";

/** Average and minimum of measured margins, and over how many points and samples they were taken. */
export function marginSummaries(measured: readonly MeasuredMargins[]): Row[] {
  return measured.flatMap(({ network, epoch, split, margins }) => {
    const { samples } = network.settings;
    const at = { epoch, split, points: margins.length, samples: samples || null };
    return [
      network.row({ ...at, metric: "average_margin", value: averageMargin(margins) }),
      network.row({ ...at, metric: "minimum_margin", value: minimumMargin(margins) }),
    ];
  });
}

/** Training and test error of each network after each epoch; and of how many images, where not of all. */
export async function errorRows(networks: readonly TrainedNetwork[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { run, settings, row } of networks) {
    const history = (await run.history()).slice(0, settings.epochs);
    for (const split of splits) {
      for (const { epoch, trainError, testError } of history) {
        const value = split === "train" ? trainError : testError;
        const points = split === "test" ? settings.tests || null : settings.images || null;
        rows.push(row({ epoch, split, metric: "error", value, points }));
      }
    }
  }
  return rows;
}
