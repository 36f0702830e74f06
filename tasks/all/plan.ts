/**
 * What there is to do, by looking ahead into every experiment.
 */
import type { DatasetName } from "../../src/data/official_files.ts";
import type { Context, Experiment, Settings } from "../../src/experiments/experiment.ts";
import { type Foreseen, lookAhead } from "../../src/experiments/look_ahead.ts";
import { runKey } from "../../src/runs/run_spec.ts";
import { stepWork } from "../../src/runs/work.ts";
import { startRunOf } from "../../src/runs/start_run.ts";
import { openRunStore, type RunStore } from "../../src/runs/store.ts";
import { planTraining } from "../../src/runs/training_plan.ts";
import { stepsPerEpoch } from "../../src/runs/training_setup.ts";
import { type RunRequest, type WantedRun, wantedRuns } from "../../src/runs/wanted_runs.ts";
import type { Dataset } from "../../src/types.ts";
import type { Command } from "../command.ts";

/** An experiment and what it will ask for. */
export interface PlannedExperiment {
  readonly experiment: Experiment;
  readonly settings: Settings;
  readonly folder: string;
  readonly foreseen: Foreseen;
  /** Of the runs that it asks for. */
  readonly keys: ReadonlySet<string>;
}

/** A run and what is left of it. */
export interface PlannedRun extends WantedRun {
  /** The run that it starts from; null for weights of its own. */
  readonly start: string | null;
  /** The steps from its beginning to its last epoch. */
  readonly steps: number;
  /** How many of them are still to be made. */
  readonly stepsLeft: number;
  /** The work of one of them. */
  readonly stepWork: number;
}

/** Everything. */
export interface Plan {
  readonly experiments: readonly PlannedExperiment[];
  /** Those that cannot even begin, by name, and why. */
  readonly failed: ReadonlyMap<string, string>;
  /** The costliest first, but none before the one that it starts from. */
  readonly runs: readonly PlannedRun[];
  readonly store: RunStore;
  readonly sets: ReadonlyMap<string, Dataset>;
}

/** Looks ahead into every experiment. */
export async function makePlan(
  experiments: readonly Experiment[],
  { command, context }: { readonly command: Command; readonly context: Context },
): Promise<Plan> {
  const store = openRunStore(command.runs);
  const planned: PlannedExperiment[] = [];
  const failed = new Map<string, string>();
  for (const experiment of experiments) {
    const settings = experiment.settings[command.profile];
    const folder = `${command.out}/${experiment.name}`;
    try {
      const foreseen = await lookAhead(experiment, { settings, context, store });
      const keys = new Set((await wantedRuns(foreseen.requests, store)).keys());
      planned.push({ experiment, settings, folder, foreseen, keys });
    } catch (error) {
      failed.set(experiment.name, (error as Error).message);
    }
  }
  const sets = new Map<string, Dataset>();
  const requests = withStarts(planned.flatMap(({ foreseen }) => foreseen.requests));
  for (const name of new Set(requests.map(({ spec }) => spec.dataset))) {
    sets.set(name, await context.dataset(name as DatasetName));
  }
  const wanted = [...(await wantedRuns(requests, store)).values()];
  const runs = await Promise.all(wanted.map((run) => plannedRun(run, sets)));
  runs.sort((a, b) => b.steps * b.stepWork - a.steps * a.stepWork);
  return { experiments: planned, failed, runs: startsFirst(runs), store, sets };
}

/** Requests, and those of the runs that they start from. */
function withStarts(requests: readonly RunRequest[]): RunRequest[] {
  const starts = requests.map(({ spec }) => startRunOf(spec)).filter((start) => start !== null);
  return starts.length === 0 ? [...requests] : [...requests, ...withStarts(starts)];
}

/** The same order, but that what a run starts from comes right before it where it came later. */
function startsFirst(runs: readonly PlannedRun[]): PlannedRun[] {
  const ordered = new Set<PlannedRun>();
  const add = (run: PlannedRun): void => {
    const start = runs.find(({ folder }) => folder.key === run.start);
    if (start) add(start);
    ordered.add(run);
  };
  runs.forEach(add);
  return [...ordered];
}

async function plannedRun(run: WantedRun, sets: Plan["sets"]): Promise<PlannedRun> {
  const { spec, folder } = run;
  const { training } = await planTraining(folder, run, (name) => folder.readWhole(name));
  const each = stepsPerEpoch(spec, sets.get(spec.dataset)!);
  const epochsLeft = training ? training.until - training.fromEpoch : 0;
  const steps = run.epochs * each;
  const startRun = startRunOf(spec);
  const start = startRun && await runKey(startRun.spec);
  return {
    ...run,
    start,
    steps,
    stepsLeft: epochsLeft * each,
    stepWork: stepWork(spec, sets.get(spec.dataset)!),
  };
}
