/**
 * Table 2: the average margin regulariser beside Deep Defense, adversarial
 * training and the maximum margin regulariser, on their networks.
 *
 * @module
 */
import { paperTraining } from "../runs/paper_training.ts";
import type { Method, TrainingSettings } from "../runs/run_spec.ts";
import type { Profile, Recipe } from "../types.ts";
import { deepRanges, networkSettings, settingKey } from "./deep_study.ts";
import type { Experiment, Range } from "./experiment.ts";
import { robustnessCurves } from "./robustness_drawing.ts";
import {
  aboutTable,
  type TableBlock,
  type TableSettings,
  tableSettings,
  wantedBlocks,
} from "./robustness_settings.ts";
import { tableRows } from "./robustness_table.ts";
import type { PlannedNetwork, WantedNetwork } from "./study_runs.ts";
import { drawTable, tableFindings } from "./table_drawing.ts";
import { table2Claims } from "./table2_claims.ts";

const own = ["std", "dd", "adv", "amr"] as const;
const small = ["mmr", "amr"] as const;
const blocks = [
  { dataset: "mnist", model: "lenet", methods: own },
  { dataset: "mnist", model: "lenet_small", methods: small },
  { dataset: "cifar10", model: "convnet", methods: own },
  { dataset: "cifar10", model: "lenet_small", methods: small },
] as const satisfies TableBlock[];

const table = tableSettings(blocks, {
  smoke: { attacked: { all: 6 }, steps: 4, stepSize: { mnist: 1, cifar10: 0.2 } },
  quick: {
    attacked: { all: 200, cifar10Convnet: 64 },
    steps: 40,
    stepSize: { mnist: 0.25, cifar10: 0.05 },
  },
  paper: { attacked: { all: 10_000 }, steps: 1000, stepSize: { mnist: 0.01, cifar10: 0.01 } },
});

/** How many images each network sees, and of how many points its margins are estimated. */
const sizes = {
  smoke: () => ({ images: 32, tests: 10, points: 3, samples: 4 }),
  // A step of Deep Defense takes some 30 standard ones, of MMR some 60: its networks see fewer.
  quick: ({ dataset, model }: TableBlock) => {
    const [few, many] = dataset === "mnist" ? [2000, 6000] : [1500, 3000];
    const images = model === "lenet_small" ? few : many;
    return { images, tests: 500, points: 50, samples: 32 };
  },
  paper: () => ({ images: 0, tests: 0, points: 500, samples: 51_200 }),
} as const satisfies Record<Profile, (block: TableBlock) => Record<string, number>>;

/** Epochs of each method, and the steps of the attack that adversarial training makes. */
const trained = {
  smoke: { stdEpochs: 2, ddEpochs: 1, advEpochs: 1, amrEpochs: 2, mmrEpochs: 1, advSteps: 2 },
  quick: { stdEpochs: 10, ddEpochs: 1, advEpochs: 6, amrEpochs: 10, mmrEpochs: 6, advSteps: 10 },
  paper: {
    ...{ stdEpochs: 200, ddEpochs: 5, advEpochs: 200, amrEpochs: 200, mmrEpochs: 100 },
    advSteps: 40,
  },
} as const;

function settingsOf(profile: Profile): TableSettings {
  return {
    ...table.settings[profile],
    ...trained[profile],
    ...Object.fromEntries(
      blocks.flatMap((block) =>
        Object.entries(sizes[profile](block)).map(([quantity, value]) => [
          settingKey(block, quantity),
          value,
        ])
      ),
    ),
  };
}

const ranges: Record<string, Range> = { ...table.ranges };
for (const name of Object.keys(trained.quick)) ranges[name] = [1, 100_000, "whole"];
for (const block of blocks) {
  for (const quantity of ["images", "tests", "points", "samples"] as const) {
    ranges[settingKey(block, quantity)] = deepRanges[quantity];
  }
}

/** How a network is trained for the table. */
export function planTable2(
  wanted: WantedNetwork,
  settings: TableSettings,
  recipe: Recipe,
): PlannedNetwork {
  const epochs = settings[`${wanted.method}Epochs`] as number;
  const sizes = networkSettings(settings, wanted);
  return {
    ...wanted,
    settings: { ...sizes, epochs, measured: [epochs] },
    training: shortened(paperTraining({ ...wanted, recipe }), wanted.method, settings),
  };
}

/** All the way that the paper's attack on a batch can go. */
const wayOfAttack = 0.4;

/** The paper's training for fewer epochs, or with fewer and longer steps of an attack: what is spread over it keeps its proportions. */
function shortened(
  { adversary, linearRegions, learningRateSteps }: TrainingSettings,
  method: Method,
  settings: TableSettings,
): Partial<TrainingSettings> {
  const of = (name: string) => settings[name] as number;
  switch (method) {
    case "adv": {
      const steps = of("advSteps");
      return { adversary: { ...adversary!, steps, stepSize: wayOfAttack / steps } };
    }
    case "dd":
      return {
        startFrom: { method: "std", epochs: of("stdEpochs") },
        learningRateSteps: learningRateSteps!.map((step) => ({ ...step, from: of("ddEpochs") })),
      };
    case "mmr": {
      const epochs = of("mmrEpochs");
      const share = epochs / linearRegions!.epochs;
      return {
        linearRegions: {
          ...linearRegions!,
          epochs,
          warmUpEpochs: linearRegions!.warmUpEpochs * share,
        },
        learningRateSteps: learningRateSteps!.map(({ from, factor }) => ({
          from: Math.ceil(from * share),
          factor,
        })),
      };
    }
    default:
      return {};
  }
}

const title = "Table 2: AMR beside Deep Defense, adversarial training and MMR";

/** Table 2. */
export const table2: Experiment<TableSettings> = {
  name: "table2",
  title,
  about: aboutTable(blocks),
  trains: true,
  settings: { smoke: settingsOf("smoke"), quick: settingsOf("quick"), paper: settingsOf("paper") },
  ranges,
  choices: table.choices,
  takesWeights: (settings) => wantedBlocks(blocks, settings),
  compute: (settings, context) =>
    tableRows(
      { blocks, plan: (wanted) => planTable2(wanted, settings, context.recipe) },
      settings,
      context,
    ),
  draw: (rows) => drawTable(rows, title),
  drawings: { robustness: (rows) => robustnessCurves(rows, "Robust accuracy of table 2") },
  findings: tableFindings,
  claims: table2Claims,
};
