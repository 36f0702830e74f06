/**
 * A worker's side of a pool: starts the backend once, then runs jobs one after
 * the other.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { type Backend, startBackend } from "../backend/choose.ts";
import type { JobRegistry } from "./job.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** Milliseconds between two progress messages, however often a job counts. */
const progressInterval = 50;

/** The way to the pool, which is the first thing that it sends. */
let toPool: MessagePort;

/** Makes this thread a worker that runs the given jobs for its pool. */
export function serveJobs(jobs: JobRegistry): void {
  let backend: Promise<Backend> | undefined;
  const receive = async ({ data: order }: MessageEvent<ToWorker>): Promise<void> => {
    try {
      if (order.kind === "start") {
        backend = startBackend(order.backend);
        post({ kind: "started", backend: await backend });
      } else {
        post({ kind: "done", output: await runJob(jobs, order, await backend!) });
      }
    } catch (thrown) {
      fail(thrown);
    }
  };
  parentPort!.once("message", (port: MessagePort) => {
    toPool = port;
    toPool.onmessage = receive;
  });
  // What a job throws where nobody awaits it; unheard, it would be printed with its stack as well.
  addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
}

function fail(thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  post({ kind: "failed", error: plainError(error) });
}

async function runJob(
  jobs: JobRegistry,
  { name, input }: ToWorker & { kind: "job" },
  backend: Backend,
): Promise<unknown> {
  const job = jobs[name];
  if (!job) {
    throw new TypeError(
      `Cannot run job ${name}: it must be registered, found ${Object.keys(jobs).join(", ")}`,
    );
  }
  const counter = progressCounter();
  const send = (value: unknown): void => post({ kind: "message", value });
  const output = await job(input, { backend, progress: counter.add, send });
  counter.flush();
  return output;
}

/** Adds steps up, so that a job may count each of a million. */
function progressCounter(): { add(steps?: number): void; flush(): void } {
  let steps = 0;
  let posted = performance.now();
  const flush = (): void => {
    if (steps > 0) post({ kind: "progress", steps });
    steps = 0;
    posted = performance.now();
  };
  return {
    add(more = 1) {
      steps += more;
      if (performance.now() - posted >= progressInterval) flush();
    },
    flush,
  };
}

/** What of an error survives a structured clone whatever its class and its cause. */
function plainError({ name, message, stack }: Error): Error {
  const plain = new Error(message);
  plain.name = name;
  if (stack !== undefined) plain.stack = stack;
  return plain;
}

function post(message: FromWorker): void {
  toPool.postMessage(message);
}
