/**
 * A worker's side of a pool: starts the backend once, then runs jobs one after
 * the other.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { type Backend, startBackend } from "../backend/choose.ts";
import type { JobRegistry } from "./job.ts";
import type { FromWorker, JobOrder, StartMessage } from "./worker_messages.ts";

/** Milliseconds between two progress messages, however often a job counts. */
const progressInterval = 50;

/** Tells the pool something. */
type Post = (message: FromWorker) => void;

/** Makes this thread a worker that runs the given jobs for its pool. */
export function serveJobs(jobs: JobRegistry): void {
  parentPort!.on("message", ({ backend: choice, options, port }: StartMessage) => {
    const post: Post = (message) => port.postMessage(message);
    failAloud(post);
    const backend = startBackend(choice, options);
    backend.catch((error) => fail(error, post));
    port.onmessage = async ({ data: order }: MessageEvent<JobOrder>) => {
      try {
        const output = await runJob(jobs, order, { backend: await backend, post });
        post({ kind: "done", output });
      } catch (error) {
        fail(error, post);
      }
    };
  });
}

/** Hears what a job throws where nobody awaits it; unheard, it would be printed with its stack as well. */
function failAloud(post: Post): void {
  addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error, post);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason, post);
  });
}

function fail(thrown: unknown, post: Post): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  post({ kind: "failed", error: plainError(error) });
}

async function runJob(
  jobs: JobRegistry,
  { name, input }: JobOrder,
  { backend, post }: { readonly backend: Backend; readonly post: Post },
): Promise<unknown> {
  const job = jobs[name];
  if (!job) {
    throw new TypeError(
      `Cannot run job ${name}: it must be registered, found ${Object.keys(jobs).join(", ")}`,
    );
  }
  const counter = progressCounter(post);
  const send = (value: unknown): void => post({ kind: "message", value });
  const output = await job(input, { backend, progress: counter.add, send });
  counter.flush();
  return output;
}

/** Adds steps up, so that a job may count each of a million. */
function progressCounter(post: Post): { add(steps?: number): void; flush(): void } {
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
