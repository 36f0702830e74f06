/**
 * What an experiment will ask for, learnt without training or measuring
 * anything.
 *
 * @module
 */
import type { MarginRequest } from "../runs/margin_shards.ts";
import type { RobustnessRequest } from "../runs/measure_robustness.ts";
import type { RunStore } from "../runs/store.ts";
import type { StoredRun } from "../runs/stored_run.ts";
import type { RunRequest } from "../runs/wanted_runs.ts";
import type { Context, Experiment, Settings } from "./experiment.ts";

/** What an experiment asked for before it would have begun to compute. */
export interface Foreseen {
  /** The data sets that it loaded. */
  readonly datasets: readonly Parameters<Context["dataset"]>[0][];
  /** The runs that are to be trained first. */
  readonly requests: readonly RunRequest[];
  /** The margins that are to be measured of them. */
  readonly margins: readonly MarginRequest[];
  /** The attacks that are to be made on them. */
  readonly robustness: readonly RobustnessRequest[];
}

/** Thrown into an experiment where its asking ends. */
class FarEnough extends Error {}

/**
 * Begins an experiment and stops it once it would compute: one that trains
 * where it reads a run or asks for margins, any other where it asks for data.
 *
 * @param experiment Which one.
 * @param options Its settings, the store that names runs, and a context without means to train.
 * @throws What the experiment throws before that.
 */
export async function lookAhead(
  experiment: Experiment,
  { settings, context, store }: {
    readonly settings: Settings;
    readonly context: Pick<
      Context,
      "profile" | "recipe" | "seed" | "backend" | "jobs" | "dataset"
    >;
    readonly store: RunStore;
  },
): Promise<Foreseen> {
  const datasets = new Set<Parameters<Context["dataset"]>[0]>();
  const requests: RunRequest[] = [];
  const margins: MarginRequest[] = [];
  const robustness: RobustnessRequest[] = [];
  try {
    await experiment.compute(settings, {
      ...context,
      dataset: (name) => {
        datasets.add(name);
        return experiment.trains ? context.dataset(name) : stop();
      },
      runs: (asked) => {
        requests.push(...asked);
        return Promise.all(asked.map(async ({ spec }) => unread(await store.run(spec))));
      },
      margins: (asked) => {
        margins.push(...asked);
        return stop();
      },
      robustness: (asked) => {
        robustness.push(...asked);
        return stop();
      },
      progress: () => ({ advance: stop, finish: () => {} }),
    });
  } catch (error) {
    if (!(error instanceof FarEnough)) throw error;
  }
  return { datasets: [...datasets], requests, margins, robustness };
}

/** A run that nobody has trained: it has a name and nothing to read. */
function unread({ key, spec }: StoredRun): StoredRun {
  const nothing = { epochs: stop, weights: stop, history: stop, record: stop };
  return { key, spec, ...nothing, secondsAnEpoch: stop };
}

function stop(): Promise<never> {
  return Promise.reject(new FarEnough());
}
