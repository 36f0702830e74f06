/**
 * What of a run is still to be trained, and where training can go on.
 *
 * @module
 */
import type { EpochRecord } from "../training/training_state.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { epochFile, historyFile, recordFile, type RunFolder, specFile } from "./run_folder.ts";
import { historyIn } from "./stored_run.ts";

/** What a run is wanted for. */
export interface WantedEpochs {
  /** The last epoch. */
  readonly epochs: number;
  /** The epochs whose weights are kept where something is trained, the last one among them. */
  readonly keep: readonly number[];
  /** Those without which something is missing. */
  readonly needs: readonly number[];
}

/** What is there already, and what is to be trained. */
export interface TrainingPlan {
  /** Null where nothing is to be trained. */
  readonly training: {
    /** The checkpoint to go on from; null for the beginning. */
    readonly from: Uint8Array | null;
    readonly fromEpoch: number;
    readonly until: number;
    /** The epochs whose weights are to be kept. */
    readonly keep: readonly number[];
  } | null;
  /** The epochs done, as far as they are known. */
  readonly history: readonly EpochRecord[];
  /** Whether the run's other files are there. */
  readonly isWhole: boolean;
}

/** Reads a file of the run; null where there is none that is whole. */
export type ReadWhole = (name: string) => Promise<Uint8Array | null>;

/**
 * Compares what is wanted with what is there. Damaged files count as missing;
 * training goes on from the last whole checkpoint before the first missing weights
 * that are needed. What was only to be kept and lies before it stays missing.
 */
export async function planTraining(
  folder: RunFolder,
  wanted: WantedEpochs,
  read: ReadWhole,
): Promise<TrainingPlan> {
  const keep: number[] = [];
  for (const epoch of wanted.keep) {
    if (!(await read(epochFile("weights", epoch)))) keep.push(epoch);
  }
  const others = await Promise.all([specFile, historyFile, recordFile].map(read));
  const isWhole = others.every((file) => file !== null);
  const checkpoints = (await folder.epochs("checkpoints")).reverse();
  const history = others[1] ? historyIn(others[1]) : await historyOf(checkpoints, read);
  const isKnown = history.length >= wanted.epochs;
  const missing = wanted.needs.filter((epoch) => keep.includes(epoch));
  if (missing.length === 0 && isKnown) return { training: null, history, isWhole };
  const until = isKnown ? Math.max(...keep) : wanted.epochs;
  for (const fromEpoch of checkpoints) {
    if (fromEpoch > Math.min(until, history.length, ...missing)) continue;
    const from = await read(epochFile("checkpoints", fromEpoch));
    if (!from) continue;
    const ahead = keep.filter((epoch) => epoch >= fromEpoch);
    return { training: { from, fromEpoch, until, keep: ahead }, history, isWhole };
  }
  return { training: { from: null, fromEpoch: 0, until, keep }, history, isWhole };
}

/** The history in the last whole checkpoint. */
async function historyOf(
  checkpoints: readonly number[],
  read: ReadWhole,
): Promise<readonly EpochRecord[]> {
  for (const epoch of checkpoints) {
    const bytes = await read(epochFile("checkpoints", epoch));
    if (bytes) return readCheckpoint(bytes).history;
  }
  return [];
}
