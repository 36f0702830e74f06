import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { takeBatch } from "../../src/data/batches.ts";
import { shuffledBatchIndices } from "../../src/data/batch_indices.ts";
import type { Layer } from "../../src/models/architectures.ts";
import { averageMarginRegulariser } from "../../src/objectives/average_margin_regulariser.ts";
import { standardObjective } from "../../src/objectives/standard_objective.ts";
import { seededRandom } from "../../src/random.ts";
import { DivergedError } from "../../src/training/diverged_error.ts";
import { findErrors } from "../../src/training/find_errors.ts";
import { fit } from "../../src/training/fit.ts";
import type { FitOptions, StepProgress } from "../../src/training/fit_options.ts";
import { sgd } from "../../src/training/sgd.ts";
import type { EpochRecord, TrainingState } from "../../src/training/training_state.ts";
import type { TrainableNetwork } from "../../src/types.ts";
import { tinyExamples, tinyShape, tinySplit } from "../support/tiny_examples.ts";
import { tinyNetwork } from "../support/tiny_networks.ts";

const layers: readonly Layer[] = [
  { kind: "dense", units: 16, relu: true },
  { kind: "dropout", rate: 0.25 },
  { kind: "dense", units: "classes" },
];

function settings(changes: Partial<FitOptions> = {}): FitOptions {
  return {
    objective: standardObjective(),
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    train: tinyExamples(60),
    test: tinyExamples(40, 2),
    epochs: 3,
    batchSize: 16,
    order: shuffledBatchIndices,
    random: seededRandom(1, "training"),
    ...changes,
  };
}

function network(): TrainableNetwork {
  return tinyNetwork(layers, { inputShape: [...tinyShape] });
}

async function train(
  network: TrainableNetwork,
  options: FitOptions,
): Promise<{ records: EpochRecord[]; states: TrainingState[] }> {
  const records: EpochRecord[] = [];
  const states: TrainingState[] = [];
  for await (const epoch of fit(network, options)) {
    records.push(epoch.record);
    states.push(await epoch.state());
  }
  return { records, states };
}

Deno.test("fit() lowers the loss and both errors", async () => {
  await startBackend("wasm");
  const net = network();
  const { records } = await train(net, settings({ epochs: 30 }));
  const [first, last] = [records[0], records.at(-1)!];
  assertEquals(records.map(({ epoch }) => epoch), Array.from({ length: 30 }, (_, i) => i + 1));
  assert(last.loss < 0.6 * first.loss, `${first.loss} to ${last.loss}`);
  assert(last.trainError < 0.2 && last.testError! < 0.3);
  net.dispose();
});

Deno.test("fit() sees every example once an epoch and keeps the last short batch", async () => {
  await startBackend("wasm");
  const net = network();
  const seen: number[][] = [];
  const split = tinySplit(60);
  const augment: FitOptions["augment"] = (positions) => {
    seen.push(Array.from(positions));
    return takeBatch(split, tinyShape, positions);
  };
  await train(net, settings({ augment, epochs: 2 }));
  assertEquals(seen.map((positions) => positions.length), [16, 16, 16, 12, 16, 16, 16, 12]);
  const everyone = Array.from({ length: 60 }, (_, i) => i);
  const [first, second] = [seen.slice(0, 4).flat(), seen.slice(4).flat()];
  assertEquals(first.toSorted((a, b) => a - b), everyone);
  assertEquals(second.toSorted((a, b) => a - b), everyone);
  assert(String(first) !== String(second));
  net.dispose();
});

Deno.test("fit() goes on from a state bit for bit, whatever the objective", async () => {
  await startBackend("wasm");
  const split = tinySplit(60);
  const noisy: FitOptions["augment"] = (positions, random) => {
    const { images, labels } = takeBatch(split, tinyShape, positions);
    const shifted = tf.mul(images, 0.5 + random());
    images.dispose();
    return { images: shifted, labels };
  };
  const all = [
    settings({ epochs: 5 }),
    settings({ epochs: 5, trainError: "running" }),
    settings({ epochs: 5, objective: averageMarginRegulariser({ recipe: "printed", cap: 1 }) }),
    settings({
      epochs: 5,
      objective: averageMarginRegulariser({ recipe: "released", cap: 1 }),
      augment: noisy,
      perturb: (x, _, random) => tf.mul(x, random()),
    }),
    settings({
      epochs: 5,
      objective: averageMarginRegulariser({ recipe: "released", cap: 1 }),
      trainError: "running",
    }),
  ];
  for (const options of all) {
    const straight = network();
    const fresh = () => seededRandom(1, "training");
    const { states } = await train(straight, { ...options, random: fresh() });
    const kept = structuredClone(states[1]);
    const other = network();
    const resumed = await train(other, { ...options, from: kept, random: seededRandom(99) });
    assertEquals(resumed.records.map(({ epoch }) => epoch), [3, 4, 5]);
    assertEquals(resumed.states.at(-1), states.at(-1));
    assertEquals(await other.readWeights(), await straight.readWeights());
    straight.dispose();
    other.dispose();
  }
});

