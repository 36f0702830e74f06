/**
 * The run store and the workers of one command.
 */
import type { Backend, BackendChoice } from "../src/backend/choose.ts";
import type { DatasetName } from "../src/data/official_files.ts";
import type { Context } from "../src/experiments/experiment.ts";
import { measureMargins } from "../src/runs/measure_margins.ts";
import { measureRobustness } from "../src/runs/measure_robustness.ts";
import { memoryFiles } from "../src/runs/memory_files.ts";
import type { RunSpec } from "../src/runs/run_spec.ts";
import { openRunStore } from "../src/runs/store.ts";
import { trainRuns, type TrainRunsOptions } from "../src/runs/train_runs.ts";
import { stepsPerEpoch } from "../src/runs/training_setup.ts";
import type { RunRequest } from "../src/runs/wanted_runs.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";
import type { Command } from "./command.ts";
import type { Datasets } from "./datasets.ts";
import { duration, note } from "./terminal.ts";

/** What experiments are given of a store; disposing it ends the workers. */
export interface TrainedNetworks
  extends Pick<Context, "runs" | "margins" | "robustness">, AsyncDisposable {
  /** Trains runs as `runs` does, but goes on when one fails. */
  train(requests: readonly RunRequest[], options: TrainOptions): Promise<void>;
  /** The milliseconds of a run's step, by a trial of seconds that is kept nowhere. */
  trial(spec: RunSpec): Promise<number>;
}

/** How {@linkcode TrainedNetworks.train} trains. */
export type TrainOptions = Required<Pick<TrainRunsOptions, "fresh" | "failed">>;

/** The fewest steps of a trial, and what it must take for its start and end to weigh little. */
const [trialSteps, trialMilliseconds] = [4, 2000];

/** Opens the store that a command names, with as many workers as it allows. */
export function trainedNetworks({ command, backend, dataset, progress }: {
  readonly command: Pick<Command, "runs" | "jobs" | "fresh">;
  readonly backend: Backend;
  readonly dataset: Datasets["load"];
  readonly progress: Context["progress"];
}): TrainedNetworks {
  const { runs, jobs, fresh } = command;
  const pool = createWorkerPool({ size: jobs, backend: runningChoice(backend) });
  const options = {
    store: openRunStore(runs),
    pool,
    dataset: (name: string) => dataset(name as DatasetName),
    report: note,
    progress,
  };
  const estimate = (label: string, milliseconds: number): void => {
    const workers = `${jobs} worker${jobs === 1 ? "" : "s"}`;
    note(`${label}: about ${duration(milliseconds)} on ${workers}`);
  };
  return {
    runs: (requests) => trainRuns(requests, { ...options, fresh }),
    margins: (requests) => measureMargins(requests, { ...options, estimate }),
    robustness: (requests) => measureRobustness(requests, { ...options, estimate }),
    async train(requests, how) {
      await trainRuns(requests, { ...options, ...how });
    },
    async trial(spec) {
      const dataset = await options.dataset(spec.dataset);
      const whole = stepsPerEpoch(spec, dataset);
      const train = async (steps: number): Promise<number> => {
        const settings = {
          ...spec.settings,
          trainSize: steps * spec.settings.batchSize,
          testSize: 1,
        };
        const store = openRunStore("trial", memoryFiles());
        const started = performance.now();
        await trainRuns([{ spec: { ...spec, settings }, epochs: 1 }], {
          pool,
          dataset: options.dataset,
          store,
        });
        return performance.now() - started;
      };
      await train(trialSteps); // a worker starts, kernels warm up
      for (let steps = trialSteps;; steps *= 4) {
        const taken = Math.min(steps, whole);
        const milliseconds = await train(taken);
        if (milliseconds > trialMilliseconds || taken === whole) return milliseconds / taken;
      }
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** What to ask for to get the backend that runs here, and no other, in a worker. */
export function runningChoice({ name, library }: Backend): BackendChoice {
  return library === null ? name : "native";
}
