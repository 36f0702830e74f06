/**
 * What the trainings behind a result took, from their runs' records.
 *
 * @module
 */
import type { Training } from "../records/record.ts";
import type { StoredRun } from "../runs/stored_run.ts";

/** Each run once, in the order in which they were asked for. */
export async function trainingsOf(runs: readonly StoredRun[]): Promise<Training[]> {
  const distinct = new Map(runs.map((run) => [run.key, run]));
  return await Promise.all([...distinct.values()].map(async ({ spec, record }) => {
    const { dataset, model, method, settings: { adversary } } = spec;
    const { seconds } = await record();
    const known = seconds.filter((value) => value !== null).sort((a, b) => a - b);
    return {
      dataset,
      model,
      method,
      attackSteps: adversary?.steps ?? null,
      secondsAnEpoch: known[Math.floor(known.length / 2)] ?? null,
    };
  }));
}
