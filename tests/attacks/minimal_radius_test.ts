import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { ddn } from "../../src/attacks/ddn.ts";
import { deepFool } from "../../src/attacks/deep_fool.ts";
import { fab } from "../../src/attacks/fab.ts";
import { minimalRadius } from "../../src/attacks/minimal_radius.ts";
import { pgd } from "../../src/attacks/pgd.ts";
import {
  batchOf,
  exactMargin,
  interiorExamples,
  labelledNoise,
  linearNetwork,
  reluNetwork,
} from "../support/attack_networks.ts";

await startBackend("cpu");

const attacks = [ddn({ steps: 60 }), fab({ steps: 20 }), deepFool()];

Deno.test("minimalRadius is a linear network's margin, never less and hardly more", async () => {
  const network = linearNetwork({ classes: 4 });
  const { pixels, labels } = interiorExamples(network, 12);
  labels[3] = (labels[3]! + 1) % 4;
  const batch = batchOf({ pixels, labels });
  const { distances, attacks: found, warnings } = await minimalRadius(network, batch, { attacks });
  pixels.forEach((x, row) => {
    if (row === 3) return;
    const ratio = distances[row]! / exactMargin(network, x);
    assert(ratio > 0.9999 && ratio < 1.002, `example ${row}: ${ratio}`);
    assert(["ddn", "fab", "deepfool"].includes(found[row]!));
  });
  assertEquals([distances[3], found[3]], [0, null]);
  assertEquals(warnings, []);
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("minimalRadius is at most what each of its attacks finds, and halving brings it nearer", async () => {
  const network = reluNetwork();
  const batch = await labelledNoise(network, 12);
  const all = await minimalRadius(network, batch, { attacks });
  for (const attack of attacks) {
    const alone = await minimalRadius(network, batch, { attacks: [attack], halvings: 0 });
    alone.distances.forEach((d, row) => assert(all.distances[row]! <= d!, `${attack.name} ${row}`));
  }
  const rough = await minimalRadius(network, batch, { attacks: [deepFool()], halvings: 0 });
  const fine = await minimalRadius(network, batch, { attacks: [deepFool()] });
  const sum = (distances: readonly (number | null)[]) =>
    distances.reduce<number>((a, b) => a + b!, 0);
  fine.distances.forEach((d, row) => assert(d! <= rough.distances[row]!));
  assert(sum(fine.distances) < 0.995 * sum(rough.distances));
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("minimalRadius does not depend on the batch size, is plain data, and leaves no tensors", async () => {
  const network = reluNetwork();
  const batch = await labelledNoise(network, 9);
  const before = tf.memory().numTensors;
  const one = await minimalRadius(network, batch, { attacks, batchSize: 2 });
  assertEquals(one, await minimalRadius(network, batch, { attacks }));
  assertEquals(JSON.parse(JSON.stringify(one)), one);
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("minimalRadius gives null where nothing was found", async () => {
  const network = linearNetwork({ scale: 0, classes: 3 });
  const batch = { images: tf.fill([2, 24], 0.5), labels: tf.tensor1d([0, 0], "int32") };
  const { distances, warnings } = await minimalRadius(network, batch, { attacks });
  assertEquals(distances, [null, null]);
  assert(warnings.some(({ code }) => code === "floored_gradients"));
  assert(warnings.some(({ code }) => code === "constant_logits"));
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("minimalRadius wants minimal attacks, and a number of halvings", async () => {
  const network = linearNetwork();
  const batch = batchOf(interiorExamples(network, 1));
  for (const attacks of [[], [pgd()]]) {
    await assertRejects(
      () => minimalRadius(network, batch, { attacks }),
      RangeError,
      "minimal attacks",
    );
  }
  for (const halvings of [NaN, -3, 2.5]) {
    const refused = () => minimalRadius(network, batch, { halvings });
    await assertRejects(refused, RangeError, `found ${halvings}`);
  }
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});
