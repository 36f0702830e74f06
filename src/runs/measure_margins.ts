/**
 * Measures margins of trained runs over a pool, each only once.
 *
 * @module
 */
import { subsetOf } from "../data/subset.ts";
import type { Dataset } from "../types.ts";
import { foretell } from "./foretell.ts";
import type { Job, JobPool } from "./job.ts";
import { runShards } from "./keep_shards.ts";
import { type DatasetLoader, loadedOnce } from "./loaded_once.ts";
import {
  keepMargins,
  keptMargins,
  type MarginRequest,
  type MarginShard,
  shardsOf,
} from "./margin_shards.ts";
import type { MeasurePointsInput } from "./measure_points.ts";
import type { RunStore } from "./store.ts";
import type { StepCounter } from "./train_runs.ts";
import { gradientWork } from "./work.ts";

/** The job that a pool must know to measure. */
export type MeasuringJobs = {
  /** Measures some points under some weights. */
  readonly measurePoints: Job<MeasurePointsInput, number[]>;
};

/** How {@linkcode measureMargins} works. */
export interface MeasureMarginsOptions {
  /** Holds the runs, and keeps their margins. */
  readonly store: RunStore;
  /** Where measuring happens, as many shards at once as it has workers. */
  readonly pool: JobPool<MeasuringJobs>;
  /** Loads a data set by name; asked only where something is to be measured. */
  readonly dataset: (name: string) => Promise<Dataset>;
  /** Told, a line at a time, what is worth knowing: a damaged file. */
  readonly report?: (line: string) => void;
  /** Shows how far measuring is. */
  readonly progress?: (label: string, steps: number) => StepCounter;
  /** Told, before a long measurement, how many milliseconds it will take by a first trial. */
  readonly estimate?: (label: string, milliseconds: number) => void;
}

/**
 * The margins of each request, signed, in its points' order. What was
 * measured before is read from the runs' folders, the rest is measured over
 * the pool and kept there.
 *
 * @param requests Of trained runs whose weights of the epoch are kept.
 * @param options The store, the pool, the data.
 * @throws {StoreError} If a file cannot be read or kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   computedBy,
 *   createLocalPool,
 *   type Dataset,
 *   datasetHash,
 *   jobs,
 *   measureMargins,
 *   memoryFiles,
 *   openRunStore,
 *   paperTraining,
 *   startBackend,
 *   trainRuns,
 * } from "@marginlab/marginlab";
 *
 * const split = { size: 2, images: new Uint8Array([0, 255]), labels: new Uint8Array([0, 1]) };
 * const dots: Dataset = { name: "dots", shape: [1, 1, 1], classes: 2, train: split, test: split };
 * const backend = await startBackend("wasm");
 * const store = openRunStore("runs", memoryFiles());
 * const pool = createLocalPool(jobs, backend);
 * const options = { store, pool, dataset: () => Promise.resolve(dots) };
 * const which = { dataset: "dots", model: "lr", method: "std", recipe: "released" } as const;
 * const spec = {
 *   ...which,
 *   dataHash: await datasetHash(dots),
 *   profile: "quick",
 *   seed: 0,
 *   backend: computedBy(backend),
 *   settings: { ...paperTraining(which), learningRate: 0.5 },
 * } as const;
 * const [run] = await trainRuns([{ spec, epochs: 50 }], options);
 * const request = { run, epoch: 50, split: "test", points: [0, 1], sampling: null } as const;
 * const [margins] = await measureMargins([request], options);
 * assertEquals(margins.map(Math.sign), [1, 1]);
 * ```
 */
export async function measureMargins(
  requests: readonly MarginRequest[],
  options: MeasureMarginsOptions,
): Promise<number[][]> {
  const { store, pool, progress, report = () => {} } = options;
  const datasets = loadedOnce(options.dataset);
  const shards = await Promise.all(requests.map(shardsOf));
  const parts = shards.flat().map((shard) => {
    const folder = store.folder(shard.request.run.key);
    return {
      shard,
      steps: stepsOf(shard),
      weight: async () => {
        const { model, dataset } = shard.request.run.spec;
        return gradientWork(model, await datasets(dataset));
      },
      input: () => inputOf(shard, datasets),
      kept: () => keptMargins(folder, shard, report),
      keep: (margins: number[]) => keepMargins(folder, shard, margins),
    };
  });
  const margins = await runShards(pool, "measurePoints", parts, {
    progress: progress && ((work) => progress("measuring margins", work)),
    onMissing: (missing) =>
      announce((missing as typeof parts).map(({ shard }) => shard), { ...options, datasets }),
  });
  const found = margins.values();
  return shards.map((own) => own.flatMap(() => found.next().value!));
}

/** Below so many samples in all, nothing is foretold. */
const many = 20_000;
/** A first trial's samples, after as many to warm up. */
const trialSamples = 128;

/** Times a few samples of each network, and tells what all take where no bound rules any out. */
async function announce(
  missing: readonly MarginShard[],
  { pool, estimate, datasets }: MeasureMarginsOptions & { readonly datasets: DatasetLoader },
): Promise<void> {
  const sampled = missing.filter(({ request }) => request.sampling);
  if (!estimate || sum(sampled.map(stepsOf)) < many) return;
  const milliseconds = await foretell(sampled, {
    run: ({ request }) => request.run,
    steps: stepsOf,
    async trial(shard) {
      const input = await inputOf({ ...shard, points: shard.points.slice(0, 1) }, datasets);
      const sampling = { ...input.sampling!, samples: trialSamples };
      await pool.run("measurePoints", [{ ...input, sampling }]);
      return trialSamples;
    },
  });
  estimate("measuring margins, at most", milliseconds / Math.min(pool.size, missing.length));
}

async function inputOf(
  { request: { run, epoch, split, sampling }, first, points }: MarginShard,
  datasets: DatasetLoader,
): Promise<MeasurePointsInput> {
  const { shape, classes, [split]: all } = await datasets(run.spec.dataset);
  const weights = await run.weights(epoch);
  const { model } = run.spec;
  return { model, weights, shape, classes, points: subsetOf(all, points), first, sampling };
}

function stepsOf({ request: { sampling }, points }: MarginShard): number {
  return points.length * (sampling?.samples ?? 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
