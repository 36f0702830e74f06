/**
 * The run store and the workers of one command.
 */
import type { Backend, BackendChoice } from "../src/backend/choose.ts";
import type { DatasetName } from "../src/data/official_files.ts";
import type { Context } from "../src/experiments/experiment.ts";
import { measureMargins } from "../src/runs/measure_margins.ts";
import { measureRobustness } from "../src/runs/measure_robustness.ts";
import { openRunStore } from "../src/runs/store.ts";
import { trainRuns } from "../src/runs/train_runs.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";
import type { Command } from "./command.ts";
import type { Datasets } from "./datasets.ts";
import { progress } from "./progress.ts";
import { duration, note } from "./terminal.ts";

/** What experiments are given of a store; disposing it ends the workers. */
export type TrainedNetworks = Pick<Context, "runs" | "margins" | "robustness"> & AsyncDisposable;

/** Opens the store that a command names, with as many workers as it allows. */
export function trainedNetworks({ command, backend, dataset }: {
  readonly command: Pick<Command, "runs" | "jobs" | "fresh">;
  readonly backend: Backend;
  readonly dataset: Datasets["load"];
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
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** What to ask for to get the backend that runs here, and no other, in a worker. */
function runningChoice({ name, library }: Backend): BackendChoice {
  return library === null ? name : "native";
}
