/**
 * Figure 3: the average margin during standard training and with the average
 * margin regulariser.
 *
 * @module
 */
import type { Row } from "../types.ts";
import {
  studyDatasets,
  studyModels,
  studyNetworks,
  type StudySettings,
  studySettings,
} from "./deep_study.ts";
import type { Context, Experiment } from "./experiment.ts";
import { fig3Claims, fig3Findings } from "./fig3_claims.ts";
import { drawFig3 } from "./fig3_drawing.ts";
import { errorRows, marginSummaries } from "./study_rows.ts";
import { measureNetworks, trainNetworks } from "./study_runs.ts";

/** Figure 3. */
export const fig3: Experiment<StudySettings> = {
  name: "fig3",
  title: "Figure 3: average margin, standard training against AMR",
  about: {
    datasets: studyDatasets,
    models: studyModels,
    methods: ["std", "amr"],
    metrics: ["average_margin"],
  },
  ...studySettings(studyDatasets),
  compute,
  draw: drawFig3,
  findings: fig3Findings,
  claims: fig3Claims,
};

async function compute(settings: StudySettings, context: Context): Promise<Row[]> {
  const wanted = studyNetworks(settings).flatMap((network) =>
    (["std", "amr"] as const).map((method) => ({ ...network, method }))
  );
  const networks = await trainNetworks(wanted, settings, context);
  const measured = await measureNetworks(networks, { settings, context });
  return [...marginSummaries(measured), ...await errorRows(networks)];
}
