/**
 * What there is of a stored run, and whether it is whole.
 *
 * @module
 */
import { sha256 } from "../data/dataset_hash.ts";
import { temporarySuffix } from "./run_files.ts";
import {
  damagedSuffix,
  epochFile,
  historyFile,
  lockFile,
  recordFile,
  type RunFolder,
  specFile,
} from "./run_folder.ts";
import type { RunRecord } from "./run_record.ts";
import { runKey, type RunSpec } from "./run_spec.ts";
import { unsealJson } from "./seal.ts";
import { historyIn } from "./stored_run.ts";

/** A stored run at a glance. */
export interface RunSummary {
  /** The run's name. */
  readonly key: string;
  /** The epochs that are done. */
  readonly epochs: number;
  /** The epochs that were asked for; null where that is not known any more. */
  readonly wanted: number | null;
  /** The epochs whose weights are kept. */
  readonly weights: readonly number[];
  /** All files together. */
  readonly bytes: number;
  /** The SHA-256 of the last weights' file; null where there is none. */
  readonly hash: string | null;
  /** Who trains it now; null if nobody does. */
  readonly trainedBy: string | null;
}

/** Looks at a run; damaged files count as missing. */
export async function summariseRun(folder: RunFolder): Promise<RunSummary> {
  const history = await folder.readWhole(historyFile);
  const record = await folder.readWhole(recordFile);
  const weights = await folder.epochs("weights");
  const last = weights.length > 0
    ? await folder.files.read(`${folder.path}/${epochFile("weights", weights.at(-1)!)}`)
    : null;
  const files = await folder.list();
  return {
    key: folder.key,
    epochs: history ? historyIn(history).length : 0,
    wanted: record && (unsealJson(record) as RunRecord).epochs,
    weights,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    hash: last && await sha256(last),
    trainedBy: await folder.isLocked() ? await folder.holder() : null,
  };
}

/**
 * Computes the hash of every file of a run again.
 *
 * @returns A line for each file that cannot be trusted.
 */
export async function verifyRun(folder: RunFolder): Promise<string[]> {
  const problems: string[] = [];
  const names = (await folder.list()).map(({ name }) => name);
  for (const name of names.filter(isKept)) {
    const path = `${folder.path}/${name}`;
    const bytes = await folder.files.read(path);
    if (bytes === null) continue; // removed by whoever trains the run
    const whole = await folder.readWhole(name);
    if (!whole) problems.push(`${path} is damaged: its SHA-256 does not fit`);
    else if (name === specFile && !(await isSpecOf(folder.key, whole))) {
      problems.push(`${path} is another run's`);
    }
  }
  const isStarted = names.some((name) => /^(weights|checkpoints)\//.test(name));
  if (isStarted && !names.includes(specFile)) {
    problems.push(`${folder.path}/${specFile} is missing`);
  }
  return problems;
}

function isKept(name: string): boolean {
  return name !== lockFile && !name.endsWith(temporarySuffix) && !name.endsWith(damagedSuffix);
}

async function isSpecOf(key: string, bytes: Uint8Array): Promise<boolean> {
  const { spec } = unsealJson(bytes) as { spec: RunSpec };
  return (await runKey(spec)) === key;
}
