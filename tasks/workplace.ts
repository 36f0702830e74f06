/**
 * What one process measures with: a backend, the data, the store and its workers.
 */
import type { Context } from "../src/experiments/experiment.ts";
import type { Command } from "./command.ts";
import { type Datasets, datasets } from "./datasets.ts";
import { progress } from "./progress.ts";
import { start } from "./start.ts";
import { type TrainedNetworks, trainedNetworks } from "./trained_networks.ts";

/** For as many experiments as one likes; disposing it ends the workers. */
export interface Workplace extends AsyncDisposable {
  readonly context: Context;
  readonly data: Datasets;
  readonly networks: TrainedNetworks;
}

/** Starts the backend that a command names and opens its store. */
export async function openWorkplace(
  command: Command,
  show: Context["progress"] = progress,
): Promise<Workplace> {
  const { profile, recipe, seed, jobs } = command;
  const backend = await start(command.backend);
  const data = datasets(command);
  const networks = trainedNetworks({ command, backend, dataset: data.load, progress: show });
  const { runs, margins, robustness } = networks;
  const own = { profile, recipe, seed, backend, jobs, dataset: data.load, progress: show };
  return {
    context: { ...own, runs, margins, robustness },
    data,
    networks,
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
}
