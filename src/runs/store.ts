/**
 * The run store: a folder for each trained run.
 *
 * @module
 */
import { diskFiles } from "./disk_files.ts";
import type { RunFiles } from "./run_files.ts";
import { RunFolder } from "./run_folder.ts";
import { runKey, type RunSpec } from "./run_spec.ts";
import { type StoredRun, storedRun } from "./stored_run.ts";

/** Where trained runs are kept. */
export interface RunStore {
  /** The folder, as it was given. */
  readonly directory: string;
  /** What reads and writes it. */
  readonly files: RunFiles;
  /** A run's folder, whether it is there or not. */
  folder(key: string): RunFolder;
  /** The run of a spec, whether it is trained or not. */
  run(spec: RunSpec): Promise<StoredRun>;
  /** The keys of all runs. */
  keys(): Promise<string[]>;
}

/**
 * Opens a folder as a run store; the folder is made when the first run is trained.
 *
 * @param directory The folder.
 * @param files The disk, unless told.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memoryFiles, openRunStore } from "@marginlab/marginlab";
 *
 * assertEquals(await openRunStore("runs", memoryFiles()).keys(), []);
 * ```
 */
export function openRunStore(directory: string, files: RunFiles = diskFiles): RunStore {
  const folder = (key: string): RunFolder => new RunFolder(files, `${directory}/${key}`, key);
  return {
    directory,
    files,
    folder,
    run: async (spec) => storedRun(folder(await runKey(spec)), spec),
    async keys() {
      const entries = await files.list(directory);
      const runs = entries.filter(({ name, isFolder }) => isFolder && /-[0-9a-f]{16}$/.test(name));
      return runs.map(({ name }) => name);
    },
  };
}
