import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { type Architecture, findArchitecture, type Layer } from "../../src/models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../../src/models/network.ts";
import { deepDefense, type DeepDefenseOptions } from "../../src/objectives/deep_defense.ts";
import { seededRandom } from "../../src/random.ts";
import type { Batch } from "../../src/types.ts";
import { assertClose } from "../support/close.ts";
import { checkWeightGradients } from "../support/gradient_of_network.ts";
import { noise } from "../support/noise.ts";
import { tinyNetwork } from "../support/tiny_networks.ts";

const paper: DeepDefenseOptions = {
  strength: 15,
  correctRate: 25,
  wrongRate: 5,
  steps: 5,
  overshoot: 0.02,
};

/** Rates at which a random network's penalty is neither flat nor huge. */
const mild = { ...paper, strength: 2, correctRate: 3, wrongRate: 0.5 };

function labelled(shape: number[], seed: number): Batch {
  const labels = Array.from({ length: shape[0]! }, (_, i) => i % 3);
  return { images: noise(shape, seed), labels: tf.tensor1d(labels, "int32") };
}

/** What DeepFool finds on a linear network, by hand: its first step ends beyond the boundary. */
async function linearPenalties(
  network: LayeredNetwork,
  { images, labels }: Batch,
): Promise<{ penalties: number[]; correct: number }> {
  const w = await (network.weights.get("layer0.weight")!.array()) as number[][];
  const logits = await network.logits(images).array();
  const rows = await tf.reshape(images, [labels.size, -1]).array() as number[][];
  const norm = (v: number[]) => Math.hypot(...v);
  let correct = 0;
  const penalties = [...await labels.data()].map((label, i) => {
    const z = logits[i]!;
    const between = (a: number, b: number) => norm(w.map((row) => row[a]! - row[b]!));
    const predicted = z.indexOf(Math.max(...z));
    const to = (k: number) => Math.abs(z[k]! - z[predicted]!) / between(k, predicted);
    const isCorrect = predicted === label;
    if (isCorrect) correct++;
    const others = z.map((_, k) => k).filter((k) => k !== predicted);
    const distance = isCorrect ? Math.min(...others.map(to)) : to(label);
    const relative = 1.02 * distance / norm(rows[i]!);
    return Math.exp(isCorrect ? -mild.correctRate * relative : mild.wrongRate * relative);
  });
  return { penalties, correct };
}

Deno.test("deepDefense() is the exact margin's penalty on a linear network", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [3, 3, 1] });
  const batch = labelled([12, 3, 3, 1], 7);
  const { total, terms, logits } = deepDefense({ ...mild, steps: 1 }).loss(
    network,
    batch,
    seededRandom(1),
  );
  const { penalties, correct } = await linearPenalties(network, batch);
  assert(correct > 1 && correct < 11, `${correct} of 12 correct`);
  const mean = penalties.reduce((sum, each) => sum + each, 0) / penalties.length;
  assertAlmostEquals((await terms.deep_defense!.data())[0]!, 2 * mean, 1e-4);
  const sum = tf.addN(Object.values(terms));
  assertAlmostEquals((await total.data())[0]!, (await sum.data())[0]!, 1e-5);
  assertEquals(logits.shape, [12, 3]);
});

Deno.test("deepDefense() stops where DeepFool has arrived: more steps change nothing on two classes", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([{ kind: "dense", units: "classes" }], {
    inputShape: [3, 3, 1],
    classes: 2,
  });
  const images = noise([10, 3, 3, 1], 4);
  const labels = tf.tensor1d(Array.from({ length: 10 }, (_, i) => i % 2), "int32");
  const of = async (steps: number) => {
    const { total } = deepDefense({ ...mild, steps }).loss(
      network,
      { images, labels },
      seededRandom(1),
    );
    return (await total.data())[0]!;
  };
  assertAlmostEquals(await of(5), await of(1), 1e-6);
});

const maximum: Layer = { kind: "pool", of: "maximum", size: 2 };
const layers: readonly Layer[] = [
  { kind: "convolution", filters: 2, size: 3, padding: 1, relu: true },
  maximum,
  { kind: "convolution", filters: 3, size: 2, padding: 1, relu: true },
  { kind: "pool", of: "average", size: 2 },
  { kind: "dense", units: 4, relu: true },
  { kind: "dense", units: "classes" },
];

/** A network with large slopes, ReLUs on or off by so much that few small steps cross a kink, and logits whose means on the images are equal. */
async function balancedNetwork(layers: readonly Layer[], images: tf.Tensor, seed: number) {
  const network = tinyNetwork(layers, { inputShape: [4, 4, 1], seed });
  const weights = await network.readWeights();
  for (const [name, { values }] of weights) {
    if (name.endsWith("weight")) values.forEach((value, i) => values[i] = 2 * value);
    else values.forEach((_, i) => values[i] = i % 3 === 2 ? -2 : 2);
  }
  network.setWeights(weights);
  const means = await tf.mean(network.logits(images), 0).data();
  weights.get("layer3.bias")!.values.forEach((value, i, values) => values[i] = value - means[i]!);
  network.setWeights(weights);
  return network;
}

