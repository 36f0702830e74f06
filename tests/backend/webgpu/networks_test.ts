/**
 * What models, objectives, attacks and the margin estimate compute, on WebGPU
 * against cpu: every operator they use, in the shapes they use it with.
 */
import { assertEquals } from "@std/assert";
import { minimalRadius } from "../../../src/attacks/minimal_radius.ts";
import { paperAttack, standardAttack } from "../../../src/attacks/presets.ts";
import { robustAccuracy } from "../../../src/attacks/robust_accuracy.ts";
import * as tf from "../../../src/backend/tf.ts";
import { lipschitzMargin } from "../../../src/margins/lipschitz.ts";
import { architectureNames, findArchitecture } from "../../../src/models/architectures.ts";
import { createNetwork } from "../../../src/models/network.ts";
import { averageMarginRegulariser } from "../../../src/objectives/average_margin_regulariser.ts";
import { crossEntropy } from "../../../src/objectives/cross_entropy.ts";
import { lipschitzConstantRegulariser } from "../../../src/objectives/lipschitz_constant_regulariser.ts";
import { standardObjective } from "../../../src/objectives/standard_objective.ts";
import { seededRandom } from "../../../src/random.ts";
import { concaveGradient } from "../../../src/training/concave_gradient.ts";
import { sgd } from "../../../src/training/sgd.ts";
import { trainStep } from "../../../src/training/train_step.ts";
import type { Objective, TrainableNetwork } from "../../../src/types.ts";
import { labelledNoise } from "../../support/attack_networks.ts";
import { type Plain, relativeError, toPlain } from "../../support/kernel_sets.ts";
import { noise } from "../../support/noise.ts";
import { everyLayer, tinyNetwork } from "../../support/tiny_networks.ts";
import { testOnWebgpu } from "../../support/webgpu.ts";

const shapes = { MNIST: [28, 28, 1], "CIFAR-10": [32, 32, 3] } as const;
const objectives: Readonly<Record<string, Objective>> = {
  std: standardObjective(),
  lcr: lipschitzConstantRegulariser({ recipe: "released" }),
  "amr released": averageMarginRegulariser({ recipe: "released", cap: 40 }),
  "amr printed": averageMarginRegulariser({ recipe: "printed", cap: 10 }),
};
const labels = [3, 0, 9];

/** Everything that is computed, by name. */
type Results = Map<string, Plain>;

async function assertBackendsAgree(
  compute: (results: Results) => Promise<void>,
  tolerance = 1e-4,
): Promise<void> {
  const runOn = async (backend: string): Promise<Results> => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors, results: Results = new Map();
    await compute(results);
    assertEquals(tf.memory().numTensors, before, `tensors left on ${backend}`);
    return results;
  };
  const expected = await runOn("cpu"), actual = await runOn("webgpu");
  assertEquals([...actual.keys()], [...expected.keys()]);
  const wrong = [...actual].map(([name, plain]) =>
    [name, relativeError(plain, expected.get(name)!)] as const
  ).filter(([, error]) => !(error <= tolerance));
  assertEquals(wrong, [], `to agree with cpu to ${tolerance}`);
}

async function keep(results: Results, name: string, tensor: tf.Tensor): Promise<void> {
  const { shape, values } = await toPlain(tensor);
  results.set(name, { shape, values: Float32Array.from(values) });
  tensor.dispose();
}

/** Logits, and the gradient in the input by the network's own way and by tfjs's tape. */
async function useNetwork(network: TrainableNetwork, results: Results): Promise<void> {
  const x = tf.tidy(() => tf.abs(noise([labels.length, ...network.inputShape])));
  const y = tf.tensor1d(labels, "int32");
  await keep(results, "logits", tf.tidy(() => network.logits(x)));
  const taped = tf.tidy(() => tf.grad((v) => crossEntropy(network.logits(v), y))(x));
  await keep(results, "input gradient by the tape", taped);
  const gradients = network.inputGradients!(), pullback = gradients.at(x);
  const cotangent = noise([labels.length, network.classes], 5) as tf.Tensor2D;
  await keep(results, "input gradient", pullback.pull(cotangent));
  await keep(results, "its squared norm", pullback.pullSquaredNorm(cotangent));
  const bounds = await gradients.differenceBounds!(2 ** 15);
  if (bounds) await keep(results, "bounds of its differences", bounds.at(x, 3));
  bounds?.dispose();
  pullback.dispose();
  gradients.dispose();
  tf.dispose([x, y, cotangent]);
}

