/**
 * Trains what is missing of several runs, over a pool.
 *
 * @module
 */
import { datasetHash } from "../data/dataset_hash.ts";
import { sharedDataset } from "../data/shared_dataset.ts";
import type { Dataset } from "../types.ts";
import type { Job, JobPool } from "./job.ts";
import { RunQueue } from "./run_queue.ts";
import { runKey } from "./run_spec.ts";
import { startRunOf } from "./start_run.ts";
import type { RunStore } from "./store.ts";
import { type StoredRun, storedRun } from "./stored_run.ts";
import type { TrainRunInput, TrainRunMessage } from "./train_run.ts";
import { trainWanted } from "./train_wanted.ts";
import { planTraining } from "./training_plan.ts";
import { stepsPerEpoch } from "./training_setup.ts";
import { type RunRequest, type WantedRun, wantedRuns } from "./wanted_runs.ts";
import { stepWork } from "./work.ts";

/** The job that a pool must know to train. */
export type TrainingJobs = {
  /** Trains one run. */
  readonly trainRun: Job<TrainRunInput, void, TrainRunMessage>;
};

/** Steps on their way to a known end. */
export interface StepCounter {
  /** So many more are done; 1 unless told. */
  advance(steps?: number): void | Promise<void>;
  /** The end is reached, or given up. */
  finish(): void;
}

/** How {@linkcode trainRuns} works. */
export interface TrainRunsOptions {
  /** Where runs are kept. */
  readonly store: RunStore;
  /** Where training happens, as many runs at once as it has workers. */
  readonly pool: JobPool<TrainingJobs>;
  /** Loads a data set by name; asked only for those that something is to be trained on. */
  readonly dataset: (name: string) => Promise<Dataset>;
  /** Forgets what is kept of these runs and trains from the beginning. */
  readonly fresh?: boolean;
  /** The least time between two checkpoints of a run; 10 unless told. */
  readonly checkpointSeconds?: number;
  /** Told, a line at a time, what is worth knowing: a damaged file, another process at the same run. */
  readonly report?: (line: string) => void;
  /** Shows how far training is; a step counts as the work that it is. */
  readonly progress?: (label: string, work: number) => StepCounter;
  /** Told of a run that failed; the others then go on. Unless given, the first failure stops all. */
  readonly failed?: (key: string, error: Error) => void;
}

/** A run of which something is missing. */
interface MissingRun {
  readonly run: WantedRun;
  readonly dataset: Dataset;
  /** The steps that it is expected to take. */
  readonly steps: number;
  /** Whether what is kept of it is to be forgotten. */
  readonly fresh: boolean;
  /** The key of the run that it starts from. */
  readonly start: string | null;
}

/**
 * Trains what is missing of some runs: nothing where everything is kept,
 * else from the last checkpoint that serves. A run that fine-tunes another one
 * waits for that, which is trained as far as it is missing, too. Several
 * processes may do so in one store: a run that another one trains is waited for.
 *
 * @param requests The runs, for how long, and the epochs whose weights are wanted.
 * @param options The store, the pool, the data.
 * @returns The runs in the order of the requests, all trained.
 * @throws {StoreError} If a file cannot be kept, on a full disk for example; what was kept before stays.
 * @throws {Error} With the run's name, if its training fails, or diverges. What else is being
 *   trained then stops, and goes on from its last checkpoint the next time.
 */
export async function trainRuns(
  requests: readonly RunRequest[],
  options: TrainRunsOptions,
): Promise<StoredRun[]> {
  const { store, fresh = false } = options;
  const wanted = await wantedRuns(requests, store);
  const all = await wantedRuns(await withStarts(requests, options), store);
  const isFresh = ({ folder }: WantedRun) => fresh && wanted.has(folder.key);
  const missing = await missingRuns([...all.values()], { ...options, isFresh });
  if (missing.length > 0) await trainMissing(missing, options);
  const runs = [...wanted].map(([key, { folder, spec }]) =>
    [key, storedRun(folder, spec)] as const
  );
  const byKey = new Map(runs);
  const keys = await Promise.all(requests.map(({ spec }) => store.run(spec)));
  return keys.map(({ key }) => byKey.get(key)!);
}

