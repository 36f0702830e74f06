/**
 * Training's whole state as the bytes of one sealed file: safetensors, with
 * the generator and the history in its notes.
 *
 * @module
 */
import type { RandomState } from "../random.ts";
import { readSafetensors, writeSafetensors } from "../models/safetensors.ts";
import type { EpochRecord, TrainingState } from "../training/training_state.ts";
import type { WeightArray, WeightArrays } from "../types.ts";
import { seal, unsealed } from "./seal.ts";

/** The bytes of a checkpoint; the same state of the same run gives the same bytes. */
export async function writeCheckpoint(
  state: TrainingState,
  run: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const arrays = new Map([
    ...prefixed("weights", state.weights),
    ...prefixed("optimizer", state.optimizer),
  ]);
  return await seal(writeSafetensors(arrays, {
    sha256: unsealed,
    run,
    epoch: String(state.epoch),
    random: JSON.stringify(state.random),
    history: JSON.stringify(state.history),
  }));
}

/** The state in a whole checkpoint's bytes. */
export function readCheckpoint(bytes: Uint8Array): TrainingState {
  const { arrays, metadata } = readSafetensors(bytes);
  return {
    epoch: Number(metadata.epoch),
    weights: unprefixed("weights", arrays),
    optimizer: unprefixed("optimizer", arrays),
    random: JSON.parse(metadata.random!) as RandomState,
    history: JSON.parse(metadata.history!) as EpochRecord[],
  };
}

function prefixed(prefix: string, arrays: WeightArrays): [string, WeightArray][] {
  return [...arrays].map(([name, array]) => [`${prefix}/${name}`, array]);
}

function unprefixed(prefix: string, arrays: WeightArrays): WeightArrays {
  const entries = [...arrays].filter(([name]) => name.startsWith(`${prefix}/`));
  return new Map(entries.map(([name, array]) => [name.slice(prefix.length + 1), array]));
}
