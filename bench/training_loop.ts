// deno-lint-ignore-file no-console
/**
 * What the training loop adds to a bare step: batches of 128 random images
 * through `fit`, beside gradients and update written out by hand on one batch
 * that stays in place. Rounds alternate; the medians are compared.
 *
 * `deno run bench/training_loop.ts [ARCHITECTURE …]`
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { takeBatch } from "../src/data/batches.ts";
import { shuffledBatchIndices } from "../src/data/batch_indices.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { averageMarginRegulariser } from "../src/objectives/average_margin_regulariser.ts";
import { standardObjective } from "../src/objectives/standard_objective.ts";
import { seededRandom } from "../src/random.ts";
import { fit } from "../src/training/fit.ts";
import { sgd } from "../src/training/sgd.ts";
import type { Objective, Split, TrainableNetwork } from "../src/types.ts";

const shapes = { mnist: [28, 28, 1], cifar10: [32, 32, 3] } as const;
type Shape = (typeof shapes)[keyof typeof shapes];

const objectives: Record<string, Objective> = {
  std: standardObjective(),
  amr: averageMarginRegulariser({ recipe: "released", cap: 10, correction: false }),
};

function randomSplit(size: number, shape: Shape): Split {
  const random = seededRandom(1, "images");
  const pixels = shape[0] * shape[1] * shape[2];
  return {
    size,
    images: Uint8Array.from({ length: size * pixels }, () => 256 * random()),
    labels: Uint8Array.from({ length: size }, () => 10 * random()),
  };
}

/** Milliseconds a step of gradients and update, nothing around them. */
async function bareSteps(
  network: TrainableNetwork,
  { split, shape, steps }: { split: Split; shape: Shape; steps: number },
): Promise<number> {
  const positions = Array.from({ length: 128 }, (_, i) => i);
  const { images, labels } = takeBatch(split, shape, positions);
  const target = tf.tidy(() => tf.cast(tf.oneHot(labels, 10), "float32"));
  const optimizer = tf.train.momentum(0, 0.9, true);
  const variables = [...network.weights.values()];
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(target, network.logits(images)) as tf.Scalar,
      variables,
    );
    optimizer.applyGradients(grads as unknown as Parameters<typeof optimizer.applyGradients>[0]);
    if (i === steps - 1) await value.data();
    tf.dispose([value, grads]);
  }
  const elapsed = performance.now() - start;
  optimizer.dispose();
  tf.dispose([images, labels, target]);
  return elapsed / steps;
}

/** Milliseconds a step of `fit`, from its first to its last. */
async function fittedSteps(
  network: TrainableNetwork,
  options: { split: Split; shape: Shape; objective: Objective },
): Promise<number> {
  const { split, shape, objective } = options;
  let [start, steps] = [0, 0];
  const epochs = fit(network, {
    objective,
    optimizer: sgd({ learningRate: 0, momentum: 0.9 }),
    train: { size: split.size, take: (positions) => takeBatch(split, shape, positions) },
    epochs: 1,
    order: shuffledBatchIndices,
    random: seededRandom(1),
    trainError: "running",
    onStep: ({ step }) => {
      if (step === 1) start = performance.now();
      else steps++;
    },
  });
  let elapsed = 0;
  for await (const _ of epochs) elapsed = performance.now() - start;
  return elapsed / steps;
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function compare(name: string, dataset: keyof typeof shapes): Promise<void> {
  const shape = shapes[dataset];
  const seconds = name === "cnn" ? 6 : 1;
  const network = createNetwork(findArchitecture(name, shape), {
    inputShape: shape,
    classes: 10,
    random: seededRandom(1),
  });
  const probe = await bareSteps(network, { split: randomSplit(128, shape), shape, steps: 3 });
  const steps = Math.max(6, Math.round(1000 * seconds / probe));
  const split = randomSplit(128 * steps, shape);
  const times: Record<string, number[]> = { bare: [], std: [], amr: [] };
  for (let round = 0; round < 5; round++) {
    times.bare!.push(await bareSteps(network, { split, shape, steps }));
    for (const [method, objective] of Object.entries(objectives)) {
      times[method]!.push(await fittedSteps(network, { split, shape, objective }));
    }
  }
  network.dispose();
  const [bare, std, amr] = [times.bare!, times.std!, times.amr!].map(median) as [
    number,
    number,
    number,
  ];
  console.log(
    `${name} ${dataset}: bare ${bare.toFixed(2)} ms, fit ${std.toFixed(2)} ms ` +
      `(${(std / bare).toFixed(2)} ×), amr ${amr.toFixed(2)} ms (${(amr / bare).toFixed(2)} ×)`,
  );
}

const { name, kernels } = await startBackend("wasm") as { name: string; kernels?: string };
console.log(`${name} ${kernels ?? ""}`);
for (const architecture of Deno.args.length > 0 ? Deno.args : ["lr", "mlp", "cnn"]) {
  for (const dataset of ["mnist", "cifar10"] as const) await compare(architecture, dataset);
}