/** The requests, and those of the runs that what is trained from its beginning starts from. */
async function withStarts(
  requests: readonly RunRequest[],
  { store, fresh = false }: Pick<TrainRunsOptions, "store" | "fresh">,
): Promise<RunRequest[]> {
  const starts: RunRequest[] = [];
  for (const run of (await wantedRuns(requests, store)).values()) {
    const start = startRunOf(run.spec);
    if (!start) continue;
    const { training } = await planTraining(run.folder, run, (name) => run.folder.readWhole(name));
    if (fresh || training?.from === null) starts.push(start);
  }
  return starts.length === 0
    ? [...requests]
    : [...requests, ...await withStarts(starts, { store })];
}

/** The runs of which something is missing or damaged; nothing is changed yet. */
async function missingRuns(
  runs: readonly WantedRun[],
  { dataset: load, isFresh }: TrainRunsOptions & { readonly isFresh: (run: WantedRun) => boolean },
): Promise<MissingRun[]> {
  const data = new Map<string, Promise<{ dataset: Dataset; hash: string }>>();
  const missing = [];
  for (const run of runs) {
    const { folder, spec, epochs } = run;
    const fresh = isFresh(run);
    const plan = await planTraining(folder, run, (name) => folder.readWhole(name));
    if (!fresh && plan.training === null && plan.isWhole) continue;
    const loading = data.get(spec.dataset) ?? loadHashed(spec.dataset, load);
    data.set(spec.dataset, loading);
    const { dataset, hash } = await loading;
    checkHash(run, hash);
    const { until, fromEpoch } = plan.training ?? { until: 0, fromEpoch: 0 };
    const steps = (fresh ? epochs : until - fromEpoch) * stepsPerEpoch(spec, dataset);
    const startRun = startRunOf(spec);
    missing.push({ run, dataset, steps, fresh, start: startRun && await runKey(startRun.spec) });
  }
  return missing;
}

async function loadHashed(
  name: string,
  load: TrainRunsOptions["dataset"],
): Promise<{ dataset: Dataset; hash: string }> {
  const dataset = sharedDataset(await load(name));
  return { dataset, hash: await datasetHash(dataset) };
}

function checkHash({ spec, folder }: WantedRun, hash: string): void {
  if (hash === spec.dataHash) return;
  throw new Error(
    `Cannot train ${folder.key}: its data must have the hash ${spec.dataHash}, found ${hash}`,
  );
}

async function trainMissing(
  missing: readonly MissingRun[],
  options: TrainRunsOptions,
): Promise<void> {
  const { pool, report = () => {}, progress, failed } = options;
  const stop = new AbortController();
  const left = new Set(missing.map(({ run }) => run.folder.key));
  const isReady = (run: WantedRun): boolean => {
    const { start } = missing.find((each) => each.run === run)!;
    return start === null || !left.has(start);
  };
  const queue = new RunQueue(longestFirst(missing).map(({ run }) => run), {
    report,
    signal: stop.signal,
    isReady,
  });
  const work = missing.reduce((sum, run) => sum + workOf(run), 0);
  const counter = progress?.(`training ${missing.length} runs`, work);
  const lane = async (): Promise<void> => {
    for (let claim = await queue.next(); claim; claim = await queue.next()) {
      const { run, lock } = claim;
      const { dataset, steps, fresh } = missing.find((each) => each.run === run)!;
      const weight = stepWork(run.spec, dataset);
      const weighted = counter && {
        advance: (steps = 1) => counter.advance(steps * weight),
        finish: () => {},
      };
      try {
        const { signal } = stop;
        const own = { trainingSet: dataset, steps, fresh, counter: weighted, signal };
        await trainWanted(run, { ...options, ...own });
      } catch (error) {
        if (!failed) throw error;
        failed(run.folder.key, error as Error);
      } finally {
        left.delete(run.folder.key); // what starts from it fails by itself if it failed
        await lock.release();
      }
    }
  };
  const lanes = Array.from({ length: Math.min(pool.size, missing.length) }, async () => {
    try {
      await lane();
    } catch (error) {
      stop.abort(error);
    }
  });
  await Promise.all(lanes);
  counter?.finish();
  stop.signal.throwIfAborted();
}

function workOf({ run, dataset, steps }: MissingRun): number {
  return steps * stepWork(run.spec, dataset);
}

/** By the work until a run and what starts from it are done, so that no worker ends long after the others. */
function longestFirst(missing: readonly MissingRun[]): MissingRun[] {
  const untilDone = (run: MissingRun): number => {
    const followers = missing.filter(({ start }) => start === run.run.folder.key);
    return workOf(run) + Math.max(0, ...followers.map(untilDone));
  };
  return missing.toSorted((a, b) => untilDone(b) - untilDone(a));
}
