/**
 * What a pool and its workers say to each other.
 *
 * Jobs and all that comes of them go through a channel of the web's: Node's
 * own `postMessage` looks at every element of a typed array for something to
 * transfer, a second for each 10 MB.
 *
 * @module
 */
import type { BackendChoice, BackendOptions } from "../backend/choose.ts";

/** From the pool to a worker, first. */
export interface StartMessage {
  readonly backend: BackendChoice;
  readonly options: BackendOptions;
  /** The worker's end of the channel. */
  readonly port: MessagePort;
}

/** From the pool to a worker, through the channel: one job at a time. */
export interface JobOrder {
  readonly name: string;
  readonly input: unknown;
}

/** From a worker to the pool, through the channel. */
export type FromWorker =
  | { readonly kind: "progress"; readonly steps: number }
  | { readonly kind: "message"; readonly value: unknown }
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "failed"; readonly error: Error };
