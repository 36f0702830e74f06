import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { LayeredNetwork } from "../../src/models/network.ts";
import { noise } from "../support/noise.ts";
import { everyLayer, tinyNetwork } from "../support/tiny_networks.ts";

const many = 2 ** 15;

const oneHidden = (inputs: number, units: number, seed = 1): LayeredNetwork =>
  tinyNetwork([{ kind: "dense", units, relu: true }, { kind: "dense", units: "classes" }], {
    inputShape: [inputs],
    seed,
  });

/** Bounds over squared norms, of every input and rival class. */
async function boundsOverNorms(network: LayeredNetwork, x: tf.Tensor): Promise<number[]> {
  const count = x.shape[0]!;
  const gradients = network.inputGradients!();
  const bounds = (await gradients.differenceBounds!(many))!;
  const pullback = gradients.at(x);
  const ratios: number[] = [];
  for (let label = 0; label < network.classes; label++) {
    const upper = bounds.at(x, label);
    assertEquals(upper.shape, [count, network.classes]);
    const values = await upper.array();
    for (let rival = 0; rival < network.classes; rival++) {
      if (rival === label) continue;
      const row = Array.from(
        { length: network.classes },
        (_, k) => Number(k === label) - Number(k === rival),
      );
      const cotangent = tf.tensor2d(Array(count).fill(row));
      const squares = pullback.pullSquaredNorm(cotangent);
      const norms = await squares.data();
      norms.forEach((norm, i) => ratios.push(values[i]![rival]! / norm));
      tf.dispose([cotangent, squares]);
    }
    upper.dispose();
  }
  pullback.dispose();
  bounds.dispose();
  gradients.dispose();
  return ratios;
}

/** Gives the first kernel the singular values of one that was trained: a few large ones, a long flat rest. */
function stretch(network: LayeredNetwork, directions: number, factor: number): void {
  const kernel = network.weights.get("layer0.weight")!;
  tf.tidy(() => {
    const [inputs, units] = kernel.shape as [number, number];
    const [left, right] = [noise([inputs, directions], 5), noise([directions, units], 6)];
    const spikes = tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D);
    kernel.assign(tf.add(kernel, tf.mul(spikes, factor)));
  });
}

Deno.test("DifferenceBounds.at() is never below the squared norm of a difference's gradient", async () => {
  await startBackend("wasm");
  const size = fc.integer({ min: 1, max: 150 });
  await fc.assert(
    fc.asyncProperty(size, size, fc.nat(), fc.double({ min: 0, max: 3, noNaN: true }), async (
      inputs,
      units,
      seed,
      factor,
    ) => {
      const network = oneHidden(inputs, units, seed);
      stretch(network, 3, factor);
      const x = noise([5, inputs], seed + 1);
      const ratios = await boundsOverNorms(network, x);
      // Where no unit is on, both are 0.
      assert(ratios.every((ratio) => ratio >= 1 || Number.isNaN(ratio)), `${ratios}`);
      x.dispose();
      network.dispose();
    }),
    { numRuns: 60 },
  );
});

Deno.test("DifferenceBounds.at() is right for two kernels of the same numbers in two shapes", async () => {
  await startBackend("wasm");
  for (const [inputs, units] of [[40, 60], [60, 40]] as const) {
    const network = oneHidden(inputs, units);
    const kernel = network.weights.get("layer0.weight")!;
    const numbers = noise([40, 60], 3);
    tf.tidy(() => kernel.assign(tf.reshape(numbers, [inputs, units])));
    const x = noise([5, inputs], 2);
    const ratios = await boundsOverNorms(network, x);
    assert(ratios.every((ratio) => ratio >= 1 - 1e-5), `${Math.min(...ratios)}`);
    tf.dispose([x, numbers]);
    network.dispose();
  }
});

Deno.test("DifferenceBounds.at() is the squared norm itself where the leading directions are all there are", async () => {
  await startBackend("wasm");
  for (const [inputs, units] of [[40, 200], [200, 40], [64, 64]] as const) {
    const network = oneHidden(inputs, units);
    const x = noise([5, inputs]);
    const ratios = await boundsOverNorms(network, x);
    assert(ratios.every((ratio) => ratio < 1.002), `${Math.max(...ratios)}`);
    x.dispose();
    network.dispose();
  }
});

Deno.test("DifferenceBounds.at() is tight enough to rule out most where a few directions lead", async () => {
  await startBackend("wasm");
  const network = oneHidden(150, 180);
  stretch(network, 3, 0.5);
  const x = noise([20, 150]);
  const ratios = await boundsOverNorms(network, x);
  assert(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length < 1.1);
  x.dispose();
  network.dispose();
});

Deno.test("differenceBounds() follows the weights, and frees what it prepared", async () => {
  await startBackend("wasm");
  const [one, other] = [oneHidden(70, 90), oneHidden(70, 90, 2)];
  const x = noise([4, 70]);
  const before = tf.memory().numTensors;
  const first = await boundsOverNorms(one, x);
  one.setWeights(await other.readWeights());
  const second = await boundsOverNorms(one, x);
  assert(second.every((ratio) => ratio >= 1));
  assertEquals(second, await boundsOverNorms(other, x));
  assert(first.some((ratio, i) => ratio !== second[i]));
  assertEquals(tf.memory().numTensors, before);
  x.dispose();
  one.dispose();
  other.dispose();
});

Deno.test("differenceBounds() is null for few inputs, and for networks of any other kind", async () => {
  await startBackend("wasm");
  const networks = [
    [tinyNetwork(everyLayer, { inputShape: [8, 8, 2] }), many],
    [tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [4] }), many],
    [
      tinyNetwork([{ kind: "dense", units: 5 }, { kind: "dense", units: "classes" }], {
        inputShape: [4],
      }),
      many,
    ],
    [oneHidden(4, 5), 1000],
    [
      tinyNetwork([{ kind: "dense", units: 20, relu: true }, { kind: "dense", units: "classes" }], {
        inputShape: [4],
        classes: 250, // a table of a megabyte for each label
      }),
      many,
    ],
    [oneHidden(300, 400), 2 ** 15], // three classes do not repay the eigenvalues of 300
  ] as const;
  for (const [network, inputs] of networks) {
    const gradients = network.inputGradients!();
    assertEquals(await gradients.differenceBounds!(inputs), null);
    gradients.dispose();
    network.dispose();
  }
});
