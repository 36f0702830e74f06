/**
 * Jobs whose outputs are kept as files, so that work that was killed goes on
 * where it was.
 *
 * @module
 */
import type { JobInput, JobOutput, JobPool, JobRegistry } from "./job.ts";
import type { RunFiles } from "./run_files.ts";
import { isWhole, sealJson, unsealJson } from "./seal.ts";
import type { StepCounter } from "./train_runs.ts";

/** A part of some work. */
export interface Shard<Input> {
  /** Where its output is kept; the name must change whenever the output would. */
  readonly path: string;
  /** What its job is given. */
  readonly input: Input;
}

/** How {@linkcode runShards} works. */
export interface RunShardsOptions<Input, Output> {
  readonly files: RunFiles;
  /** Told, a line at a time, what is worth knowing: a damaged file. */
  readonly report?: (line: string) => void;
  /** Shows how far the shards are that are not kept yet; not asked where there are none. */
  readonly progress?: (missing: readonly Input[]) => StepCounter;
  /** Told, after every shard, the outputs so far in the shards' order, undefined where there is none yet. */
  readonly onShard?: (outputs: readonly (Output | undefined)[]) => void | Promise<void>;
}

/**
 * Runs a job on every shard over a pool. What an earlier process has kept is
 * read and not run again; every output is kept, whole, as soon as it is there.
 *
 * @returns The outputs in the shards' order; they are JSON-safe data.
 * @throws {StoreError} If an output cannot be read or kept.
 */
export async function runShards<Jobs extends JobRegistry, Name extends keyof Jobs & string>(
  pool: JobPool<Jobs>,
  name: Name,
  shards: readonly Shard<JobInput<Jobs[Name]>>[],
  options: RunShardsOptions<JobInput<Jobs[Name]>, JobOutput<Jobs[Name]>>,
): Promise<JobOutput<Jobs[Name]>[]> {
  type Output = JobOutput<Jobs[Name]>;
  const { files, report = () => {}, progress, onShard } = options;
  const outputs: (Output | undefined)[] = [];
  for (const { path } of shards) outputs.push(await kept<Output>(files, path, report));
  const missing = shards.flatMap((shard, place) =>
    outputs[place] === undefined ? [{ shard, place }] : []
  );
  if (missing.length < shards.length) await onShard?.(outputs);
  if (missing.length === 0) return outputs as Output[];
  const counter = progress?.(missing.map(({ shard }) => shard.input));
  const stop = new AbortController();
  const queue = missing.values();
  const lane = async (): Promise<void> => {
    for (const { shard: { path, input }, place } of queue) {
      stop.signal.throwIfAborted();
      const [output] = await pool.run(name, [input], {
        onProgress: (steps) => counter?.advance(steps),
        signal: stop.signal,
      });
      await files.write(path, await sealJson({ output }));
      outputs[place] = output!;
      await onShard?.(outputs);
    }
  };
  const lanes = Array.from(
    { length: Math.min(pool.size, missing.length) },
    () =>
      lane().catch((error) => {
        stop.abort(error);
        throw error;
      }),
  );
  const ends = await Promise.allSettled(lanes);
  counter?.finish();
  if (ends.some(({ status }) => status === "rejected")) throw stop.signal.reason;
  return outputs as Output[];
}

async function kept<Output>(
  files: RunFiles,
  path: string,
  report: (line: string) => void,
): Promise<Output | undefined> {
  const bytes = await files.read(path);
  if (bytes === null) return undefined;
  if (await isWhole(bytes)) return (unsealJson(bytes) as { output: Output }).output;
  report(`${path} is damaged: measured again`);
  return undefined;
}
