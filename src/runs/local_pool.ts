/**
 * The same as a pool of workers, without workers: jobs run one after the other
 * in this thread, on the backend that runs already.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";
import { JobError, type JobPool, type JobRegistry } from "./job.ts";

/**
 * A pool for where workers cannot be had: they need the permission to read
 * this package's files. Outputs are those of a pool of workers.
 *
 * @param jobs The jobs by name.
 * @param backend What {@linkcode startBackend} gave.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createLocalPool, startBackend } from "@marginlab/marginlab";
 *
 * const double = (x: number) => 2 * x;
 * const pool = createLocalPool({ double }, await startBackend("wasm"));
 * assertEquals(await pool.run("double", [1, 2, 3]), [2, 4, 6]);
 * ```
 */
export function createLocalPool<Registry extends JobRegistry>(
  jobs: Registry,
  backend: Backend,
): JobPool<Registry> {
  return {
    size: 1,
    async run(name, inputs, { onProgress, onMessage, signal } = {}) {
      const outputs = [];
      for (const [index, input] of inputs.entries()) {
        signal?.throwIfAborted();
        let heard = Promise.resolve();
        const then = (answer: () => unknown): void => {
          heard = heard.then(async () => void await answer());
          heard.catch(() => {}); // awaited below
        };
        try {
          const output = await jobs[name]!(structuredClone(input), {
            backend,
            progress: (steps = 1) => then(() => onProgress?.(steps)),
            send: (message) => then(() => onMessage?.(message as never, index)),
          });
          await heard;
          outputs.push(output);
        } catch (error) {
          throw new JobError(error as Error, { job: name, index, count: inputs.length });
        }
      }
      return outputs;
    },
    close: () => Promise.resolve(),
  };
}
