/**
 * What a pool and its workers say to each other.
 *
 * @module
 */
import type { Backend, BackendChoice } from "../backend/choose.ts";

/** From the pool to a worker: the first message, then one job at a time. */
export type ToWorker =
  | { readonly kind: "start"; readonly backend: BackendChoice }
  | { readonly kind: "job"; readonly name: string; readonly input: unknown };

/** From a worker to the pool. */
export type FromWorker =
  | { readonly kind: "started"; readonly backend: Backend }
  | { readonly kind: "progress"; readonly steps: number }
  | { readonly kind: "message"; readonly value: unknown }
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "failed"; readonly error: Error };
