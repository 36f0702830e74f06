import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Layer } from "../../src/models/architectures.ts";
import { linearRegions, type LinearRegionsOptions } from "../../src/objectives/linear_regions.ts";
import { seededRandom } from "../../src/random.ts";
import type { Batch, TrainableNetwork } from "../../src/types.ts";
import { checkWeightGradients } from "../support/gradient_of_network.ts";
import { noise } from "../support/noise.ts";
import { oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

const options: LinearRegionsOptions = {
  strength: 3,
  distance: 0.8,
  warmUpEpochs: 10,
  epochs: 100,
  firstShare: 0.8,
  lastShare: 0.4,
};

function labelled(shape: number[], seed: number): Batch {
  const labels = Array.from({ length: shape[0]! }, (_, i) => i % 3);
  return { images: noise(shape, seed), labels: tf.tensor1d(labels, "int32") };
}

const random = seededRandom(1);

async function termsOf(network: TrainableNetwork, batch: Batch, epoch?: number) {
  const { terms, total } = linearRegions(options).loss(network, batch, random, epoch);
  const value = async (each: tf.Scalar) => (await each.data())[0]!;
  return {
    total: await value(total),
    crossEntropy: await value(terms.cross_entropy!),
    borders: await value(terms.region_borders!),
    decisions: await value(terms.decision_boundaries!),
  };
}

const hinge = (distance: number) => Math.max(0, 1 - distance / options.distance);
const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);

Deno.test("linearRegions() is by hand on a network of one hidden layer", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [4], classes: 3, seed: 2 });
  const batch = labelled([6, 4], 5);
  const x = await batch.images.array() as number[][];
  const [w1, b1, w2, b2] = await Promise.all(
    [...network.weights.values()].map((each) => each.array()),
  ) as [number[][], number[], number[][], number[]];
  const labels = [...await batch.labels.data()];
  const column = (w: number[][], j: number) => w.map((row) => row[j]!);
  const dot = (a: number[], b: number[]) => sum(a.map((each, i) => each * b[i]!));
  const shares = [[1, 3, 0.1], [50, 3, 1], [100, 2, 1], [120, 2, 1]] as const; // 5 units: 0.796, 0.6, 0.4, 0.4 of them
  for (const [epoch, count, warmth] of shares) {
    let borders = 0, decisions = 0;
    for (const [i, label] of labels.entries()) {
      const z = b1.map((bias, j) => dot(x[i]!, column(w1, j)) + bias);
      const nearest = z.map((each, j) => Math.abs(each) / Math.hypot(...column(w1, j)))
        .sort((a, b) => a - b).slice(0, count);
      borders += sum(nearest.map(hinge)) / count;
      const on = z.map((each) => each > 0 ? 1 : 0);
      const y = b2.map((bias, k) => dot(z.map((each) => Math.max(0, each)), column(w2, k)) + bias);
      const slope = (k: number) => w1.map((row) => sum(row.map((w, j) => w * on[j]! * w2[j]![k]!)));
      for (const k of [0, 1, 2].filter((k) => k !== label)) {
        const between = Math.hypot(...slope(k).map((each, d) => slope(label)[d]! - each));
        decisions += hinge((y[label]! - y[k]!) / between) / 3;
      }
    }
    const found = await termsOf(network, batch, epoch);
    assertAlmostEquals(found.borders, 3 * warmth * borders / 6, 1e-5, `borders in ${epoch}`);
    assertAlmostEquals(found.decisions, 3 * warmth * decisions / 6, 1e-4, `decisions in ${epoch}`);
    assertAlmostEquals(found.total, found.crossEntropy + found.borders + found.decisions, 1e-5);
  }
});

