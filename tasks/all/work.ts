/**
 * How much work training and measuring are, in multiplications: enough to
 * share out the time that is left.
 */
import type { Foreseen } from "../../src/experiments/look_ahead.ts";
import { findArchitecture } from "../../src/models/architectures.ts";
import { multiplyAdds } from "../../src/models/multiply_adds.ts";
import { type MarginShard, shardsOf } from "../../src/runs/margin_shards.ts";
import { attackGradients } from "../../src/runs/measure_robustness.ts";
import type { RunSpec } from "../../src/runs/run_spec.ts";
import type { RunStore } from "../../src/runs/store.ts";
import type { Dataset } from "../../src/types.ts";

/** What an example's gradient costs beside its logits. */
const gradient = 3;
/** What a step costs beside its multiplications: about a millisecond of many small operations. */
const aStep = 4e7;

type Sets = ReadonlyMap<string, Pick<Dataset, "shape" | "classes">>;

/** The work of one step of a run. */
export function stepWork({ settings, ...network }: RunSpec, sets: Sets): number {
  const { batchSize, adversary, concaveCorrection, deepDefense, linearRegions } = settings;
  const { classes } = sets.get(network.dataset)!;
  const passes = 1 + (adversary?.steps ?? 0) + (concaveCorrection ? 1 : 0) +
    (deepDefense ? deepDefense.steps * classes : 0) + (linearRegions ? classes : 0);
  return passes * (batchSize * gradientWork(network, sets) + aStep);
}

/**
 * The work that an experiment leaves when its runs are trained, by the first
 * word of how it is announced: at most, where attacks end early or are kept.
 *
 * @param foreseen What it will ask for.
 * @param options The data sets, the store, and the files of margins that count elsewhere; its own join them.
 */
export async function measuringWork(
  { margins, robustness }: Foreseen,
  { sets, store, counted }: {
    readonly sets: Sets;
    readonly store: RunStore;
    readonly counted: Set<string>;
  },
): Promise<{ measuring: number; attacking: number }> {
  let measuring = 0;
  for (const { request: { run, sampling }, file, points } of await allShards(margins)) {
    const folder = store.folder(run.key);
    const path = `${folder.path}/${file}`;
    if (counted.has(path) || await folder.readWhole(file)) continue;
    counted.add(path);
    measuring += points.length * (sampling?.samples ?? 1) * gradientWork(run.spec, sets);
  }
  const attacking = robustness.map((asked) =>
    attackGradients(asked) * gradientWork(asked.run.spec, sets)
  );
  return { measuring, attacking: sum(attacking) };
}

async function allShards(margins: Foreseen["margins"]): Promise<MarginShard[]> {
  return (await Promise.all(margins.map(shardsOf))).flat();
}

function gradientWork({ model, dataset }: Pick<RunSpec, "model" | "dataset">, sets: Sets): number {
  const { shape, classes } = sets.get(dataset)!;
  return gradient * multiplyAdds(findArchitecture(model, shape), { inputShape: shape, classes });
}

/** The sum of some numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
