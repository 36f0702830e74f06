/**
 * Figure 5: training and test error of the deep study's six networks during
 * standard training.
 *
 * @module
 */
import { curves } from "../plot/curves.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import type { Row } from "../types.ts";
import {
  studyDatasets,
  studyModels,
  studyNetworks,
  type StudySettings,
  studySettings,
} from "./deep_study.ts";
import type { Context, Experiment } from "./experiment.ts";
import { fig5Claims, fig5Findings } from "./fig5_claims.ts";
import { select } from "./select.ts";
import { partNotes } from "./study_notes.ts";
import { errorRows } from "./study_rows.ts";
import { trainNetworks } from "./study_runs.ts";

const title = "Figure 5: errors of six models during standard training";

/** Figure 5. */
export const fig5: Experiment<StudySettings> = {
  name: "fig5",
  title,
  about: { datasets: studyDatasets, models: studyModels, methods: ["std"], metrics: ["error"] },
  ...studySettings(studyDatasets),
  compute,
  draw,
  findings: fig5Findings,
  claims: fig5Claims,
};

async function compute(settings: StudySettings, context: Context): Promise<Row[]> {
  const wanted = studyNetworks(settings).map((network) => ({ ...network, method: "std" as const }));
  return await errorRows(await trainNetworks(wanted, settings, context));
}

function draw(rows: readonly Row[]): FigureSpec {
  return curves(select(rows, { metric: "error" }), {
    title,
    series: "split",
    row: "dataset",
    column: "model",
    shareX: "none",
    shareY: "none",
    xScale: "log",
    zero: true,
    percent: true,
    yLabel: "misclassified",
    notes: partNotes(rows, 6),
  });
}
