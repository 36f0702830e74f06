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
export interface Shard<Input, Output> {
  /** How many steps its job counts. */
  readonly steps: number;
  /** What a step counts as in `progress`, where shards differ; asked only of what is not kept. */
  weight?(): Promise<number>;
  /** What its job is given; made when its turn comes, so that all inputs are never there at once. */
  input(): Input | Promise<Input>;
  /** The output that an earlier process kept; null where there is none that can be trusted. */
  kept(): Promise<Output | null>;
  /** Keeps the output. */
  keep(output: Output): Promise<void>;
}

/** How {@linkcode runShards} works. */
export interface RunShardsOptions<Input, Output> {
  /** Shows how far the shards are that are not kept yet; not asked where there are none. */
  readonly progress?: ((work: number) => StepCounter) | undefined;
  /** Told what is not kept yet, before work begins; not where there is nothing. */
  readonly onMissing?: (missing: readonly Shard<Input, Output>[]) => void | Promise<void>;
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
  shards: readonly Shard<JobInput<Jobs[Name]>, JobOutput<Jobs[Name]>>[],
  options: RunShardsOptions<JobInput<Jobs[Name]>, JobOutput<Jobs[Name]>> = {},
): Promise<JobOutput<Jobs[Name]>[]> {
  type Output = JobOutput<Jobs[Name]>;
  const { progress, onMissing, onShard } = options;
  const outputs: (Output | undefined)[] = [];
  for (const shard of shards) outputs.push(await shard.kept() ?? undefined);
  const missing = shards.flatMap((shard, place) =>
    outputs[place] === undefined ? [{ shard, place }] : []
  );
  if (missing.length < shards.length) await onShard?.(outputs);
  if (missing.length === 0) return outputs as Output[];
  await onMissing?.(missing.map(({ shard }) => shard));
  const weights: number[] = [];
  for (const { shard, place } of missing) weights[place] = await shard.weight?.() ?? 1;
  const counter = progress?.(
    missing.reduce((sum, { shard, place }) => sum + shard.steps * weights[place]!, 0),
  );
  const stop = new AbortController();
  const queue = missing.values();
  const lane = async (): Promise<void> => {
    for (const { shard, place } of queue) {
      stop.signal.throwIfAborted();
      const [output] = await pool.run(name, [await shard.input()], {
        onProgress: (steps) => counter?.advance(steps * weights[place]!),
        signal: stop.signal,
      });
      await shard.keep(output!);
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

/**
 * A shard's output as one sealed file.
 *
 * @param files Where it is kept.
 * @param path The name must change whenever the output would.
 * @param report Told of a file that is damaged; it counts as none.
 */
export function sealedOutput<Output>(
  files: RunFiles,
  path: string,
  report: (line: string) => void = () => {},
): Pick<Shard<never, Output>, "kept" | "keep"> {
  return {
    async kept() {
      const bytes = await files.read(path);
      if (bytes === null) return null;
      if (await isWhole(bytes)) return (unsealJson(bytes) as { output: Output }).output;
      report(`${path} is damaged: measured again`);
      return null;
    },
    keep: async (output) => await files.write(path, await sealJson({ output })),
  };
}
