/**
 * Trains what is missing of one run whose lock is held.
 *
 * @module
 */
import type { Dataset } from "../types.ts";
import { JobError } from "./job.ts";
import { StoreError, temporarySuffix } from "./run_files.ts";
import { lockFile, type RunFolder } from "./run_folder.ts";
import type { RunSpec } from "./run_spec.ts";
import { RunWriter } from "./run_writer.ts";
import { startRunOf } from "./start_run.ts";
import type { RunStore } from "./store.ts";
import type { StepCounter, TrainRunsOptions } from "./train_runs.ts";
import { planTraining } from "./training_plan.ts";
import { stepsPerEpoch } from "./training_setup.ts";
import type { WantedRun } from "./wanted_runs.ts";

/** How {@linkcode trainWanted} works. */
export interface TrainWantedOptions extends TrainRunsOptions {
  readonly trainingSet: Dataset;
  /** The steps that were announced for this run. */
  readonly steps: number;
  readonly counter: StepCounter | undefined;
  readonly signal: AbortSignal;
}

/** Trains a run to its end, and keeps what it makes as it is made. */
export async function trainWanted(run: WantedRun, options: TrainWantedOptions): Promise<void> {
  const { pool, trainingSet, fresh = false, report = () => {}, signal, counter } = options;
  const { spec, folder, epochs } = run;
  await tidy(folder, fresh);
  const read = (name: string) => folder.readOrSetAside(name, report);
  const { training, history } = await planTraining(folder, run, read);
  const writer = await RunWriter.open(folder, { spec, epochs, history, read });
  const steps = training
    ? (training.until - training.fromEpoch) * stepsPerEpoch(spec, trainingSet)
    : 0;
  if (steps < options.steps) await counter?.advance(options.steps - steps);
  if (training) {
    if (training.fromEpoch > 0) report(`${folder.key} goes on after epoch ${training.fromEpoch}`);
    const { checkpointSeconds = 10 } = options;
    const start = training.from === null ? await startWeights(spec, options.store) : null;
    const run = { spec, key: folder.key, dataset: trainingSet };
    const input = { ...run, ...training, start, checkpointSeconds };
    try {
      await pool.run("trainRun", [input], {
        onMessage: (message) => writer.take(message),
        onProgress: (steps) => counter?.advance(steps),
        signal,
      });
    } catch (error) {
      throw error instanceof JobError ? named(error, folder) : error;
    }
  }
  await writer.finish();
}

/** The file of the weights that a run starts from, whole; null where they are drawn. */
async function startWeights(spec: RunSpec, store: RunStore): Promise<Uint8Array | null> {
  const start = startRunOf(spec);
  return start && await (await store.run(start.spec)).weights(start.epochs);
}

/** Removes what a killed process was writing, or everything if the run is to start afresh. */
async function tidy(folder: RunFolder, fresh: boolean): Promise<void> {
  for (const { name } of await folder.list()) {
    const goes = fresh ? name !== lockFile : name.endsWith(temporarySuffix);
    if (goes) await folder.remove(name);
  }
}

/** The failure of a run's training, with the run's name in front; a file's says it already. */
function named(error: JobError, { key }: RunFolder): Error {
  const cause = error.cause as Error;
  if (cause instanceof StoreError) return cause;
  return new Error(`${key}: ${cause.message}`, { cause });
}
