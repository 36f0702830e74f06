/**
 * Drives the walks of many examples through the network in full batches.
 *
 * @module
 */
import { breathe } from "../backend/breathe.ts";
import { checkBatchSize } from "../backend/check_batch_size.ts";
import type { Network } from "../types.ts";
import { askNetwork, type Questions } from "./ask_network.ts";
import type { Answer, Point, Query } from "./attack.ts";

/** One example's walk and what becomes of it. */
export interface Task<Result> {
  /** The example. */
  readonly point: Point;
  /** The walk, not begun yet. */
  readonly walk: Generator<Query, Result, Answer>;
  /** Sees every answer before the walk does. */
  observe?(answer: Answer, query: Query): void;
  /** Gets what the walk returned. */
  done(result: Result): void;
}

/** How walks are driven. */
export interface DriveOptions {
  /** How many examples the network sees at once. */
  readonly batchSize: number;
  /** Stops the work with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

interface Active<Result> {
  readonly task: Task<Result>;
  query: Query;
}

/**
 * Runs every task to its end. At most `batchSize` are under way at once; each
 * that ends gives its place to the next, so batches stay full.
 *
 * @throws {RangeError} If the batch size is not a positive whole number.
 * @throws The signal's reason, once it is aborted.
 */
export async function drive<Result>(
  network: Network,
  tasks: Iterable<Task<Result>>,
  { batchSize, signal }: DriveOptions,
): Promise<void> {
  checkBatchSize(batchSize);
  const waiting = tasks[Symbol.iterator]();
  const size = network.inputShape.reduce((product, n) => product * n, 1);
  const room = new Float32Array(batchSize * size);
  let active: Active<Result>[] = [];
  while (true) {
    signal?.throwIfAborted();
    fill(active, waiting, batchSize);
    if (active.length === 0) return;
    const next: Active<Result>[] = [];
    for (const group of groupsByLoss(active)) {
      const answers = await askNetwork(network, gather(group, room));
      group.forEach((one, row) => {
        one.task.observe?.(answers[row]!, one.query);
        const { done, value } = one.task.walk.next(answers[row]!);
        if (done) one.task.done(value);
        else next.push({ task: one.task, query: value });
      });
    }
    active = next;
    await breathe();
  }
}

function fill<Result>(
  active: Active<Result>[],
  waiting: Iterator<Task<Result>>,
  batchSize: number,
): void {
  while (active.length < batchSize) {
    const { done, value: task } = waiting.next();
    if (done) return;
    const first = task.walk.next();
    if (first.done) task.done(first.value);
    else active.push({ task, query: first.value });
  }
}

function groupsByLoss<Result>(active: readonly Active<Result>[]): Iterable<Active<Result>[]> {
  return Map.groupBy(active, ({ query }) => query.loss).values();
}

function gather(group: readonly Active<unknown>[], room: Float32Array): Questions {
  const size = group[0]!.query.x.length;
  group.forEach(({ query }, row) => room.set(query.x, row * size));
  const labels = group.map(({ task }) => task.point.label);
  const targeted = group[0]!.query.target !== undefined;
  return {
    count: group.length,
    x: room.subarray(0, group.length * size),
    loss: group[0]!.query.loss,
    labels,
    targets: targeted ? group.map(({ query }) => query.target!) : labels,
  };
}
