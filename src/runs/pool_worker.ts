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
import type { BackendChoice } from "../backend/choose.ts";
import type { JobListeners } from "./job.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

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
export function startWorker(entry: URL, backend: BackendChoice): PoolWorker {
  let work: Work | undefined;
  let ended: Error | undefined;

  const end = (error: Error): void => {
    const reason = ended ??= error;
    work?.heard.then(() => work?.reject(reason), work.reject);
  };
  const started = newWorker(entry, {
    onMessage: (message) => {
      if (message.kind === "failed") end(message.error);
      else if (work && !ended) receive(message, work);
    },
    onEnd: end,
  });
  const post = (message: ToWorker): void =>
    void started.then(({ port }) => port.postMessage(message)).catch(end);
  post({ kind: "start", backend });

  return {
    work(name, input, listeners) {
      return new Promise((resolve, reject) => {
        work = { listeners, resolve, reject, heard: Promise.resolve() };
        if (ended) return reject(ended);
        post({ kind: "job", name, input });
      });
    },
    async terminate(reason) {
      end(reason);
      const parts = await started.catch(() => null);
      parts?.port.close();
      await parts?.worker.terminate();
      await parts?.exited;
    },
  };
}

/** A worker, the way to talk with it, and when it has ended. */
interface WorkerParts {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly exited: Promise<void>;
}

/**
 * Only here is Node's module asked for, which a browser has not. Messages go
 * through the web's channel: Node's `postMessage` looks at every byte of what
 * it is given, shared memory too, two seconds for ten megabytes.
 */
async function newWorker(entry: URL, listeners: {
  readonly onMessage: (message: FromWorker) => void;
  readonly onEnd: (error: Error) => void;
}): Promise<WorkerParts> {
  const { onMessage, onEnd } = listeners;
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(entry);
  const { port1: port, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2 as never]);
  const exited = new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  port.onmessage = ({ data }) => onMessage(data);
  port.onmessageerror = () => onEnd(new Error("a message of the worker could not be read"));
  worker.on("error", onEnd);
  worker.on("exit", (code) => onEnd(new Error(`the worker ended itself with code ${code}`)));
  return { worker, port, exited };
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