Deno.test("fit() leaves no tensor behind, not after an epoch, not when left early", async () => {
  await startBackend("wasm");
  const objectives = [
    standardObjective(),
    averageMarginRegulariser({ recipe: "released", cap: 1 }),
  ];
  for (const objective of objectives) {
    const net = network();
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const { record } of fit(net, settings({ objective, epochs: 9 }))) {
      counts.push(tf.memory().numTensors);
      if (record.epoch === 4) break;
    }
    assertEquals(counts, Array(4).fill(before + net.weights.size)); // the velocities
    assertEquals(tf.memory().numTensors, before);
    net.dispose();
  }
});

Deno.test("fit() leaves no tensor where a state does not fit", async () => {
  await startBackend("wasm");
  const net = network();
  const before = tf.memory().numTensors;
  const [state] = await Array.fromAsync(
    fit(net, settings({ epochs: 1 })),
    ({ state }) => state(),
  );
  const from = { ...state, weights: new Map() };
  await assertRejects(() => fit(net, settings({ epochs: 2, from })).next());
  assertEquals(tf.memory().numTensors, before);
  net.dispose();
});

Deno.test("fit() records the mean loss, each example counted once, and its terms", async () => {
  await startBackend("wasm");
  const net = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [...tinyShape] });
  const objective = averageMarginRegulariser({ recipe: "printed", cap: 1 });
  const options = settings({ objective, optimizer: sgd({ learningRate: 0 }), epochs: 1 });
  const { records: [record] } = await train(net, options);
  const everyone = options.train.take(Array.from({ length: 60 }, (_, i) => i));
  const { total, terms, logits } = objective.loss(net, everyone, seededRandom(1));
  assertAlmostEquals(record!.loss, (await total.data())[0], 1e-5);
  for (const [name, term] of Object.entries(terms)) {
    assertAlmostEquals(record!.terms[name], (await term.data())[0], 1e-5);
  }
  tf.dispose([everyone.images, everyone.labels, total, logits, ...Object.values(terms)]);
  net.dispose();
});

Deno.test("fit() measures errors after the epoch in inference mode, or from the steps themselves", async () => {
  await startBackend("wasm");
  const still = sgd({ learningRate: 0 });
  const withDropout = network();
  const plain = tinyNetwork(layers.filter(({ kind }) => kind !== "dropout"), {
    inputShape: [...tinyShape],
  });
  const options = settings({ optimizer: still, epochs: 1 });
  const expected = (await findErrors(plain, options.train)).length / 60;
  const test = (await findErrors(plain, options.test!)).length / 40;
  const measured = async (net: TrainableNetwork, trainError: "inference" | "running") => {
    const { records: [record] } = await train(net, { ...options, trainError });
    assertEquals(record!.testError, test);
    return record!.trainError;
  };
  assertEquals(await measured(withDropout, "inference"), expected);
  assertEquals(await measured(plain, "running"), expected);
  assert(await measured(withDropout, "running") !== expected);
  withDropout.dispose();
  plain.dispose();
});

Deno.test("fit() trains on what perturb makes of the images", async () => {
  await startBackend("wasm");
  const dark = settings({ perturb: (x) => tf.zerosLike(x), epochs: 2 });
  const net = network();
  const before = (await net.readWeights()).get("layer0.weight")!.values;
  const count = tf.memory().numTensors;
  await train(net, dark);
  assertEquals(tf.memory().numTensors, count);
  const after = await net.readWeights();
  assertEquals(after.get("layer0.weight")!.values, before); // no light, no gradient
  net.dispose();
});

Deno.test("fit() stops with a clear error when training diverges", async () => {
  await startBackend("wasm");
  const net = network();
  const before = tf.memory().numTensors;
  const options = settings({ optimizer: sgd({ learningRate: 1e20 }), epochs: 9, readEvery: 1 });
  const error = await assertRejects(() => train(net, options), DivergedError);
  assertEquals(error.epoch, 1);
  assert(!Number.isFinite(error.loss));
  assertEquals(
    error.message,
    `Cannot go on training: the loss must stay finite, found ${error.loss} in epoch 1, ` +
      "by step 2; a lower learning rate may help",
  );
  assertEquals(tf.memory().numTensors, before);
  net.dispose();
});

