/**
 * What is asked of a store, each run once.
 *
 * @module
 */
import type { RunFolder } from "./run_folder.ts";
import { runKey, type RunSpec } from "./run_spec.ts";
import type { RunStore } from "./store.ts";
import type { WantedEpochs } from "./training_plan.ts";

/** A run, for how long, and the epochs whose weights are wanted. */
export interface RunRequest {
  /** What is trained. */
  readonly spec: RunSpec;
  /** The last epoch; its weights are always kept. */
  readonly epochs: number;
  /** Other epochs whose weights are kept, 0 for the beginning. */
  readonly keep?: readonly number[];
  /** Those of them without which the run counts as missing, beside the last; all unless told. */
  readonly needs?: readonly number[];
}

/** All that is wanted of one run. */
export interface WantedRun extends WantedEpochs {
  readonly spec: RunSpec;
  readonly folder: RunFolder;
}

/**
 * Joins requests of the same run.
 *
 * @returns The runs by key, in the order in which they were first asked for.
 * @throws {RangeError} If an epoch is not a whole number, or lies beyond its request's last.
 */
export async function wantedRuns(
  requests: readonly RunRequest[],
  store: RunStore,
): Promise<Map<string, WantedRun>> {
  const wanted = new Map<string, WantedRun>();
  for (const { spec, epochs, keep = [], needs = keep } of requests) {
    const key = await runKey(spec);
    checkEpochs(key, epochs, [...keep, ...needs]);
    const before = wanted.get(key);
    wanted.set(key, {
      spec,
      folder: store.folder(key),
      epochs: Math.max(epochs, before?.epochs ?? 0),
      keep: union(before?.keep ?? [], [...keep, ...needs, epochs]),
      needs: union(before?.needs ?? [], [...needs, epochs]),
    });
  }
  return wanted;
}

function union(some: readonly number[], others: readonly number[]): number[] {
  return [...new Set([...some, ...others])].sort((a, b) => a - b);
}

function checkEpochs(key: string, epochs: number, keep: readonly number[]): void {
  const wrong =
    [epochs, ...keep].find((each) => !Number.isInteger(each) || each < 0 || each > epochs) ??
      (epochs < 1 ? epochs : undefined);
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot train ${key}: its epochs must be whole numbers, the last at least 1 and no other ` +
      `beyond it, found ${wrong} of ${epochs}`,
  );
}
