/**
 * The bracket: each point's margin lies between what Theorem 3 estimates and
 * the smallest adversarial distance that attacks know. Where the estimate is
 * larger than a distance that was found, it erred.
 *
 * @module
 */
import { ddn } from "../attacks/ddn.ts";
import { deepFool } from "../attacks/deep_fool.ts";
import { fab } from "../attacks/fab.ts";
import { type MinimalRadius, minimalRadius } from "../attacks/minimal_radius.ts";
import * as tf from "../backend/tf.ts";
import { takeBatch } from "../data/batches.ts";
import { findArchitecture } from "../models/architectures.ts";
import { createNetwork } from "../models/network.ts";
import { loadWeights } from "../models/weights_file.ts";
import { seededRandom } from "../random.ts";
import type { Profile, Row } from "../types.ts";
import { bracketFindings, drawBracket } from "./bracket_drawing.ts";
import { studyModels, studyNetworks, type StudySettings, studySettings } from "./deep_study.ts";
import type { Context, Experiment, Range } from "./experiment.ts";
import { measuredPoints, type TrainedNetwork, trainNetworks } from "./study_runs.ts";

/** What is attacked, and how hard, beside what is trained. */
export interface BracketSettings extends StudySettings {
  /** Test points of each network. */
  readonly bracketPoints: number;
  /** Samples a point for the estimate. */
  readonly bracketSamples: number;
  readonly ddnSteps: number;
  readonly fabSteps: number;
  readonly fabTargets: number;
}

const dataset = "mnist" as const;
const study = studySettings([dataset]);

const attacked = {
  smoke: { bracketPoints: 3, bracketSamples: 4, ddnSteps: 5, fabSteps: 3, fabTargets: 2 },
  quick: { bracketPoints: 30, bracketSamples: 64, ddnSteps: 100, fabSteps: 20, fabTargets: 3 },
  paper: {
    bracketPoints: 500,
    bracketSamples: 51_200,
    ddnSteps: 200,
    fabSteps: 100,
    fabTargets: 9,
  },
} as const;

const settingsOf = (profile: Profile): BracketSettings => ({
  ...study.settings[profile],
  ...attacked[profile],
});

const steps: Range = [1, 10_000, "whole"];

/** The bracket. */
export const bracket: Experiment<BracketSettings> = {
  name: "bracket",
  title: "Margins beside the smallest adversarial distance found",
  about: {
    datasets: [dataset],
    models: studyModels,
    methods: ["std"],
    metrics: ["margin", "margin_estimate"],
    column: "distance",
  },
  trains: true,
  settings: {
    smoke: settingsOf("smoke"),
    quick: settingsOf("quick"),
    paper: settingsOf("paper"),
  },
  ranges: {
    ...study.ranges,
    bracketPoints: [1, 10_000, "whole"],
    bracketSamples: [1, 1e7, "whole"],
    ddnSteps: steps,
    fabSteps: steps,
    fabTargets: [1, 9, "whole"],
  },
  choices: study.choices,
  compute,
  draw: drawBracket,
  findings: bracketFindings,
  claims: () => [],
};

async function compute(settings: BracketSettings, context: Context): Promise<Row[]> {
  const wanted = studyNetworks(settings).map((network) => ({ ...network, method: "std" as const }));
  const networks = await trainNetworks(wanted, settings, context);
  const images = await context.dataset(dataset);
  const count = Math.min(settings.bracketPoints, images.test.size);
  const points = networks.map(({ settings: own }) =>
    measuredPoints(images, "test", { ...own, points: count })
  );
  const { bracketSamples: samples, radius } = settings;
  const margins = await context.margins(networks.map((network, i) => ({
    run: network.run,
    epoch: network.settings.epochs,
    split: "test" as const,
    points: points[i]!,
    sampling: network.model === "lr"
      ? null
      : { samples, radius, batchSize: 128, seed: context.seed },
  })));
  const right = margins.flat().filter((margin) => margin > 0).length; // only these are attacked
  const progress = context.progress("looking for adversarial examples", 3 * right);
  const rows: Row[] = [];
  for (const [i, network] of networks.entries()) {
    const found = await attack(network, points[i]!, { settings, context, progress });
    rows.push(...pointRows(network, points[i]!, { margins: margins[i]!, found, settings }));
  }
  progress.finish();
  return rows;
}

async function attack(
  { run, model, settings: { epochs } }: TrainedNetwork,
  points: readonly number[],
  { settings, context, progress }: {
    readonly settings: BracketSettings;
    readonly context: Context;
    readonly progress: ReturnType<Context["progress"]>;
  },
): Promise<MinimalRadius> {
  const { shape, classes, test } = await context.dataset(dataset);
  const network = createNetwork(findArchitecture(model, shape), {
    inputShape: shape,
    classes,
    random: seededRandom(0),
  });
  const batch = takeBatch(test, shape, points);
  try {
    loadWeights(network, await run.weights(epochs));
    const { ddnSteps, fabSteps, fabTargets } = settings;
    const attacks = [
      ddn({ steps: ddnSteps }),
      fab({ steps: fabSteps, targets: fabTargets }),
      deepFool(),
    ];
    return await minimalRadius(network, batch, {
      attacks,
      seed: context.seed,
      indices: points,
      onProgress: () => void progress.advance(),
    });
  } finally {
    tf.dispose([batch.images, batch.labels]);
    network.dispose();
  }
}

/** One row a point: its margin as value, beside it the distance that was found. */
function pointRows(
  { model, settings: { epochs }, row }: TrainedNetwork,
  points: readonly number[],
  { margins, found, settings }: {
    readonly margins: readonly number[];
    readonly found: MinimalRadius;
    readonly settings: BracketSettings;
  },
): Row[] {
  const exact = model === "lr";
  return points.map((index, i) =>
    row({
      epoch: epochs,
      split: "test",
      metric: exact ? "margin" : "margin_estimate",
      value: margins[i]!,
      ...{ index, distance: found.distances[i] ?? null, found_by: found.attacks[i] ?? null },
      samples: exact ? null : settings.bracketSamples,
    })
  );
}