Deno.test("fit() notices weights that are lost in an epoch's last step", async () => {
  await startBackend("wasm");
  const net = network();
  const options = settings({ optimizer: sgd({ learningRate: Infinity }), batchSize: 60 });
  const error = await assertRejects(() => train(net, options), DivergedError);
  assert(Number.isFinite(error.loss));
  assert(error.message.includes("found weights that are not finite after a loss of "));
  net.dispose();
});

Deno.test("fit() tells its steps and can be aborted between them", async () => {
  await startBackend("wasm");
  const net = network();
  const steps: StepProgress[] = [];
  const abort = new AbortController();
  const onStep = (progress: StepProgress) => {
    steps.push(progress);
    if (progress.epoch === 2 && progress.step === 2) abort.abort(new Error("enough"));
  };
  const before = tf.memory().numTensors;
  const options = settings({ onStep, signal: abort.signal, readEvery: 2 });
  await assertRejects(() => train(net, options), Error, "enough");
  assertEquals(tf.memory().numTensors, before);
  assertEquals(steps.map(({ epoch, step }) => [epoch, step]), [
    ...[[1, 1], [1, 2], [1, 3], [1, 4]],
    ...[[2, 1], [2, 2], [2, 3]],
  ]);
  assertEquals(steps.map(({ loss }) => loss !== null), [
    ...[false, true, true, true],
    ...[false, true, true],
  ]);
  assert(steps.every(({ steps }) => steps === 4));
  net.dispose();
});

Deno.test("fit() refuses labels that are no classes of the network, and leaves no tensor", async () => {
  await startBackend("wasm");
  const net = network();
  const before = tf.memory().numTensors;
  const train = tinyExamples(20);
  const labelled = (labels: (count: number) => tf.Tensor) => ({
    size: train.size,
    take: (positions: ArrayLike<number>) => {
      const batch = train.take(positions);
      batch.labels.dispose();
      return { images: batch.images, labels: labels(positions.length) as tf.Tensor1D };
    },
  });
  const wrong = {
    [`from 0 to ${net.classes - 1}, found ${net.classes}`]: (count: number) =>
      tf.fill([count], net.classes, "int32"),
    "found -1": (count: number) => tf.fill([count], -1, "int32"),
    "found [16,3]": (count: number) => tf.zeros([count, 3], "int32"),
    "found [1]": () => tf.zeros([1], "int32"),
  };
  for (const [message, labels] of Object.entries(wrong)) {
    const epochs = fit(net, settings({ train: labelled(labels) }));
    await assertRejects(() => epochs.next(), RangeError, message);
  }
  assertEquals(tf.memory().numTensors, before);
  net.dispose();
});

Deno.test("findErrors() counts NaN logits as errors, and has none to count in an empty set", async () => {
  await startBackend("wasm");
  const logits = tf.tensor2d([[1, 0], [NaN, 0], [0, NaN], [NaN, NaN], [0, 1]]);
  const broken = { inputShape: [1], classes: 2, logits: () => tf.clone(logits) };
  const examples = {
    size: 5,
    take: () => ({ images: tf.zeros([5, 1]), labels: tf.zeros([5], "int32") as tf.Tensor1D }),
  };
  assertEquals([...await findErrors(broken, examples)], [1, 2, 3, 4]);
  assertEquals([...await findErrors(broken, { ...examples, size: 0 })], []);
  await assertRejects(
    () => findErrors(broken, examples, { batchSize: 0 }),
    RangeError,
    "whole number, found 0",
  );
  logits.dispose();
});

Deno.test("fit() refuses an empty training set", async () => {
  await startBackend("wasm");
  const net = network();
  const empty = { size: 0, take: () => tinyExamples(1).take([0]) };
  await assertRejects(
    () => train(net, settings({ train: empty })),
    RangeError,
    "at least one example is needed, found 0",
  );
  net.dispose();
});

Deno.test("fit() checks the labels of the first epoch that it trains, also where it goes on", async () => {
  await startBackend("wasm");
  const net = network();
  const { states } = await train(net, settings({ epochs: 1 }));
  const examples = tinyExamples(60);
  const take = (positions: ArrayLike<number>) => {
    const batch = examples.take(positions);
    return { ...batch, labels: tf.fill([positions.length], net.classes, "int32") as tf.Tensor1D };
  };
  const on = settings({ from: states[0]!, epochs: 2, train: { size: 60, take } });
  await assertRejects(() => train(net, on), RangeError, `found ${net.classes}`);
  net.dispose();
});

Deno.test("fit() refuses what would train nothing", async () => {
  await startBackend("wasm");
  const net = network();
  for (const epochs of [NaN, -1, 1.5]) {
    await assertRejects(() => train(net, settings({ epochs })), RangeError, `found ${epochs}`);
  }
  const none = settings({ order: () => [] });
  await assertRejects(() => train(net, none), RangeError, "the order has no batch");
  net.dispose();
});