/** A step of each objective, from the same weights: the loss, and how far each weight goes at a rate of 1. */
async function trainNetwork(
  network: TrainableNetwork,
  names: readonly string[],
  results: Results,
): Promise<void> {
  const start = await network.readWeights();
  const images = tf.tidy(() => tf.abs(noise([labels.length, ...network.inputShape])));
  const take = (positions: ArrayLike<number>) => ({
    images: tf.tidy(() => tf.gather(images, tf.tensor1d(Array.from(positions), "int32"))),
    labels: tf.tensor1d(Array.from(positions, (i) => labels[i]!), "int32"),
  });
  for (const name of names) {
    const objective = objectives[name]!;
    network.setWeights(start);
    const optimizer = sgd({ learningRate: 1, momentum: 0.9 })(network.weights);
    const { concave } = objective, wrong = Uint32Array.of(0, 1, 2);
    const frozen = concave
      ? await concaveGradient(network, { size: labels.length, take }, {
        ...{ concave, wrong, batchSize: 2 },
      })
      : null;
    const batch = take([0, 1, 2]);
    const { total, terms, wrong: count } = trainStep(network, batch, {
      ...{ objective, optimizer, frozen, epoch: 1, countWrong: true },
      random: seededRandom(4, "dropout"),
    });
    tf.dispose([...Object.values(terms), batch.images, batch.labels, ...frozen ?? []]);
    await keep(results, `${name}: loss`, total);
    await keep(results, `${name}: wrong`, count!);
    for (const [weight, variable] of network.weights) {
      const { shape, values } = start.get(weight)!;
      const from = tf.tensor(values, [...shape]);
      await keep(results, `${name}: step of ${weight}`, tf.sub(variable, from));
      from.dispose();
    }
    optimizer.dispose();
  }
  images.dispose();
}

for (const name of architectureNames) {
  for (const [set, inputShape] of Object.entries(shapes)) {
    if (name === "convnet" && set === "MNIST") continue; // its last window is larger than what is left
    testOnWebgpu(
      `createNetwork's ${name} for ${set} on WebGPU: logits, input gradients and a step are cpu's`,
      () =>
        assertBackendsAgree(async (results) => {
          const random = seededRandom(1, name);
          const architecture = findArchitecture(name, inputShape);
          const network = createNetwork(architecture, { inputShape, classes: 10, random });
          await useNetwork(network, results);
          await trainNetwork(network, ["std"], results);
          network.dispose();
        }),
    );
  }
}

testOnWebgpu(
  "a step of every objective on WebGPU is cpu's",
  () =>
    assertBackendsAgree(async (results) => {
      const network = tinyNetwork(everyLayer, { inputShape: [10, 10, 1], classes: 10 });
      await trainNetwork(network, Object.keys(objectives), results);
      network.dispose();
    }),
);

const numbers = (values: ArrayLike<number>): Plain => ({
  shape: [values.length],
  values: Float32Array.from(values),
});

testOnWebgpu(
  "lipschitzMargin on WebGPU gives cpu's estimates",
  () =>
    assertBackendsAgree(async (results) => {
      const network = tinyNetwork(everyLayer, { inputShape: [10, 10, 1] });
      const x = noise([3, 10, 10, 1]);
      const { inputShape, classes, logits } = network;
      for (
        const [way, asked] of Object.entries({
          own: network,
          taped: { inputShape, classes, logits },
        })
      ) {
        const options = { samples: 40, radius: 2, batchSize: 16, random: seededRandom(1) };
        const estimates = await lipschitzMargin(asked, x, options);
        results.set(`${way}: estimates`, numbers(estimates.map(({ estimate }) => estimate)));
        results.set(`${way}: norms`, numbers(estimates.map(({ lipschitz }) => lipschitz)));
      }
      x.dispose();
      network.dispose();
    }),
);

testOnWebgpu(
  "robustAccuracy and minimalRadius on WebGPU find what they find on cpu",
  () =>
    assertBackendsAgree(async (results) => {
      const network = tinyNetwork(everyLayer, { inputShape: [10, 10, 1] });
      const batch = await labelledNoise(network, 4);
      const radii = [0.02, 0.1, 0.5, 2];
      for (const attack of [paperAttack({ steps: 10 }), standardAttack]) {
        const { robust } = await robustAccuracy(network, batch, { radii, attack });
        results.set(attack.name, numbers(robust.flat()));
      }
      const { distances } = await minimalRadius(network, batch);
      results.set("distances", numbers(distances.map((distance) => distance ?? NaN)));
      tf.dispose([batch.images, batch.labels]);
      network.dispose();
    }, 1e-2),
);
