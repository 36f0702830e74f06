// deno-lint-ignore-file no-console
/**
 * The same training on every kernel set: `fit` on real images with the paper's
 * settings and one seed, the loss of every step side by side in
 * `bench/losses.csv`, where the rows of trainings that are not asked for stay. A
 * software adapter serves WebGPU (Debian: mesa-vulkan-drivers).
 *
 *     deno run -A bench/losses.ts [--trainings=REGEXP] [--sets=cpu,portable,…] [--steps=N]
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import { shuffledBatchIndices } from "../src/data/batch_indices.ts";
import { takeBatch } from "../src/data/batches.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { standardObjective } from "../src/objectives/standard_objective.ts";
import { seededRandom } from "../src/random.ts";
import { fit } from "../src/training/fit.ts";
import { sgd } from "../src/training/sgd.ts";
import type { Dataset } from "../src/types.ts";
import { kernelSets } from "./kernel_sets.ts";

interface Training {
  readonly dataset: "mnist" | "cifar10";
  readonly model: string;
  readonly batchSize: number;
  /** How many steps a set takes that is too slow for all of them. */
  readonly fewer: Readonly<Record<string, number>>;
}

const trainings: readonly Training[] = [
  { dataset: "mnist", model: "mlp", batchSize: 32, fewer: {} },
  { dataset: "cifar10", model: "mlp", batchSize: 8, fewer: {} },
  { dataset: "mnist", model: "cnn", batchSize: 8, fewer: { cpu: 10, webgpu: 10 } },
  { dataset: "cifar10", model: "cnn", batchSize: 8, fewer: { cpu: 3, webgpu: 3 } },
];

function option(name: string, otherwise: string): string {
  const found = Deno.args.find((argument) => argument.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? otherwise;
}

const allSteps = Number(option("steps", "200"));
const sets = option("sets", "cpu,portable,portable-plain,native,webgpu").split(",");
const wanted = new RegExp(option("trainings", "."));
const nameOf = ({ dataset, model }: Training): string => `${dataset}-${model}`;

/** The losses of the first steps on the kernel set that runs. */
async function lossesOf(training: Training, data: Dataset, steps: number): Promise<number[]> {
  const { model, batchSize } = training, { shape, train } = data;
  const random = seededRandom(1, nameOf(training));
  const architecture = findArchitecture(model, shape);
  const network = createNetwork(architecture, { inputShape: shape, classes: 10, random });
  const losses: number[] = [], enough = new AbortController();
  const epochs = fit(network, {
    objective: standardObjective(),
    optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }),
    train: {
      size: allSteps * batchSize,
      take: (positions) => takeBatch(train, shape, positions),
    },
    epochs: 1,
    batchSize,
    order: shuffledBatchIndices,
    random: seededRandom(1, "training"),
    trainError: "running",
    readEvery: 1,
    signal: enough.signal,
    onStep: ({ step, loss }) => {
      losses.push(loss!);
      if (step === steps) enough.abort();
    },
  });
  try {
    await epochs.next();
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  } finally {
    network.dispose();
  }
  return losses;
}

const deviation = (value: number, reference: number): number =>
  Math.abs(value - reference) / Math.abs(reference);

/** How far a set is from another over the steps that both took, and at the last of them. */
function compare(losses: readonly number[], reference: readonly number[]): string {
  const both = Math.min(losses.length, reference.length);
  if (both === 0) return "";
  const apart = losses.slice(0, both).map((loss, i) => deviation(loss, reference[i]!));
  return `${Math.max(...apart).toExponential(1)} over ${both} steps, ${
    apart.at(-1)!.toExponential(1)
  } at the last`;
}

/** What an earlier call found of the other trainings. */
const rows: Record<string, string | number>[] = parse(
  await Deno.readTextFile("bench/losses.csv"),
  { skipFirstRow: true },
).filter(({ training }) => !wanted.test(training!));
for (const training of trainings.filter((each) => wanted.test(nameOf(each)))) {
  const data = await loadDataset(training.dataset);
  const losses: Record<string, number[]> = {};
  for (const set of sets) {
    await kernelSets[set]!();
    const begin = performance.now();
    const steps = Math.min(allSteps, training.fewer[set] ?? allSteps);
    losses[set] = await lossesOf(training, data, steps);
    const seconds = (performance.now() - begin) / 1000;
    console.log(
      `${nameOf(training)}, batch ${training.batchSize}, ${set}: ${steps} steps in ` +
        `${seconds.toFixed(0)} s, loss ${losses[set][0]!.toFixed(4)} to ` +
        `${losses[set].at(-1)!.toFixed(6)}` +
        (losses.cpu && set !== "cpu" ? `; from cpu ${compare(losses[set], losses.cpu)}` : "") +
        (losses.portable && set !== "portable"
          ? `; from portable ${compare(losses[set], losses.portable)}`
          : ""),
    );
  }
  for (let i = 0; i < allSteps; i++) {
    const here = sets.map((set) => [set, losses[set]![i]?.toPrecision(8) ?? ""]);
    rows.push({ training: nameOf(training), step: i + 1, ...Object.fromEntries(here) });
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  await Deno.writeTextFile("bench/losses.csv", stringify(rows, { columns }));
}
