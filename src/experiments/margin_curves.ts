/**
 * Figures 2 and 6: average and minimum margin of lr, mlp and cnn during
 * standard training.
 *
 * @module
 */
import type { Row } from "../types.ts";
import {
  type StudyDataset,
  studyModels,
  studyNetworks,
  type StudySettings,
  studySettings,
} from "./deep_study.ts";
import type { Context, Experiment } from "./experiment.ts";
import { marginCurveClaims, marginCurveFindings } from "./margin_curves_claims.ts";
import { drawMarginCurves } from "./margin_curves_drawing.ts";
import { errorRows, marginSummaries } from "./study_rows.ts";
import { measureNetworks, trainNetworks } from "./study_runs.ts";

/** The figure of one data set. */
export function marginCurves(
  { name, title, dataset }: {
    readonly name: string;
    readonly title: string;
    readonly dataset: StudyDataset;
  },
): Experiment<StudySettings> {
  return {
    name,
    title,
    about: {
      datasets: [dataset],
      models: studyModels,
      methods: ["std"],
      metrics: ["average_margin", "minimum_margin"],
    },
    ...studySettings([dataset]),
    compute,
    draw: (rows) => drawMarginCurves(rows, title),
    findings: (rows) => marginCurveFindings(rows, dataset),
    claims: (rows) => marginCurveClaims(rows, dataset),
  };
}

async function compute(settings: StudySettings, context: Context): Promise<Row[]> {
  const wanted = studyNetworks(settings).map((network) => ({ ...network, method: "std" as const }));
  const networks = await trainNetworks(wanted, settings, context);
  const measured = await measureNetworks(networks, { settings, context });
  return [...marginSummaries(measured), ...await errorRows(networks)];
}