Deno.test("linearRegions() of a linear network has decision boundaries alone: its exact margins", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [3, 3, 1] });
  const batch = labelled([6, 3, 3, 1], 7);
  const w = await network.weights.get("layer0.weight")!.array() as number[][];
  const logits = await network.logits(batch.images).array();
  const labels = [...await batch.labels.data()];
  const between = (a: number, b: number) => Math.hypot(...w.map((row) => row[a]! - row[b]!));
  const expected = labels.map((y, i) =>
    sum(
      [0, 1, 2].filter((k) => k !== y).map((k) =>
        hinge((logits[i]![y]! - logits[i]![k]!) / between(y, k))
      ),
    )
  );
  const found = await termsOf(network, batch, 10);
  assertEquals(found.borders, 0);
  assertAlmostEquals(found.decisions, 3 * sum(expected) / 3 / 6, 1e-5);
});

Deno.test("linearRegions() counts borders that are equally near as so many as there are", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [4], classes: 3 });
  const weights = await network.readWeights();
  weights.get("layer0.bias")!.values.fill(0);
  network.setWeights(weights);
  const batch = { images: tf.zeros([2, 4]), labels: tf.tensor1d([0, 1], "int32") };
  const { borders } = await termsOf(network, batch, 100);
  assertAlmostEquals(borders, 3, 1e-6); // each of them at distance 0, and no more than n of n counted
});

const layers: readonly Layer[] = [
  { kind: "convolution", filters: 3, size: 3, stride: 2, padding: 1, relu: true },
  { kind: "convolution", filters: 4, size: 2, stride: 1, padding: 1, relu: true },
  { kind: "dense", units: 6, relu: true },
  { kind: "dense", units: "classes" },
];

/** A network whose ReLUs are on or off by so much that no small step crosses a kink. */
async function decidedNetwork() {
  const network = tinyNetwork(layers, { inputShape: [5, 4, 2], seed: 3 });
  const weights = await network.readWeights();
  for (const name of ["layer0.bias", "layer1.bias", "layer2.bias"]) {
    weights.get(name)!.values.forEach((_, i, values) => values[i] = i % 3 === 1 ? -4 : 4);
  }
  network.setWeights(weights);
  return network;
}

for (const backend of ["wasm", "cpu"] as const) {
  Deno.test(`linearRegions() has the gradient that central differences say, on ${backend}`, async () => {
    await startBackend(backend);
    const network = await decidedNetwork();
    const batch = labelled([4, 5, 4, 2], 12);
    // every unit counts, and γ is beyond every distance: only the hinges' own kinks could be crossed
    const all = { ...options, strength: 10, distance: 200, firstShare: 1, lastShare: 1 };
    const f = () => linearRegions(all).loss(network, batch, random, 10).total;
    await checkWeightGradients(network, f, { step: 1e-2, tolerance: 1e-3, entries: 20 });
    network.dispose();
  });
}

Deno.test("linearRegions() leaves no tensor but its loss", async () => {
  await startBackend("wasm");
  const network = await decidedNetwork();
  const batch = labelled([4, 5, 4, 2], 12);
  const before = tf.memory().numTensors;
  const variables = [...network.weights.values()];
  const { value, grads } = tf.variableGrads(
    () => linearRegions(options).loss(network, batch, random, 3).total,
    variables,
  );
  for (const gradient of Object.values(grads)) {
    assert((await gradient.data()).every(Number.isFinite));
  }
  tf.dispose([value, grads]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("linearRegions() refuses a network that does not know its layers", () => {
  const { regionDistances: _, ...unknown } = tinyNetwork(oneHidden, { inputShape: [4] });
  assertThrows(
    () => linearRegions(options).loss(unknown, labelled([2, 4], 1), random),
    TypeError,
    "must have regionDistances()",
  );
});

Deno.test("linearRegions() has a gradient of a linear network on every backend", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await startBackend(backend);
    const linear = [{ kind: "dense", units: "classes" }] as const;
    const network = tinyNetwork(linear, { inputShape: [4], classes: 3, seed: 2 });
    const batch = labelled([6, 4], 5);
    const all = { ...options, strength: 10, distance: 200 };
    const f = () => linearRegions(all).loss(network, batch, random, 10).total;
    await checkWeightGradients(network, f, { step: 1e-2, tolerance: 1e-3 });
    network.dispose();
  }
});
