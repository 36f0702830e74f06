/**
 * Runs that wait to be trained, and their locks: of several processes with the
 * same runs to train, each takes those that no other has.
 *
 * @module
 */
import type { FileLock } from "./run_files.ts";
import type { WantedRun } from "./wanted_runs.ts";

/** How long to wait before a lock is tried again, in milliseconds. */
const patience = 300;

/** A run whose lock is held. */
export interface ClaimedRun {
  readonly run: WantedRun;
  readonly lock: FileLock;
}

/** How a {@linkcode RunQueue} waits. */
export interface RunQueueOptions {
  /** Told, once a run, that another process trains it. */
  readonly report: (line: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Whether what a run starts from is there; it is not handed out before. */
  readonly isReady: (run: WantedRun) => boolean;
}

/** Hands out runs, each once, each with its lock. */
export class RunQueue {
  readonly #waiting: WantedRun[];
  readonly #options: RunQueueOptions;
  readonly #reported = new Set<string>();
  #left: number;

  constructor(runs: readonly WantedRun[], options: RunQueueOptions) {
    this.#waiting = [...runs];
    this.#left = runs.length;
    this.#options = options;
  }

  /** The next run whose lock can be had, waited for if need be; null once all are handed out. */
  async next(): Promise<ClaimedRun | null> {
    for (let refused = 0; this.#left > 0; refused++) {
      if (refused >= this.#waiting.length && refused > 0) await this.#wait();
      this.#options.signal.throwIfAborted();
      const run = this.#waiting.shift();
      if (!run) continue;
      const isReady = this.#options.isReady(run);
      const lock = isReady ? await run.folder.tryLock() : null;
      if (lock) {
        this.#left--;
        return { run, lock };
      }
      this.#waiting.push(run);
      if (isReady) await this.#report(run);
    }
    return null;
  }

  async #wait(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, patience));
  }

  async #report({ folder }: WantedRun): Promise<void> {
    if (this.#reported.has(folder.key)) return;
    this.#reported.add(folder.key);
    const holder = await folder.holder();
    this.#options.report(`${folder.key} is being trained by ${holder}: waiting for it`);
  }
}
