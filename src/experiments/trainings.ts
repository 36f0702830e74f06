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
  return await Promise.all([...distinct.values()].map(async ({ spec, secondsAnEpoch }) => {
    const { dataset, model, method, settings: { adversary } } = spec;
    const attackSteps = adversary?.steps ?? null;
    return { dataset, model, method, attackSteps, secondsAnEpoch: await secondsAnEpoch() };
  }));
}
