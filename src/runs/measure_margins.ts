/**
 * Measures margins of trained runs over a pool, each only once.
 *
 * @module
 */
import { subsetOf } from "../data/subset.ts";
import type { Dataset } from "../types.ts";
import type { Job, JobPool } from "./job.ts";
import {
  keepMargins,
  keptMargins,
  type MarginRequest,
  type MarginShard,
  shardsOf,
} from "./margin_shards.ts";
import type { MeasurePointsInput } from "./measure_points.ts";
import type { RunSpec } from "./run_spec.ts";
import type { RunStore } from "./store.ts";
import type { StepCounter } from "./train_runs.ts";

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
  /** What one sample of a run counts as in `progress`, where runs differ; 1 unless told. */
  readonly weigh?: (spec: RunSpec) => number;
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
  const { store, report = () => {} } = options;
  const shards = await Promise.all(requests.map(shardsOf));
  const margins = new Map<MarginShard, number[]>();
  const missing: MarginShard[] = [];
  for (const shard of shards.flat()) {
    const kept = await keptMargins(store.folder(shard.request.run.key), shard, report);
    if (kept) margins.set(shard, kept);
    else missing.push(shard);
  }
  if (missing.length > 0) await measureMissing(missing, { ...options, margins });
  return shards.map((own) => own.flatMap((shard) => margins.get(shard)!));
}

async function measureMissing(
  missing: readonly MarginShard[],
  options: MeasureMarginsOptions & { readonly margins: Map<MarginShard, number[]> },
): Promise<void> {
  const { store, pool, margins, progress, weigh = () => 1 } = options;
  const weightOf = ({ request: { run } }: MarginShard): number => weigh(run.spec);
  const datasets = await datasetsOf(missing, options);
  await foretell(missing, { ...options, datasets });
  const work = sum(missing.map((shard) => stepsOf(shard) * weightOf(shard)));
  const counter = progress?.("measuring margins", work);
  const stop = new AbortController();
  const queue = missing.values();
  const lane = async (): Promise<void> => {
    for (const shard of queue) {
      stop.signal.throwIfAborted();
      const input = await inputOf(shard, datasets);
      const [found] = await pool.run("measurePoints", [input], {
        onProgress: (steps) => counter?.advance(steps * weightOf(shard)),
        signal: stop.signal,
      });
      await keepMargins(store.folder(shard.request.run.key), shard, found!);
      margins.set(shard, found!);
    }
  };
  const lanes = Array.from(
    { length: Math.min(pool.size, missing.length) },
    () =>
      lane().catch((error) => {
        stop.abort(error);
        throw error;
      }),
  );
  const ends = await Promise.allSettled(lanes);
  counter?.finish();
  if (ends.some(({ status }) => status === "rejected")) throw stop.signal.reason;
}

/** Below so many samples in all, nothing is foretold. */
const many = 20_000;
/** A first trial's samples, after as many to warm up. */
const trialSamples = 128;

/** Times a few samples of each network, and tells what all of them will take. */
async function foretell(
  missing: readonly MarginShard[],
  { pool, estimate, datasets }: MeasureMarginsOptions & { readonly datasets: Datasets },
): Promise<void> {
  const sampled = missing.filter(({ request }) => request.sampling);
  if (!estimate || sum(sampled.map(stepsOf)) < many) return;
  let milliseconds = 0;
  for (const group of Map.groupBy(sampled, networkOf).values()) {
    const [shard] = group;
    const input = await inputOf({ ...shard!, points: shard!.points.slice(0, 1) }, datasets);
    const trial = { ...input, sampling: { ...input.sampling!, samples: trialSamples } };
    await pool.run("measurePoints", [trial]);
    const started = performance.now();
    await pool.run("measurePoints", [trial]);
    milliseconds += (performance.now() - started) / trialSamples * sum(group.map(stepsOf));
  }
  estimate("measuring margins", milliseconds / Math.min(pool.size, missing.length));
}

type Datasets = ReadonlyMap<string, Dataset>;

async function datasetsOf(
  shards: readonly MarginShard[],
  { dataset }: MeasureMarginsOptions,
): Promise<Datasets> {
  const datasets = new Map<string, Dataset>();
  for (const name of new Set(shards.map(({ request }) => request.run.spec.dataset))) {
    datasets.set(name, await dataset(name));
  }
  return datasets;
}

async function inputOf(
  { request: { run, epoch, split, sampling }, first, points }: MarginShard,
  datasets: Datasets,
): Promise<MeasurePointsInput> {
  const { shape, classes, [split]: all } = datasets.get(run.spec.dataset)!;
  const weights = await run.weights(epoch);
  const { model } = run.spec;
  return { model, weights, shape, classes, points: subsetOf(all, points), first, sampling };
}

function networkOf({ request: { run: { spec } } }: MarginShard): string {
  return `${spec.dataset} ${spec.model}`;
}

function stepsOf({ request: { sampling }, points }: MarginShard): number {
  return points.length * (sampling?.samples ?? 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
