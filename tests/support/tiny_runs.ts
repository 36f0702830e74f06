/** Runs that train in milliseconds. */
import { type Backend, startBackend } from "../../src/backend/choose.ts";
import { datasetHash } from "../../src/data/dataset_hash.ts";
import { sharedDataset } from "../../src/data/shared_dataset.ts";
import { seededRandom } from "../../src/random.ts";
import type { RunFiles } from "../../src/runs/run_files.ts";
import type { JobPool } from "../../src/runs/job.ts";
import { jobs } from "../../src/runs/jobs.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import { paperTraining } from "../../src/runs/paper_training.ts";
import type { RunSpec, TrainingSettings } from "../../src/runs/run_spec.ts";
import type { RunRequest } from "../../src/runs/wanted_runs.ts";
import { openRunStore } from "../../src/runs/store.ts";
import type { StoredRun } from "../../src/runs/stored_run.ts";
import { type TrainingJobs, trainRuns, type TrainRunsOptions } from "../../src/runs/train_runs.ts";
import type { Dataset, Split } from "../../src/types.ts";

/** Noise with labels that a network can learn: the brightest corner's number. */
export function tinyDataset(shape: Dataset["shape"] = [4, 4, 1], size = 20): Dataset {
  const random = seededRandom(5, "tiny data set");
  const pixels = shape[0] * shape[1] * shape[2];
  const split = (size: number): Split => {
    const images = Uint8Array.from({ length: size * pixels }, () => Math.floor(256 * random()));
    const corners = [0, shape[1] - 1, pixels - shape[1], pixels - 1];
    const labels = Uint8Array.from({ length: size }, (_, i) => {
      const values = corners.map((corner) => images[i * pixels + corner]!);
      return values.indexOf(Math.max(...values));
    });
    return { size, images, labels };
  };
  return sharedDataset({ name: "tiny", shape, classes: 4, train: split(size), test: split(8) });
}

/** A spec of a tiny run. */
export async function tinySpec(
  changes: Partial<Omit<RunSpec, "settings">> & { settings?: Partial<TrainingSettings> } = {},
  dataset: Dataset = tinyDataset(),
): Promise<RunSpec> {
  const { settings, ...others } = changes;
  const which = {
    dataset: "tiny",
    model: "lr",
    method: "std",
    recipe: "released",
    ...others,
  } as const;
  return {
    ...which,
    dataHash: await datasetHash(dataset),
    profile: "smoke",
    seed: 0,
    backend: "cpu",
    ...others,
    settings: { ...paperTraining(which), batchSize: 8, learningRate: 0.1, ...settings },
  };
}

/** Trains in this thread, a checkpoint after every epoch, in the store `runs`. */
export async function trainTiny(
  requests: readonly RunRequest[],
  files: RunFiles,
  options: Partial<TrainRunsOptions> = {},
): Promise<StoredRun[]> {
  const backend: Backend = await startBackend("cpu");
  return await trainRuns(requests, {
    store: openRunStore("runs", files),
    pool: createLocalPool(jobs, backend),
    dataset: () => Promise.resolve(tinyDataset()),
    checkpointSeconds: 0,
    ...options,
  });
}

/** A pool in this thread, and the keys of the runs in the order in which their training begins. */
export async function orderedPool(): Promise<
  { readonly order: readonly string[]; readonly pool: JobPool<TrainingJobs> }
> {
  const order: string[] = [];
  const trainRun: typeof jobs.trainRun = (input, context) => {
    order.push(input.key);
    return jobs.trainRun(input, context);
  };
  return { order, pool: createLocalPool({ trainRun }, await startBackend("cpu")) };
}
