/**
 * Removes of a stored run what nobody needs any more.
 *
 * @module
 */
import { summariseRun } from "./inspect_run.ts";
import { type FileEntry, temporarySuffix } from "./run_files.ts";
import { damagedSuffix, type RunFolder } from "./run_folder.ts";

/** What was removed, or would be, of one run. */
export interface PrunedRun {
  /** The files, by their path inside the run's folder. */
  readonly files: readonly FileEntry[];
  /** Who trains the run: then nothing is touched; null if nobody does. */
  readonly trainedBy: string | null;
}

/**
 * Removes the checkpoints of a run that has all the epochs it was asked for,
 * and what was set aside or never written to its end. Weights stay: only
 * asking for more epochs will have to start from the beginning.
 *
 * @param folder The run.
 * @param options `dryRun`: only say what would be removed.
 */
export async function pruneRun(
  folder: RunFolder,
  { dryRun }: { readonly dryRun: boolean },
): Promise<PrunedRun> {
  if (await folder.isLocked()) return { files: [], trainedBy: await folder.holder() };
  if (dryRun) return { files: await prunable(folder), trainedBy: null };
  const lock = await folder.tryLock();
  if (!lock) return { files: [], trainedBy: await folder.holder() };
  try {
    const files = await prunable(folder);
    for (const { name } of files) await folder.remove(name);
    return { files, trainedBy: null };
  } finally {
    await lock.release();
  }
}

async function prunable(folder: RunFolder): Promise<FileEntry[]> {
  const { epochs, wanted, weights } = await summariseRun(folder);
  const isFinished = wanted !== null && epochs >= wanted && weights.includes(wanted);
  return (await folder.list()).filter(({ name }) =>
    name.endsWith(temporarySuffix) || name.endsWith(damagedSuffix) ||
    (isFinished && name.startsWith("checkpoints/"))
  );
}
