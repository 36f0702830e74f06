/**
 * The paper's section 5: lr, mlp and cnn on MNIST and CIFAR-10. What is trained
 * and measured of each, at each profile, is said here once, so that the figures
 * which look at the same runs share them.
 *
 * @module
 */
import type { ArchitectureName } from "../models/architectures.ts";
import type { Profile } from "../types.ts";
import type { Range, Settings } from "./experiment.ts";

/** The study's data sets. */
export type StudyDataset = "mnist" | "cifar10";
/** The study's networks. */
export type StudyModel = "lr" | "mlp" | "cnn";

/** The data sets in the order in which they are shown. */
export const studyDatasets: readonly StudyDataset[] = ["mnist", "cifar10"];
/** The networks in the order in which they are shown. */
export const studyModels: readonly StudyModel[] = ["lr", "mlp", "cnn"];

/** How much is trained and measured of one network. */
export interface NetworkSettings {
  readonly epochs: number;
  /** Training images, the first ones of the data set; 0 for all. */
  readonly images: number;
  /** Test images for the error of each epoch, the first ones; 0 for all. */
  readonly tests: number;
  /** Points of each split whose margins are measured. */
  readonly points: number;
  /** Samples a point for Theorem 3's estimate; 0 for a linear network's exact margins. */
  readonly samples: number;
  /** The epochs at which margins are measured, the last one always among them; `0` for every epoch. */
  readonly measured: readonly number[];
}

const everyEpoch = [0];
const evenEpochs = Array.from({ length: 10 }, (_, i) => 2 * i + 2);
const paperEpochs = [1, 10, 20, 30, 40, 50, 80, 120, 160, 200];
const paperLr = {
  epochs: 1000,
  images: 0,
  tests: 0,
  points: 500,
  samples: 0,
  measured: everyEpoch,
};
const paperDeep = {
  epochs: 200,
  images: 0,
  tests: 0,
  points: 500,
  samples: 51_200,
  measured: paperEpochs,
};
const smokeLr = { epochs: 4, images: 64, tests: 32, points: 8, samples: 0, measured: everyEpoch };
const smokeDeep = {
  epochs: 3,
  images: 64,
  tests: 16,
  points: 3,
  samples: 4,
  measured: everyEpoch,
};

const study: Readonly<
  Record<Profile, Record<StudyDataset, Record<StudyModel, NetworkSettings>>>
> = {
  smoke: {
    mnist: { lr: smokeLr, mlp: smokeDeep, cnn: smokeDeep },
    cifar10: { lr: smokeLr, mlp: smokeDeep, cnn: { ...smokeDeep, images: 32 } },
  },
  quick: {
    mnist: {
      lr: { epochs: 20, images: 0, tests: 0, points: 500, samples: 0, measured: everyEpoch },
      mlp: {
        epochs: 20,
        images: 20_000,
        tests: 2000,
        points: 100,
        samples: 32,
        measured: [1, ...evenEpochs],
      },
      cnn: {
        epochs: 10,
        images: 6000,
        tests: 1000,
        points: 60,
        samples: 32,
        measured: everyEpoch,
      },
    },
    cifar10: {
      lr: { epochs: 20, images: 0, tests: 0, points: 500, samples: 0, measured: everyEpoch },
      mlp: {
        epochs: 20,
        images: 4000,
        tests: 1000,
        points: 100,
        samples: 32,
        measured: [1, ...evenEpochs],
      },
      // After ten epochs, 160 steps of half a second or more, it still guesses: minutes are not
      // enough, and the verdicts leave it out.
      cnn: {
        epochs: 2,
        images: 2000,
        tests: 500,
        points: 30,
        samples: 16,
        measured: everyEpoch,
      },
    },
  },
  paper: {
    mnist: { lr: paperLr, mlp: paperDeep, cnn: paperDeep },
    cifar10: { lr: paperLr, mlp: paperDeep, cnn: paperDeep },
  },
};

/** Which numbers a network's settings may take. */
const networkRanges: Readonly<Record<keyof NetworkSettings, Range>> = {
  epochs: [1, 100_000, "whole"],
  images: [0, 60_000, "whole"],
  tests: [0, 10_000, "whole"],
  points: [1, 10_000, "whole"],
  samples: [0, 1e7, "whole"],
  measured: [0, 100_000, "whole"],
};

/** The same for networks whose margins can only be estimated. */
export const deepRanges: typeof networkRanges = { ...networkRanges, samples: [1, 1e7, "whole"] };

/** The flat settings of a figure about some of the study's data sets. */
export interface StudySettings extends Settings {
  /** Of the balls of Theorem 3, which caps its estimate. */
  readonly radius: number;
  /** Only networks of these data sets are trained and measured, … */
  readonly datasets: readonly string[];
  /** … of these architectures. */
  readonly models: readonly string[];
}

/** What each profile trains and measures on some data sets, and each number's range. */
export function studySettings(
  datasets: readonly StudyDataset[],
  models: readonly StudyModel[] = studyModels,
): {
  trains: true;
  settings: Record<Profile, StudySettings>;
  ranges: Record<string, Range>;
  choices: Record<"datasets" | "models", readonly string[]>;
} {
  const flat = (profile: Profile): StudySettings => ({
    radius: 5,
    datasets,
    models,
    ...Object.fromEntries(
      datasets.flatMap((dataset) =>
        models.flatMap((model) =>
          Object.entries(study[profile][dataset][model]).map(([quantity, value]) => [
            settingKey({ dataset, model }, quantity),
            value,
          ])
        )
      ),
    ),
  });
  const limits = datasets.flatMap((dataset) =>
    models.flatMap((model) =>
      Object.entries(model === "lr" ? networkRanges : deepRanges).map(([quantity, range]) => [
        settingKey({ dataset, model }, quantity),
        range,
      ])
    )
  );
  return {
    trains: true,
    settings: { smoke: flat("smoke"), quick: flat("quick"), paper: flat("paper") },
    ranges: { radius: [1e-3, 1e3], ...Object.fromEntries(limits) },
    choices: { datasets, models },
  };
}

/** The networks that settings leave of the study. */
export function studyNetworks({ datasets, models }: StudySettings): StudyNetwork[] {
  return studyDatasets.filter((dataset) => datasets.includes(dataset)).flatMap((dataset) =>
    studyModels.filter((model) => models.includes(model)).map((model) => ({ dataset, model }))
  );
}

/** One network of the study, or of a table. */
export interface StudyNetwork {
  readonly dataset: StudyDataset;
  readonly model: ArchitectureName;
}

/** One network's part of flat settings. */
export function networkSettings(settings: StudySettings, network: StudyNetwork): NetworkSettings {
  const of = (quantity: keyof NetworkSettings) => settings[settingKey(network, quantity)];
  const number = (quantity: keyof NetworkSettings) => of(quantity) as number;
  return {
    epochs: number("epochs"),
    images: number("images"),
    tests: number("tests"),
    points: number("points"),
    samples: number("samples"),
    measured: of("measured") as readonly number[],
  };
}

/** The epochs at which a network's margins are measured. */
export function measuredEpochs({ epochs, measured }: NetworkSettings): number[] {
  if (measured.includes(0)) return Array.from({ length: epochs }, (_, i) => i + 1);
  return [...new Set([...measured.filter((epoch) => epoch <= epochs), epochs])]
    .sort((a, b) => a - b);
}

/** `mnistCnnPoints` and its like. */
export function settingKey(
  { dataset, model }: { readonly dataset: string; readonly model: string },
  quantity: string,
): string {
  const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
  return dataset + [...model.split("_"), quantity].map(capital).join("");
}
