import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Attack } from "../../src/attacks/attack.ts";
import { ddn } from "../../src/attacks/ddn.ts";
import { deepFool } from "../../src/attacks/deep_fool.ts";
import { fab } from "../../src/attacks/fab.ts";
import { runAttack } from "../../src/attacks/run_attack.ts";
import {
  batchOf,
  exactMargin,
  interiorExamples,
  labelledNoise,
  linearNetwork,
  reluNetwork,
} from "../support/attack_networks.ts";

await startBackend("cpu");

/** How near each comes to a linear network's margin, and with how many classes: DDN climbs towards the likeliest, which need not be the nearest. */
const attacks: Record<string, { attack: Attack; within: number; classes: number }> = {
  ddn: { attack: ddn({ steps: 300 }), within: 0.01, classes: 2 },
  fab: { attack: fab({ steps: 30, targets: 3 }), within: 0.01, classes: 4 },
  deepFool: { attack: deepFool(), within: 0.0201, classes: 4 },
};

for (const [name, { attack, within, classes }] of Object.entries(attacks)) {
  Deno.test(`${name} finds a linear network's margin to within ${within}, never less`, async () => {
    const network = linearNetwork({ classes, scale: 3 });
    const examples = interiorExamples(network, 16);
    const batch = batchOf(examples);
    const { raw, clipped, success, distances } = await runAttack(network, batch, { attack });
    examples.pixels.forEach((x, row) => {
      const margin = exactMargin(network, x);
      assert(success[row], `example ${row} was not broken`);
      assert(distances[row]! > 0.9999 * margin, `${distances[row]} is under the margin ${margin}`);
      assert(distances[row]! < (1 + within) * margin + 1e-5, `${distances[row]} against ${margin}`);
    });
    tf.dispose([raw, clipped, batch.images, batch.labels]);
    network.dispose();
  });

  // DeepFool knows no box but clipping, and may not arrive.
  if (name !== "deepFool") {
    Deno.test(`${name} stays in the box where the nearest point outside would be nearer`, async () => {
      // Class 1 lies beyond 0.3 · x₀ + x₁ = 1.1; from (0.95, 0.5) the way along the normal leaves the box at x₀ = 1.
      const kernel = tf.tensor2d([[0, 3], [0, 0.4]]);
      const bias = tf.tensor1d([0, -3.3]);
      const network = {
        inputShape: [2],
        classes: 2,
        logits: (x: tf.Tensor) => tf.add<tf.Tensor2D>(tf.matMul(x as tf.Tensor2D, kernel), bias),
      };
      const batch = { images: tf.tensor2d([[0.98, 0.5]]), labels: tf.tensor1d([0], "int32") };
      const exact = Math.hypot(0.02, 0.75 - 0.5); // (1, 0.75) is the nearest point of the box
      const result = await runAttack(network, batch, { attack });
      assertEquals(result.success, [true]);
      assert(result.distances[0]! > 0.9999 * exact);
      assert(result.distances[0]! < 1.02 * exact, `${result.distances[0]} against ${exact}`);
      tf.dispose([result.raw, result.clipped, batch.images, batch.labels, kernel, bias]);
    });
  }

  Deno.test(`${name} offers the input itself where the network errs already`, async () => {
    const network = linearNetwork({ classes: 3 });
    const { pixels, labels } = interiorExamples(network, 4);
    const batch = batchOf({ pixels, labels: labels.map((label) => (label + 1) % 3) });
    const { raw, clipped, success, distances } = await runAttack(network, batch, { attack });
    assertEquals(success, [true, true, true, true]);
    assertEquals(distances, [0, 0, 0, 0]);
    tf.dispose([raw, clipped, batch.images, batch.labels]);
    network.dispose();
  });

  Deno.test(`${name} with a radius stops within it, and asks less`, async () => {
    const network = linearNetwork({ classes: 4, scale: 3 });
    const batch = batchOf(interiorExamples(network, 6));
    const ask = async (radius?: number) => {
      network.asked.examples = 0;
      const result = await runAttack(
        network,
        batch,
        radius === undefined ? { attack } : { attack, radius },
      );
      tf.dispose([result.raw, result.clipped]);
      return { ...result, asked: network.asked.examples };
    };
    const free = await ask();
    const near = await ask(1);
    assert(near.success.every(Boolean) && near.distances.every((d) => d <= 1));
    assert(name === "deepFool" ? near.asked === free.asked : near.asked < free.asked / 2);
    tf.dispose([batch.images, batch.labels]);
    network.dispose();
  });
}

Deno.test("ddn walks off a plateau where the gradient is zero", async () => {
  const network = {
    inputShape: [8],
    classes: 2,
    logits: (x: tf.Tensor) => {
      const distance = tf.relu(tf.sub(tf.sum(tf.square(tf.sub(x, 0.5)), 1, true), 0.01));
      return tf.concat([tf.fill([x.shape[0]!, 1], 0.01), distance], 1) as tf.Tensor2D;
    },
  };
  const batch = { images: tf.fill([3, 8], 0.5), labels: tf.tensor1d([0, 0, 0], "int32") };
  const { raw, clipped, success, diagnosis, distances } = await runAttack(network, batch, {
    attack: ddn(),
  });
  assertEquals(diagnosis.runs[0]!.flooredGradients, 3);
  assertEquals(success, [true, true, true]);
  for (const d of distances) assertAlmostEquals(d, Math.sqrt(0.02), 0.02);
  tf.dispose([raw, clipped, batch.images, batch.labels]);
});

Deno.test("fab finds nearer points than deepFool on a ReLU network, on the whole", async () => {
  const network = reluNetwork();
  const batch = await labelledNoise(network, 20);
  const mean = async (attack: Attack) => {
    const { raw, clipped, success, distances } = await runAttack(network, batch, { attack });
    tf.dispose([raw, clipped]);
    assert(success.every(Boolean));
    return distances.reduce((sum, d) => sum + d, 0) / distances.length;
  };
  assert(await mean(fab({ steps: 40 })) < 0.97 * await mean(deepFool()));
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("fab's random restarts never make its result worse", async () => {
  const network = reluNetwork();
  const batch = await labelledNoise(network, 8);
  const run = async (restarts: number) => {
    const attack = fab({ steps: 10, targets: 2, restarts });
    const { raw, clipped, distances } = await runAttack(network, batch, { attack });
    tf.dispose([raw, clipped]);
    return distances;
  };
  const [one, three] = [await run(1), await run(3)];
  three.forEach((d, row) => assert(d <= one[row]! + 1e-6));
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});
