// deno-lint-ignore-file no-console
/**
 * MNIST's multiclass logistic regression trained as the paper's authors did,
 * beside what their own code gave after 1,000 epochs. With 1,000 epochs it
 * takes about ten minutes on a free core; with fewer it shows the way there.
 *
 *     deno run -A bench/golden_lr.ts [EPOCHS] [DATA_DIRECTORY]
 */
import { startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { batchIndices, shuffledBatchIndices } from "../src/data/batch_indices.ts";
import { takeBatch } from "../src/data/batches.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { paperSubset } from "../src/data/paper_subsets.ts";
import { linearMargins } from "../src/margins/linear.ts";
import { lipschitzMargin } from "../src/margins/lipschitz.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { crossEntropy } from "../src/objectives/cross_entropy.ts";
import { standardObjective } from "../src/objectives/standard_objective.ts";
import { seededRandom } from "../src/random.ts";
import { findErrors } from "../src/training/find_errors.ts";
import { fit } from "../src/training/fit.ts";
import { sgd } from "../src/training/sgd.ts";

const golden = {
  "training accuracy": 0.93952,
  "test accuracy": 0.9255,
  "training loss": 0.22148,
  "mean margin, 500 test points": 0.2753,
  "least signed margin": -0.23562,
  "accuracy on them": 0.908,
};

const epochs = Number(Deno.args[0] ?? 20);
const directory = Deno.args[1];
await startBackend("wasm");
const { train, test, shape } = await loadDataset("mnist", directory ? { directory } : {});
const network = createNetwork(findArchitecture("lr", shape), {
  inputShape: shape,
  classes: 10,
  random: seededRandom(0, "weights"),
});
const examples = {
  size: train.size,
  take: (positions: ArrayLike<number>) => takeBatch(train, shape, positions),
};
const testExamples = {
  size: test.size,
  take: (positions: ArrayLike<number>) => takeBatch(test, shape, positions),
};
const started = performance.now();
const run = fit(network, {
  objective: standardObjective(),
  optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }),
  train: examples,
  epochs,
  order: shuffledBatchIndices,
  random: seededRandom(0, "training"),
  trainError: "running",
});
for await (const { record } of run) {
  if (record.epoch % 10 === 0) console.error(`epoch ${record.epoch}: loss ${record.loss}`);
}
const seconds = (performance.now() - started) / 1000;

let loss = 0;
for (const positions of batchIndices(train.size, 1000)) {
  const { images, labels } = examples.take(positions);
  const mean = tf.tidy(() => crossEntropy(network.logits(images), labels));
  loss += (await mean.data())[0] * positions.length / train.size;
  tf.dispose([images, labels, mean]);
}
const points = paperSubset("mnist", "test");
const { images, labels } = testExamples.take(points);
const exact = tf.tidy(() =>
  linearMargins(tf.reshape(images, [points.length, -1]) as tf.Tensor2D, labels, {
    weights: network.weights.get("layer0.weight") as unknown as tf.Tensor2D,
    biases: network.weights.get("layer0.bias") as unknown as tf.Tensor1D,
  })
);
const margins = [...await exact.data()];
const estimates = await lipschitzMargin(network, images, { samples: 1, random: seededRandom(0) });
const gap = Math.max(
  ...estimates.map(({ estimate }, i) => Math.abs(estimate - Math.abs(margins[i]))),
);

const ours = {
  "training accuracy": 1 - (await findErrors(network, examples)).length / train.size,
  "test accuracy": 1 - (await findErrors(network, testExamples)).length / test.size,
  "training loss": loss,
  "mean margin, 500 test points": margins.reduce((sum, m) => sum + Math.abs(m), 0) / points.length,
  "least signed margin": Math.min(...margins),
  "accuracy on them": margins.filter((m) => m > 0).length / points.length,
};
console.table(
  Object.fromEntries(
    Object.entries(ours).map(([name, value]) => [name, {
      [`ours, ${epochs} epochs`]: Number(value.toFixed(5)),
      "theirs, 1000 epochs": golden[name as keyof typeof golden],
    }]),
  ),
);
console.log(
  `${(seconds / epochs).toFixed(2)} s an epoch; lipschitzMargin off the exact margin by ${gap}`,
);
