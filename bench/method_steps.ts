/**
 * Milliseconds of a batch-128 training step of each method: standard and
 * adversarial on lenet, Deep Defense on lenet and convnet, the maximum margin
 * regulariser on lenet_small, with the paper's settings, on noise.
 *
 *     deno run -A bench/method_steps.ts wasm|native [steps]
 *
 * @module
 */
import { type BackendChoice, startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { type ArchitectureName, findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { seededRandom } from "../src/random.ts";
import { paperTraining } from "../src/runs/paper_training.ts";
import type { Method, RunSpec } from "../src/runs/run_spec.ts";
import { fitOptionsOf } from "../src/runs/training_setup.ts";
import { fit } from "../src/training/fit.ts";
import type { Dataset, Split } from "../src/types.ts";
import { print } from "../tasks/terminal.ts";

const cases: readonly (readonly [string, ArchitectureName, Method])[] = [
  ["mnist", "lenet", "std"],
  ["mnist", "lenet", "adv"],
  ["mnist", "lenet", "dd"],
  ["mnist", "lenet_small", "amr"],
  ["mnist", "lenet_small", "mmr"],
  ["cifar10", "convnet", "std"],
  ["cifar10", "convnet", "adv"],
  ["cifar10", "convnet", "dd"],
  ["cifar10", "lenet_small", "mmr"],
];

function noise(name: string, steps: number): Dataset {
  const random = seededRandom(1, name);
  const shape = name === "mnist" ? [28, 28, 1] as const : [32, 32, 3] as const;
  const split = (size: number): Split => ({
    size,
    images: Uint8Array.from(
      { length: size * shape[0] * shape[1] * shape[2] },
      () => 256 * random(),
    ),
    labels: Uint8Array.from({ length: size }, () => 10 * random()),
  });
  return { name, shape, classes: 10, train: split(128 * steps), test: split(1) };
}

const [choice = "wasm", count = "4", only = ""] = Deno.args;
const steps = Number(count);
const backend = await startBackend(choice as BackendChoice);
print(`${backend.name}, ${backend.kernels}`);
for (const [name, model, method] of cases) {
  if (!`${name} ${model} ${method}`.includes(only)) continue;
  const dataset = noise(name, steps);
  const which = { dataset: name, model, method, recipe: "released" } as const;
  const settings = { ...paperTraining(which), batchSize: 128, trainError: "running" } as const;
  const spec = { ...which, settings } as RunSpec;
  const random = seededRandom(2);
  const shape = { inputShape: [...dataset.shape], classes: 10, random };
  const network = createNetwork(findArchitecture(model, dataset.shape), shape);
  const times: number[] = [];
  let last = performance.now();
  const { test: _, ...options } = fitOptionsOf(spec, dataset, network);
  const epochs = fit(network, {
    ...options,
    random,
    epochs: 1,
    readEvery: 1,
    onStep() {
      const now = performance.now();
      times.push(now - last);
      last = now;
    },
  });
  for await (const _ of epochs);
  const later = times.slice(1).sort((a, b) => a - b);
  const middle = later[later.length >> 1]!;
  const memory = tf.memory().numBytes / 2 ** 20;
  print(
    `${name} ${model} ${method}: ${middle.toFixed(0)} ms (first ${times[0]!.toFixed(0)}), ` +
      `${(Deno.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB resident, ${
        memory.toFixed(0)
      } MiB of tensors after it`,
  );
  network.dispose();
}
