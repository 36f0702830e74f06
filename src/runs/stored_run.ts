/**
 * A trained run as whoever measures it sees it: nothing is written, and what
 * is damaged is an error.
 *
 * @module
 */
import { medianOf } from "../records/median.ts";
import type { EpochRecord } from "../training/training_state.ts";
import { StoreError } from "./run_files.ts";
import { epochFile, historyFile, recordFile, type RunFolder } from "./run_folder.ts";
import type { RunRecord } from "./run_record.ts";
import type { RunSpec } from "./run_spec.ts";
import { unsealJson } from "./seal.ts";

/** A run in a store. */
export interface StoredRun {
  /** The run's name. */
  readonly key: string;
  /** What was trained. */
  readonly spec: RunSpec;
  /** The epochs whose weights are kept, ascending. */
  epochs(): Promise<number[]>;
  /** The safetensors file of an epoch's weights, for `loadWeights`. */
  weights(epoch: number): Promise<Uint8Array<ArrayBuffer>>;
  /** What each epoch came to, from epoch 1. */
  history(): Promise<EpochRecord[]>;
  /** What training took, and where it ran. */
  record(): Promise<RunRecord>;
  /** The median over its epochs of the seconds that one took to train, measuring its errors excepted; null where they are not known. */
  secondsAnEpoch(): Promise<number | null>;
}

/** As much of a run as measuring its networks needs: weights of someone's own have it too. */
export type MeasurableRun = Pick<StoredRun, "key" | "weights"> & {
  /** What the weights are of. */
  readonly spec: Pick<RunSpec, "dataset" | "model">;
};

/** The run of a spec in its folder. */
export function storedRun(folder: RunFolder, spec: RunSpec): StoredRun {
  const must = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await folder.read(name);
    if (bytes !== null) return bytes;
    const path = `${folder.path}/${name}`;
    throw new StoreError(
      `Cannot read ${path}: it must have been trained, found no such file`,
      path,
    );
  };
  const record = async () => unsealJson(await must(recordFile)) as RunRecord;
  return {
    key: folder.key,
    spec,
    epochs: () => folder.epochs("weights"),
    weights: (epoch) => must(epochFile("weights", epoch)),
    history: async () => historyIn(await must(historyFile)),
    record,
    secondsAnEpoch: async () => {
      const seconds = (await record()).trainingSeconds ?? [];
      return medianOf(seconds.filter((each) => each !== null));
    },
  };
}

/** The epochs of a history file. */
export function historyIn(bytes: Uint8Array): EpochRecord[] {
  return (unsealJson(bytes) as { epochs: EpochRecord[] }).epochs;
}

/** The middle of what is known: one epoch beside other work on the machine does not move it. */
