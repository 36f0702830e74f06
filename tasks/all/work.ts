/**
 * How much work an experiment leaves when its runs are trained.
 */
import type { Foreseen } from "../../src/experiments/look_ahead.ts";
import { type MarginShard, shardsOf } from "../../src/runs/margin_shards.ts";
import { attackGradients } from "../../src/runs/measure_robustness.ts";
import type { RunSpec } from "../../src/runs/run_spec.ts";
import type { RunStore } from "../../src/runs/store.ts";
import { gradientWork, type WorkedOn } from "../../src/runs/work.ts";

/**
 * The work by the first word of how it is announced: at most, where attacks end
 * early or are kept.
 *
 * @param foreseen What it will ask for.
 * @param options The data sets, the store, and the files of margins that count elsewhere; its own join them.
 */
export async function measuringWork(
  { margins, robustness }: Foreseen,
  { sets, store, counted }: {
    readonly sets: ReadonlyMap<string, WorkedOn>;
    readonly store: RunStore;
    readonly counted: Set<string>;
  },
): Promise<{ measuring: number; attacking: number }> {
  const work = ({ model, dataset }: Pick<RunSpec, "model" | "dataset">) =>
    gradientWork(model, sets.get(dataset)!);
  let measuring = 0;
  for (const { request: { run, sampling }, file, points } of await allShards(margins)) {
    const folder = store.folder(run.key);
    const path = `${folder.path}/${file}`;
    if (counted.has(path) || await folder.readWhole(file)) continue;
    counted.add(path);
    measuring += points.length * (sampling?.samples ?? 1) * work(run.spec);
  }
  const attacking = robustness.map((asked) => attackGradients(asked) * work(asked.run.spec));
  return { measuring, attacking: sum(attacking) };
}

async function allShards(margins: Foreseen["margins"]): Promise<MarginShard[]> {
  return (await Promise.all(margins.map(shardsOf))).flat();
}

/** The sum of some numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
