/**
 * The deep study's runs, and what is measured of them.
 *
 * @module
 */
import { datasetHash } from "../data/dataset_hash.ts";
import { paperSubset } from "../data/paper_subsets.ts";
import { shuffledBatchIndices } from "../data/batch_indices.ts";
import { seededRandom } from "../random.ts";
import type { MarginRequest } from "../runs/margin_shards.ts";
import type { BallSampling } from "../runs/measure_points.ts";
import { paperTraining } from "../runs/paper_training.ts";
import { computedBy, type Method, type TrainingSettings } from "../runs/run_spec.ts";
import type { StoredRun } from "../runs/stored_run.ts";
import type { RunRequest } from "../runs/wanted_runs.ts";
import type { Dataset, Row, SplitName } from "../types.ts";
import {
  measuredEpochs,
  type NetworkSettings,
  networkSettings,
  type StudyNetwork,
  type StudySettings,
} from "./deep_study.ts";
import type { Context } from "./experiment.ts";

/** A network of the study trained by one method. */
export interface TrainedNetwork extends StudyNetwork {
  readonly method: Method;
  readonly run: StoredRun;
  readonly settings: NetworkSettings;
  /** Of its row, what is the same for all. */
  row(fields: Partial<Row> & Pick<Row, "metric" | "value">): Row;
}

/** Which networks are wanted. */
export interface WantedNetwork extends StudyNetwork {
  readonly method: Method;
}

/** Both halves of the data. */
export const splits: readonly SplitName[] = ["train", "test"];

/** A wanted network with all that says how it is trained and measured. */
export interface PlannedNetwork extends WantedNetwork {
  readonly settings: NetworkSettings;
  /** What differs from the paper's training. */
  readonly training?: Partial<TrainingSettings>;
  /** The epochs whose weights are read, beside the last; all measured ones unless told. */
  readonly needs?: readonly number[];
}

/** Trains networks of the study; gives them in the order in which they were asked for. */
export async function trainNetworks(
  wanted: readonly WantedNetwork[],
  settings: StudySettings,
  context: Context,
): Promise<TrainedNetwork[]> {
  const planned = wanted.map((network) => ({
    ...network,
    settings: networkSettings(settings, network),
  }));
  return await trainPlanned(planned, context);
}

/** Trains planned networks, the costliest first; gives them in the order in which they were planned. */
export async function trainPlanned(
  wanted: readonly PlannedNetwork[],
  context: Context,
): Promise<TrainedNetwork[]> {
  const sets = new Map<string, Dataset>();
  const hashes = new Map<string, string>();
  for (const name of new Set(wanted.map(({ dataset }) => dataset))) {
    sets.set(name, await context.dataset(name));
    hashes.set(name, await datasetHash(sets.get(name)!));
  }
  const order = costliestFirst(wanted);
  const requests = order.map((network) =>
    runRequest(network, { dataHash: hashes.get(network.dataset)!, context })
  );
  const runs = await context.runs(requests);
  return wanted.map((network) => ({
    ...network,
    settings: withinData(network.settings, sets.get(network.dataset)!),
    run: runs[order.indexOf(network)]!,
    row: networkRow(network, context),
  }));
}

/** As many images as there are, where the settings ask for more. */
function withinData(settings: NetworkSettings, { train, test }: Dataset): NetworkSettings {
  const { images, tests } = settings;
  return { ...settings, images: Math.min(images, train.size), tests: Math.min(tests, test.size) };
}

/** Workers end about together when what takes long is begun first. */
function costliestFirst<T extends WantedNetwork>(networks: readonly T[]): T[] {
  const models = ["cnn", "convnet", "lenet", "mlp", "lenet_small", "lr"];
  const rank = ({ model, method }: T) =>
    models.indexOf(model) - (method === "adv" ? models.length : 0);
  return networks.toSorted((a, b) => rank(a) - rank(b));
}

