/**
 * Table 1: standard training, the Lipschitz and the average margin regulariser
 * on the deep study's mlp and cnn.
 *
 * @module
 */
import type { Profile } from "../types.ts";
import {
  networkSettings,
  settingKey,
  studyDatasets,
  type StudySettings,
  studySettings,
} from "./deep_study.ts";
import type { Experiment } from "./experiment.ts";
import { robustnessCurves } from "./robustness_drawing.ts";
import { aboutTable, tableSettings, wantedBlocks } from "./robustness_settings.ts";
import { tableRows } from "./robustness_table.ts";
import type { PlannedNetwork, WantedNetwork } from "./study_runs.ts";
import { table1Claims } from "./table1_claims.ts";
import { drawTable, hasMargins, tableFindings } from "./table_drawing.ts";

const models = ["mlp", "cnn"] as const;
const methods = ["std", "lcr", "amr"] as const;
const blocks = studyDatasets.flatMap((dataset) =>
  models.map((model) => ({ dataset, model, methods }))
);

const study = studySettings(studyDatasets, models);
const table = tableSettings(blocks, {
  smoke: { attacked: { all: 8 }, steps: 4, stepSize: { mnist: 1, cifar10: 0.2 } },
  quick: {
    attacked: { mnistMlp: 500, mnistCnn: 128, cifar10Mlp: 200, cifar10Cnn: 20 },
    steps: 40,
    stepSize: { mnist: 0.25, cifar10: 0.05 },
  },
  paper: { attacked: { all: 10_000 }, steps: 1000, stepSize: { mnist: 0.01, cifar10: 0.01 } },
});

/** The figures' runs at an epoch that they keep, too: a part of their training, for a table within minutes. */
const sooner = { mnistMlpEpochs: 6, cifar10MlpEpochs: 4, cifar10CnnEpochs: 1 };

/** AMR's learning rate is a fifth: on few images it needs more epochs before its CNN tells the classes apart. */
const amrEpochs = { smoke: 3, quick: 22, paper: 200 };

const settingsOf = (profile: Profile) => ({
  ...table.settings[profile],
  ...study.settings[profile],
  ...profile === "quick" && sooner,
  mnistCnnAmrEpochs: amrEpochs[profile],
});

/** How a network is trained for the table: the deep study's runs, some of them for longer or shorter. */
function plan(wanted: WantedNetwork, settings: StudySettings): PlannedNetwork {
  const usual = networkSettings(settings, wanted);
  const own = settings[settingKey(wanted, `${wanted.method}Epochs`)];
  const epochs = typeof own === "number" ? own : usual.epochs;
  return { ...wanted, settings: { ...usual, epochs } };
}

const title = "Table 1: clean and robust accuracy";
const whole = `${title}, average margin`;

/** Table 1. */
export const table1: Experiment<StudySettings & typeof table.settings.quick> = {
  name: "table1",
  title: whole,
  about: aboutTable(blocks),
  trains: true,
  settings: { smoke: settingsOf("smoke"), quick: settingsOf("quick"), paper: settingsOf("paper") },
  ranges: {
    ...study.ranges,
    ...table.ranges,
    mnistCnnAmrEpochs: [1, 100_000, "whole"],
  },
  choices: table.choices,
  takesWeights: (settings) => wantedBlocks(blocks, settings),
  compute: (settings, context) =>
    tableRows({ blocks, plan: (wanted) => plan(wanted, settings) }, settings, context),
  draw: (rows) => drawTable(rows, hasMargins(rows) ? whole : title),
  drawings: { robustness: (rows) => robustnessCurves(rows, "Robust accuracy of table 1") },
  findings: tableFindings,
  claims: table1Claims,
};
