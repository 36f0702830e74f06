import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { batchIndices } from "../../src/data/batch_indices.ts";
import { averageMarginRegulariser } from "../../src/objectives/average_margin_regulariser.ts";
import { seededRandom } from "../../src/random.ts";
import { concaveGradient } from "../../src/training/concave_gradient.ts";
import { findErrors } from "../../src/training/find_errors.ts";
import { fit } from "../../src/training/fit.ts";
import { sgd } from "../../src/training/sgd.ts";
import { tinyExamples, tinyShape } from "../support/tiny_examples.ts";
import { oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

const objective = averageMarginRegulariser({ recipe: "released", cap: 2, strength: 0.5 });
const concave = objective.concave!;

Deno.test("concaveGradient() is the batches' gradients added up and divided by their number", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [...tinyShape] });
  const train = tinyExamples(50);
  const batchSize = 8; // the last batch has 2
  const variables = [...network.weights.values()];
  const batches = batchIndices(train.size, batchSize);
  const sums = variables.map((variable) => new Float64Array(variable.size));
  for (const positions of batches) {
    const batch = train.take(positions);
    const { value, grads } = tf.variableGrads(
      () => tf.mean(concave(network, batch)) as tf.Scalar,
      variables,
    );
    for (const [i, variable] of variables.entries()) {
      const gradient = await grads[variable.name].data();
      gradient.forEach((each, j) => sums[i][j] += each / batches.length);
    }
    tf.dispose([value, grads, batch.images, batch.labels]);
  }
  const before = tf.memory().numTensors;
  const wrong = await findErrors(network, train);
  assert(wrong.length > 10 && wrong.length < 50);
  const frozen = (await concaveGradient(network, train, { concave, wrong, batchSize }))!;
  for (const [i, tensor] of frozen.entries()) {
    (await tensor.data()).forEach((each, j) => assertAlmostEquals(each, sums[i][j], 1e-6));
  }
  assert(sums[0].some((each) => Math.abs(each) > 1e-3));
  tf.dispose(frozen);
  assertEquals(tf.memory().numTensors, before);
  network.dispose();
});

Deno.test("concaveGradient() is null where nothing is wrong", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [...tinyShape] });
  const options = { concave, wrong: [], batchSize: 8 };
  assertEquals(await concaveGradient(network, tinyExamples(9), options), null);
  network.dispose();
});

Deno.test("fit() subtracts the frozen gradient of the epoch's start from every step", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [...tinyShape] });
  const train = tinyExamples(20);
  const halves = [[...Array(10).keys()], [...Array(10).keys()].map((i) => i + 10)];
  const variables = [...network.weights.values()];
  const wrong = await findErrors(network, train);
  const frozen = (await concaveGradient(network, train, { concave, wrong, batchSize: 10 }))!;
  const expected = new Map(await network.readWeights());
  const rate = 0.5;
  for (const half of halves) {
    network.setWeights(expected);
    const batch = train.take(half);
    const { value, grads } = tf.variableGrads(
      () => objective.loss(network, batch, seededRandom(1)).total,
      variables,
    );
    for (const [i, name] of [...network.weights.keys()].entries()) {
      const gradient = await grads[variables[i].name].data();
      const constant = await frozen[i].data();
      const { shape, values } = expected.get(name)!;
      const moved = values.map((each, j) => each - rate * (gradient[j] - constant[j]));
      expected.set(name, { shape, values: moved });
    }
    tf.dispose([value, grads, batch.images, batch.labels]);
  }
  network.dispose();
  const trained = tinyNetwork(oneHidden, { inputShape: [...tinyShape] });
  const epochs = fit(trained, {
    objective,
    optimizer: sgd({ learningRate: rate }),
    train,
    epochs: 1,
    batchSize: 10,
    order: () => halves,
    random: seededRandom(1),
  });
  for await (const { record } of epochs) assertEquals(record.epoch, 1);
  for (const [name, { values }] of await trained.readWeights()) {
    values.forEach((each, j) => assertAlmostEquals(each, expected.get(name)!.values[j], 1e-5));
  }
  tf.dispose(frozen);
  trained.dispose();
});
