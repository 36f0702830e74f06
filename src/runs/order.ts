/**
 * What a pool keeps in mind of the work it was given.
 *
 * @module
 */
import type { JobListeners } from "./job.ts";

/** One call of `run`. */
export interface Order {
  readonly name: string;
  readonly listeners: JobListeners<unknown>;
  readonly outputs: unknown[];
  readonly resolve: (outputs: unknown[]) => void;
  readonly reject: (error: Error) => void;
  /** Told when it is resolved or rejected. */
  readonly settled: () => void;
  /** How many of its jobs are not done. */
  left: number;
  /** How many of them run. */
  running: number;
  error?: Error;
}

/** One job of an order. */
export interface Task {
  readonly order: Order;
  readonly index: number;
  readonly input: unknown;
}