// At these seeds no kink lies within the small steps, and of the four points some are right, some wrong.
for (
  const { name, layers: used, seed, steps } of [
    { name: "through both poolings", layers, seed: 57, steps: 1 },
    {
      name: "over several DeepFool steps",
      layers: layers.filter((each) => each !== maximum),
      seed: 124,
      steps: 5,
    },
  ]
) {
  for (const backend of ["wasm", "cpu"] as const) {
    Deno.test(`deepDefense() has the gradient that central differences say ${name}, on ${backend}`, async () => {
      await startBackend(backend);
      const images = noise([4, 4, 4, 1], seed + 11);
      const batch = { images, labels: tf.tensor1d([0, 1, 2, 0], "int32") };
      const network = await balancedNetwork(used, images, seed);
      const at = (steps: number) => () =>
        deepDefense({ ...mild, steps }).loss(network, batch, seededRandom(4)).total;
      await checkWeightGradients(network, at(steps), { step: 1e-2, tolerance: 1e-3, entries: 9 });
      if (steps > 1) assert((await at(steps)().data())[0] !== (await at(1)().data())[0]);
      network.dispose();
    });
  }
}

/** The same layers with fewer channels: tfjs's cpu backend is slow. */
function thin(architecture: Architecture): Architecture {
  const narrow = (layer: Layer): Layer => {
    if (layer.kind === "convolution" && layer.filters !== "classes") {
      return { ...layer, filters: 4 };
    }
    return layer.kind === "dense" && layer.units !== "classes" ? { ...layer, units: 20 } : layer;
  };
  return { ...architecture, layers: architecture.layers.map(narrow) };
}

Deno.test("deepDefense() gives lenet and convnet the same gradients on wasm as on cpu, and leaves no tensor", async () => {
  for (const [model, shape] of [["lenet", [28, 28, 1]], ["convnet", [32, 32, 3]]] as const) {
    const gradients: Float32Array[][] = [];
    for (const backend of ["cpu", "wasm"] as const) {
      await startBackend(backend);
      const before = tf.memory().numTensors;
      const random = seededRandom(2);
      const inputShape = [...shape];
      const network = createNetwork(thin(findArchitecture(model, shape)), {
        inputShape,
        classes: 10,
        random,
      });
      const images = tf.tidy(() => tf.sigmoid(noise([2, ...shape], 5)));
      const labels = tf.tidy(() => tf.argMax(network.logits(images), 1)) as tf.Tensor1D;
      const variables = [...network.weights.values()];
      const { value, grads } = tf.variableGrads(
        () => deepDefense({ ...paper, steps: 2 }).loss(network, { images, labels }, random).total,
        variables,
      );
      gradients.push(
        await Promise.all(
          variables.map(async ({ name }) => (await grads[name]!.data<"float32">()).slice()),
        ),
      );
      tf.dispose([value, grads, images, labels]);
      network.dispose();
      assertEquals(tf.memory().numTensors, before);
    }
    const [onCpu, onWasm] = gradients as [Float32Array[], Float32Array[]];
    for (const [i, expected] of onCpu.entries()) {
      assert(expected.every(Number.isFinite) && expected.some((each) => each !== 0), model);
      assertClose(onWasm[i]!, expected, model, 1e-3);
    }
  }
});

Deno.test("deepDefense() is finite where norms vanish: a black image, and a network without slope", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(layers, { inputShape: [4, 4, 1], seed: 3 });
  const images = tf.zeros([3, 4, 4, 1]);
  const labels = tf.tensor1d([0, 1, 2], "int32");
  const gradients = () =>
    tf.variableGrads(
      () => deepDefense(paper).loss(network, { images, labels }, seededRandom(1)).total,
      [...network.weights.values()],
    );
  const flat = await network.readWeights();
  flat.get("layer0.weight")!.values.fill(0);
  for (const weights of [await network.readWeights(), flat]) {
    network.setWeights(weights);
    const { value, grads } = gradients();
    for (const each of [value, ...Object.values(grads)]) {
      assert((await each.data()).every(Number.isFinite));
    }
  }
});

Deno.test("deepDefense() refuses a network that does not know its layers", () => {
  const network = tinyNetwork(layers, { inputShape: [4, 4, 1] });
  const { linearPiece: _, ...unknown } = network;
  const batch = labelled([2, 4, 4, 1], 1);
  assertThrows(
    () => deepDefense(paper).loss(unknown, batch, seededRandom(1)),
    TypeError,
    "must have linearPiece()",
  );
});
