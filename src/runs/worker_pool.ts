/**
 * A pool of workers: each loads the backend once and runs job after job.
 *
 * @module
 */
import type { Backend, BackendChoice, BackendOptions } from "../backend/choose.ts";
import { JobError, type JobListeners, type JobPool, type JobRegistry } from "./job.ts";
import type { Order, Task } from "./order.ts";
import type { Jobs } from "./jobs.ts";
import { choiceOf, type PoolWorker, startWorker } from "./pool_worker.ts";

/** How a {@linkcode createWorkerPool} is set up. */
export interface WorkerPoolOptions {
  /** How many jobs run at once, each in a worker of its own. */
  readonly size: number;
  /** The backend of every worker: a choice, or the backend that runs here and is to run there, too. */
  readonly backend: BackendChoice | Backend;
  /** What `startBackend` needs to know besides the choice. */
  readonly backendOptions?: BackendOptions;
  /** The module that a worker starts with; it calls `serveJobs`. This package's own unless told. */
  readonly entry?: URL;
}

/**
 * Makes a pool of workers. They start when there is work for them and stay
 * until the pool is closed, which an open one keeps the process waiting for.
 *
 * A pool of one runs its jobs in a worker, too: the thread that asked stays
 * free to show progress and to be interrupted, and the memory that training
 * takes is given back when the pool is closed.
 *
 * @param options How many workers, on which backend.
 * @returns The pool; whoever asked for it closes it.
 * @throws {RangeError} If the size is not a positive whole number.
 *
 * @example
 * ```ts ignore
 * import { createWorkerPool } from "@marginlab/marginlab";
 *
 * const pool = createWorkerPool({ size: 2, backend: "wasm" });
 * const outputs = await pool.run("trainRun", inputs);
 * await pool.close();
 * ```
 */
export function createWorkerPool<Registry extends JobRegistry = Jobs>(
  options: WorkerPoolOptions,
): JobPool<Registry> {
  const { size, backend, backendOptions = {}, entry = new URL("./worker.ts", import.meta.url) } =
    options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot make a pool of workers: its size must be a positive whole number, found ${size}`,
    );
  }
  const started = { backend: choiceOf(backend), options: backendOptions };
  const start = () => startWorker(entry, started);
  return new WorkerPool(size, start) as JobPool<Registry>;
}

class WorkerPool {
  readonly #start: () => PoolWorker;
  readonly #all = new Set<PoolWorker>();
  readonly #idle: PoolWorker[] = [];
  readonly #busy = new Map<PoolWorker, Task>();
  #queue: Task[] = [];
  #closed = false;

  constructor(readonly size: number, start: () => PoolWorker) {
    this.#start = start;
  }

  async run(
    name: string,
    inputs: readonly unknown[],
    listeners: JobListeners<unknown> = {},
  ): Promise<unknown[]> {
    if (this.#closed) {
      throw new Error(`Cannot run job ${name}: its pool must be open, found closed`);
    }
    listeners.signal?.throwIfAborted();
    if (inputs.length === 0) return [];
    return await new Promise((resolve, reject) => {
      const outputs = new Array(inputs.length);
      const left = inputs.length;
      const { signal } = listeners;
      const abort = () => this.#fail({ order, index: 0 }, signal!.reason);
      // A signal may outlive many orders, and must not hold what they were given.
      const settled = () => signal?.removeEventListener("abort", abort);
      const order: Order = { name, listeners, outputs, resolve, reject, settled, left, running: 0 };
      const tasks = inputs.map((input, index) => ({ order, index, input }));
      signal?.addEventListener("abort", abort);
      this.#queue.push(...tasks);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error = new Error("the pool was closed");
    for (const task of [...this.#busy.values(), ...this.#queue]) this.#fail(task, error);
    await Promise.all([...this.#all].map((worker) => this.#stop(worker, error)));
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && this.#busy.size < this.size) {
      const worker = this.#idle.pop() ?? this.#start();
      this.#all.add(worker);
      this.#perform(this.#queue.shift()!, worker);
    }
  }

  async #perform(task: Task, worker: PoolWorker): Promise<void> {
    const { order, index, input } = task;
    const { name, listeners } = order;
    this.#busy.set(worker, task);
    order.running++;
    try {
      order.outputs[index] = await worker.work(name, input, {
        ...listeners,
        onMessage: (message) => listeners.onMessage?.(message as never, index),
      });
      order.left--;
      // Of a failed order, the worker is being stopped, whatever it still answered.
      if (!order.error) this.#idle.push(worker);
    } catch (error) {
      // What a failed job left in its worker is unknown: a new worker takes its place.
      this.#stop(worker, error as Error);
      this.#fail(task, error as Error);
    }
    order.running--;
    this.#busy.delete(worker);
    this.#settle(order);
    if (!this.#closed) this.#dispatch();
  }

  /** Stops what else is left of a task's order. */
  #fail({ order, index }: Pick<Task, "order" | "index">, error: Error): void {
    if (order.error) return;
    const count = order.outputs.length;
    order.error = new JobError(error, { job: order.name, index, count });
    this.#queue = this.#queue.filter((task) => task.order !== order);
    for (const [worker, task] of this.#busy) if (task.order === order) this.#stop(worker, error);
    this.#settle(order);
  }

  /** Answers once no job of the order runs and no listener of it is at work. */
  #settle(order: Order): void {
    if (order.error && order.running === 0) order.reject(order.error);
    else if (order.left === 0) order.resolve(order.outputs);
    else return;
    order.settled();
  }

  async #stop(worker: PoolWorker, reason: Error): Promise<void> {
    await worker.terminate(reason);
    this.#all.delete(worker);
  }
}
