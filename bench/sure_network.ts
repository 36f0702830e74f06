// deno-lint-ignore-file no-console
/**
 * What it costs that a network is sure: a training step of MNIST's cnn as it
 * is drawn, and with its last layer scaled until the gradients of its loss are
 * about the smallest that float32 has. Both should take as long.
 *
 * `deno run -A bench/sure_network.ts portable|portable-plain|native`
 *
 * @module
 */
import * as tf from "../src/backend/tf.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../src/models/network.ts";
import { standardObjective } from "../src/objectives/standard_objective.ts";
import { seededRandom } from "../src/random.ts";
import { sgd } from "../src/training/sgd.ts";
import { trainStep } from "../src/training/train_step.ts";
import { kernelSets } from "./kernel_sets.ts";

const inputShape = [28, 28, 1] as const, classes = 10, batchSize = 128, calls = 30;

/** Half of the images have a second class less likely than e^-88, which is the smallest normal number. */
const sure = 88;

/** Scales the last layer until the median image's first two logits are so far apart. */
function makeSure(network: LayeredNetwork, images: tf.Tensor, gap: number): void {
  const gaps = tf.tidy(() => {
    const { values } = tf.topk(network.logits(images), 2);
    return (values.arraySync() as number[][]).map(([first, second]) => first! - second!);
  });
  const scale = gap / gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  for (const variable of [...network.weights.values()].slice(-2)) {
    const scaled = tf.mul(variable, scale);
    variable.assign(scaled);
    scaled.dispose();
  }
}

async function medianStep(network: LayeredNetwork, images: tf.Tensor): Promise<number> {
  const labels = tf.tidy(() => tf.argMax<tf.Tensor1D>(network.logits(images), 1).toInt());
  const options = {
    objective: standardObjective(),
    optimizer: sgd({ learningRate: 1e-9, momentum: 0.9 })(network.weights),
    frozen: null,
    random: seededRandom(1),
    epoch: 1,
    countWrong: false,
  };
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const begin = performance.now();
    const { total, terms } = trainStep(network, { images, labels: labels as tf.Tensor1D }, options);
    await total.data();
    times.push(performance.now() - begin);
    tf.dispose([total, terms]);
  }
  return times.toSorted((a, b) => a - b)[calls >> 1]!;
}

tf.enableProdMode();
await kernelSets[Deno.args[0] ?? "portable"]!();
const network = createNetwork(findArchitecture("cnn", inputShape), {
  inputShape,
  classes,
  random: seededRandom(1),
});
const images = tf.randomUniform([batchSize, ...inputShape], 0, 1, "float32", 1);
const guessing = await medianStep(network, images);
makeSure(network, images, sure);
const settled = await medianStep(network, images);
console.log(
  `a step takes ${guessing.toFixed(0)} ms, of a sure network ${settled.toFixed(0)} ms: × ${
    (settled / guessing).toFixed(2)
  }`,
);
