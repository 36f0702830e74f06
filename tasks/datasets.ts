/**
 * The data sets of one command, each loaded once.
 */
import { datasetHash } from "../src/data/dataset_hash.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import type { DatasetName } from "../src/data/official_files.ts";
import type { Dataset } from "../src/types.ts";
import type { Command } from "./command.ts";
import { note } from "./terminal.ts";

/** Data sets by name, and what is known of those that were loaded. */
export interface Datasets {
  load(name: DatasetName): Promise<Dataset>;
  /** By the data sets' names. */
  readonly hashes: Readonly<Record<string, string>>;
  /** How long the loading took, all together. */
  milliseconds(): number;
}

/** From the folder that a command names, or from the packages. */
export function datasets({ data }: Pick<Command, "data">): Datasets {
  const hashes: Record<string, string> = {};
  const loaded = new Map<string, Promise<Dataset>>();
  let milliseconds = 0;
  const read = async (name: DatasetName): Promise<Dataset> => {
    const started = performance.now();
    const dataset = await loadDataset(name, {
      ...(data === null ? {} : { directory: data }),
      report: note,
    });
    hashes[name] = await datasetHash(dataset);
    milliseconds += performance.now() - started;
    return dataset;
  };
  const load = (name: DatasetName): Promise<Dataset> => {
    const known = loaded.get(name) ?? read(name);
    loaded.set(name, known);
    return known;
  };
  return { load, hashes, milliseconds: () => milliseconds };
}
