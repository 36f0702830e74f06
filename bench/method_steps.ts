/**
 * Milliseconds, and those of the processor, which other work on the machine moves
 * less, of a batch-128 training step of each method on real images, with the
 * paper's settings, from a network that has learned a little: standard
 * training of 64 steps first, for how far Deep Defense must go depends on it.
 *
 *     deno run -A bench/method_steps.ts wasm|native [steps] [only those with these letters]
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { type BackendChoice, startBackend } from "../src/backend/choose.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { type ArchitectureName, findArchitecture } from "../src/models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../src/models/network.ts";
import { seededRandom } from "../src/random.ts";
import { paperTraining } from "../src/runs/paper_training.ts";
import type { Method, RunSpec } from "../src/runs/run_spec.ts";
import { fitOptionsOf } from "../src/runs/training_setup.ts";
import { fit } from "../src/training/fit.ts";
import type { Dataset } from "../src/types.ts";
import { print } from "../tasks/terminal.ts";

const cases: readonly (readonly ["mnist" | "cifar10", ArchitectureName, readonly Method[]])[] = [
  ["mnist", "lenet", ["std", "amr", "adv", "dd"]],
  ["mnist", "lenet_small", ["std", "amr", "mmr"]],
  ["cifar10", "convnet", ["std", "amr", "adv", "dd"]],
  ["cifar10", "lenet_small", ["std", "amr", "mmr"]],
];

const [choice = "wasm", count = "5", only = ""] = Deno.args;
const backend = await startBackend(choice as BackendChoice);
print(`${backend.name}, ${backend.kernels}`);
for (const [name, model, methods] of cases) {
  const wanted = methods.filter((method) => `${name} ${model} ${method}`.includes(only));
  if (wanted.length === 0) continue;
  const dataset = await loadDataset(name);
  const shape = { inputShape: [...dataset.shape], classes: 10, random: seededRandom(2) };
  const network = createNetwork(findArchitecture(model, dataset.shape), shape);
  await stepTimes(network, dataset, { model, method: "std", steps: 64 });
  const weights = await network.readWeights();
  for (const method of wanted) {
    network.setWeights(weights);
    const times = await stepTimes(network, dataset, { model, method, steps: Number(count) });
    const later = times.slice(1);
    const middle = (of: keyof StepTime) =>
      later.map((each) => each[of]).sort((a, b) => a - b)[later.length >> 1]!.toFixed(0);
    const memory = Deno.memoryUsage().rss / 2 ** 20;
    print(
      `${name} ${model} ${method}: ${middle("wall")} ms, ${
        middle("processor")
      } of the processor, ` +
        `${memory.toFixed(0)} MiB resident`,
    );
  }
  network.dispose();
}

/** Milliseconds of a step. */
interface StepTime {
  readonly wall: number;
  readonly processor: number;
}

/** What each of a few steps took. */
async function stepTimes(
  network: LayeredNetwork,
  dataset: Dataset,
  { model, method, steps }: { model: ArchitectureName; method: Method; steps: number },
): Promise<StepTime[]> {
  const which = { dataset: dataset.name, model, method, recipe: "released" } as const;
  const sizes = { trainSize: 128 * steps, batchSize: 128 };
  const settings = { ...paperTraining(which), ...sizes, trainError: "running" } as const;
  const { test: _, ...options } = fitOptionsOf({ ...which, settings } as RunSpec, dataset, network);
  const times: StepTime[] = [];
  let last = performance.now(), used = cpuUsage();
  const onStep = (): void => {
    const { user, system } = cpuUsage(used);
    times.push({ wall: performance.now() - last, processor: (user + system) / 1000 });
    last = performance.now();
    used = cpuUsage();
  };
  const random = seededRandom(2, method);
  for await (const _ of fit(network, { ...options, random, epochs: 1, readEvery: 1, onStep }));
  return times;
}