/** The signed margins of a network at each measured epoch, on each split. */
export interface MeasuredMargins {
  readonly network: TrainedNetwork;
  readonly epoch: number;
  readonly split: SplitName;
  readonly margins: readonly number[];
}

/** Measures networks at some of their epochs, all measured ones unless told. */
export async function measureNetworks(
  networks: readonly TrainedNetwork[],
  { settings: { radius }, context, epochs = measuredEpochs }: {
    readonly settings: Pick<StudySettings, "radius">;
    readonly context: Context;
    readonly epochs?: (settings: NetworkSettings) => readonly number[];
  },
): Promise<MeasuredMargins[]> {
  const asked: (Omit<MeasuredMargins, "margins"> & { request: MarginRequest })[] = [];
  for (const network of costliestFirst(networks)) {
    const { run, settings } = network;
    const dataset = await context.dataset(network.dataset);
    for (const epoch of epochs(settings)) {
      for (const split of splits) {
        const points = measuredPoints(dataset, split, settings);
        const sampling = ballSampling(settings, radius, context);
        asked.push({ network, epoch, split, request: { run, epoch, split, points, sampling } });
      }
    }
  }
  const margins = await context.margins(asked.map(({ request }) => request));
  const measured = asked.map(({ network, epoch, split }, i) => ({
    network,
    epoch,
    split,
    margins: margins[i]!,
  }));
  return networks.flatMap((network) => measured.filter((each) => each.network === network));
}

/** How a network's margins are estimated; null where they are exact. */
export function ballSampling(
  { samples }: Pick<NetworkSettings, "samples">,
  radius: number,
  { seed }: Pick<Context, "seed">,
): BallSampling | null {
  return samples === 0 ? null : { samples, radius, batchSize: 128, seed };
}

/**
 * The points of a split whose margins are measured: the paper's own where the
 * whole split is trained on or tested, else drawn once from what is.
 */
export function measuredPoints(
  dataset: Pick<Dataset, "name" | SplitName>,
  split: SplitName,
  { points, images }: Pick<NetworkSettings, "points" | "images">,
): readonly number[] {
  const { name, [split]: { size } } = dataset;
  const used = split === "train" && images > 0 ? Math.min(images, size) : size;
  const isPapers = used === { train: name === "mnist" ? 60_000 : 50_000, test: 10_000 }[split];
  if (isPapers && points <= 500) {
    return paperSubset(name as "mnist" | "cifar10", split).slice(0, points);
  }
  return drawnPoints(used, points);
}

/** So many of all places, without repeats; more of them begin with fewer. */
export function drawnPoints(all: number, count: number): readonly number[] {
  const [shuffled] = shuffledBatchIndices(all, all, seededRandom(0, "points"));
  return [...shuffled!.subarray(0, count)];
}

function runRequest(
  { dataset, model, method, settings, training, needs }: PlannedNetwork,
  { dataHash, context }: { readonly dataHash: string; readonly context: Context },
): RunRequest {
  const { recipe, profile, seed, backend } = context;
  const which = { dataset, model, method, recipe };
  return {
    spec: {
      ...which,
      dataHash,
      profile,
      seed,
      backend: computedBy(backend),
      settings: {
        ...paperTraining(which),
        trainSize: settings.images || null,
        testSize: settings.tests || null,
        ...training,
      },
    },
    epochs: settings.epochs,
    keep: measuredEpochs(settings),
    ...needs && { needs },
  };
}

/** What is the same in all rows of a network. */
export function networkRow(
  { dataset, model, method }: Readonly<Record<"dataset" | "model" | "method", string>>,
  context: Pick<Context, "profile" | "seed" | "backend"> & { readonly recipe: string },
): TrainedNetwork["row"] {
  const { recipe, profile, seed, backend } = context;
  const base = { epoch: null, split: null, attack: null, radius: null };
  return (fields) => ({
    dataset,
    model,
    method,
    recipe,
    profile,
    seed,
    ...base,
    ...fields,
    backend: backend.name,
  });
}
