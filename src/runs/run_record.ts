/**
 * What a run's training took and where it ran: kept beside its weights, of no
 * influence on them.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";

/** A run's `record.json`. */
export interface RunRecord {
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** Wall-clock seconds of each epoch, measuring its errors included; null where they are not known any more. */
  readonly seconds: readonly (number | null)[];
  /** Those seconds of each epoch that went into its steps alone, errors not measured; absent in the records of earlier versions. */
  readonly trainingSeconds?: readonly (number | null)[];
  /** The backend that trained last. */
  readonly backend: Backend | null;
  /** When something was last added. */
  readonly written: string;
}
