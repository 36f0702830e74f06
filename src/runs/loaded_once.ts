/**
 * Data sets that are loaded when they are first asked for, and no second time.
 *
 * @module
 */
import type { Dataset } from "../types.ts";

/** Gives a data set by its name. */
export type DatasetLoader = (name: string) => Promise<Dataset>;

/** A loader that asks another one once for each name. */
export function loadedOnce(load: DatasetLoader): DatasetLoader {
  const loaded = new Map<string, Promise<Dataset>>();
  return (name) => {
    const dataset = loaded.get(name) ?? load(name);
    loaded.set(name, dataset);
    return dataset;
  };
}
