/**
 * One worker as its pool sees it.
 *
 * Node's worker interface and not the web's: of a worker that ends itself
 * (`Deno.exit`, `process.exit`) the web's says nothing at all, and whoever
 * waits for its answer waits for ever; Node's has an `exit` event.
 *
 * @module
 */
import type { Worker } from "node:worker_threads";
import type { Backend, BackendChoice } from "../backend/choose.ts";
import type { JobListeners } from "./job.ts";
import type { FromWorker, JobOrder, StartMessage } from "./worker_messages.ts";

/** A running worker. */
export interface PoolWorker {
  /** Runs one job; while it runs, no other may be given. */
  work(name: string, input: unknown, listeners: JobListeners<unknown>): Promise<unknown>;
  /** Ends the worker at once; a job that it runs rejects with the reason. */
  terminate(reason: Error): Promise<void>;
}

interface Work {
  readonly listeners: JobListeners<unknown>;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  /** The listeners' answers so far, one after the other. */
  heard: Promise<void>;
}

/** Starts a worker and, in it, a backend; what goes wrong is said to the first job. */
export function startWorker(
  entry: URL,
  backend: Pick<StartMessage, "backend" | "options">,
): PoolWorker {
  let work: Work | undefined;
  let ended: Error | undefined;

  const end = (error: Error): void => {
    const reason = ended ??= error;
    work?.heard.then(() => work?.reject(reason), work.reject);
  };
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "failed") end(data.error);
    else if (work && !ended) receive(data, work);
  };
  const started = newWorker(entry, { ...backend, port: port2 }, end);
  started.catch(end);

  return {
    work(name, input, listeners) {
      return new Promise((resolve, reject) => {
        work = { listeners, resolve, reject, heard: Promise.resolve() };
        if (ended) return reject(ended);
        port.postMessage({ name, input } satisfies JobOrder);
      });
    },
    async terminate(reason) {
      end(reason);
      const { worker, exited } = await started.catch(() => ({ worker: null, exited: null }));
      await worker?.terminate();
      await exited;
      port.close();
    },
  };
}

/** The choice that gives a backend again, whatever it was chosen by. */
export function choiceOf(backend: BackendChoice | Backend): BackendChoice {
  if (typeof backend === "string") return backend;
  return backend.name === "wasm" && backend.library ? "native" : backend.name;
}

/** A worker, and when it has ended; only here is Node's module asked for, which a browser has not. */
async function newWorker(
  entry: URL,
  start: StartMessage,
  onEnd: (error: Error) => void,
): Promise<{ worker: Worker; exited: Promise<void> }> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(entry);
  const exited = new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  worker.on("error", onEnd);
  worker.on("exit", (code) => onEnd(new Error(`the worker ended itself with code ${code}`)));
  worker.postMessage(start, [start.port as never]); // Node's type of the web's port
  return { worker, exited };
}

function receive(message: FromWorker, work: Work): void {
  const { listeners, resolve, reject } = work;
  const then = (answer: () => unknown): void => {
    work.heard = work.heard.then(async () => void await answer());
    work.heard.catch(reject);
  };
  if (message.kind === "progress") then(() => listeners.onProgress?.(message.steps));
  if (message.kind === "message") then(() => listeners.onMessage?.(message.value as never, 0));
  if (message.kind === "done") then(() => resolve(message.output));
}
