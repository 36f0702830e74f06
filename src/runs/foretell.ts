/**
 * What long work will take, told before it begins.
 *
 * @module
 */
import type { MeasurableRun } from "./stored_run.ts";

/** How the time of some shards is foretold. */
export interface Foretelling<S> {
  /** The run that a shard is of: where data set and network are the same, steps take equally long. */
  run(shard: S): MeasurableRun;
  /** How many steps a shard takes. */
  steps(shard: S): number;
  /** Takes some steps of a shard, and says how many. */
  trial(shard: S): Promise<number>;
}

/** The milliseconds that shards will take one after the other, by the second of two trials of each network. */
export async function foretell<S>(
  shards: readonly S[],
  { run, steps, trial }: Foretelling<S>,
): Promise<number> {
  const networkOf = (shard: S) => `${run(shard).spec.dataset} ${run(shard).spec.model}`;
  let milliseconds = 0;
  for (const group of Map.groupBy(shards, networkOf).values()) {
    await trial(group[0]!);
    const started = performance.now();
    const tried = await trial(group[0]!);
    const all = group.reduce((sum, shard) => sum + steps(shard), 0);
    milliseconds += (performance.now() - started) / tried * all;
  }
  return milliseconds;
}
