import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { ddn } from "../../src/attacks/ddn.ts";
import { perturbWith } from "../../src/attacks/perturb_with.ts";
import { paperPgd, pgd } from "../../src/attacks/pgd.ts";
import { runAttack } from "../../src/attacks/run_attack.ts";
import { seededRandom } from "../../src/random.ts";
import { labelledNoise, reluNetwork } from "../support/attack_networks.ts";

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`runAttack on ${backend} gives images whose success can be recomputed, and owns nothing else`, async () => {
    await startBackend(backend);
    const network = reluNetwork();
    const batch = await labelledNoise(network, 10);
    const before = tf.memory().numTensors;
    const result = await runAttack(network, batch, {
      attack: pgd({ steps: 20, stepSize: 0.05 }),
      radius: 0.3,
    });
    assertEquals(tf.memory().numTensors, before + 2);
    assertEquals(result.clipped.shape, batch.images.shape);
    const predicted = tf.tidy(() => tf.argMax(network.logits(result.clipped), 1));
    const labels = await batch.labels.data();
    assertEquals([...await predicted.data()].map((k, row) => k !== labels[row]), [
      ...result.success,
    ]);
    assert(result.success.some(Boolean) && !result.success.every(Boolean), `${result.success}`);
    tf.dispose([result.raw, result.clipped, predicted, batch.images, batch.labels]);
    network.dispose();
  });
}

Deno.test("runAttack on wasm gives an image the same success whatever its batch", async () => {
  await startBackend("wasm");
  const network = reluNetwork({ shape: [9, 9, 1], hidden: 33 });
  const batch = await labelledNoise(network, 30);
  const attack = pgd({ steps: 20, stepSize: 0.05 });
  const run = async (batchSize: number) => {
    const { raw, clipped, success } = await runAttack(network, batch, {
      attack,
      radius: 0.4,
      batchSize,
    });
    tf.dispose([raw, clipped]);
    return success;
  };
  const whole = await run(128);
  assert(whole.some(Boolean) && !whole.every(Boolean), `${whole}`);
  for (const batchSize of [1, 7, 16]) assertEquals(await run(batchSize), whole);
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("runAttack on a small convolution breaks it and moves every pixel's way", async () => {
  await startBackend("cpu");
  const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, 1, 4], 0, 0.4, "float32", 3);
  const dense = tf.randomNormal([36, 3], 0, 0.4, "float32", 4) as tf.Tensor2D;
  const network = {
    inputShape: [8, 8, 1],
    classes: 3,
    logits: (x: tf.Tensor) => {
      const hidden = tf.maxPool(
        tf.relu(tf.conv2d(x as tf.Tensor4D, kernel, 1, "valid")),
        2,
        2,
        "valid",
      );
      return tf.matMul<tf.Tensor2D>(tf.reshape(hidden, [-1, 36]), dense);
    },
  };
  const batch = await labelledNoise(network, 6);
  const before = tf.memory().numTensors;
  const { raw, clipped, success } = await runAttack(network, batch, { attack: ddn({ steps: 60 }) });
  assertEquals(success.length, 6);
  assert(success.every(Boolean));
  tf.dispose([raw, clipped]);
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([batch.images, batch.labels, kernel, dense]);
});

Deno.test("runAttack wants a radius from attacks that are not minimal", async () => {
  await startBackend("cpu");
  const network = reluNetwork();
  const batch = await labelledNoise(network, 2);
  for (const radius of [undefined, -1, Infinity, NaN]) {
    const options = { attack: pgd({ steps: 1 }), ...(radius === undefined ? {} : { radius }) };
    await assertRejects(
      () => runAttack(network, batch, options),
      RangeError,
      "Cannot run pgd: a radius",
    );
  }
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

Deno.test("runAttack with radius 0 leaves every image as it is", async () => {
  await startBackend("cpu");
  const network = reluNetwork();
  const batch = await labelledNoise(network, 3);
  const { raw, clipped, success, distances } = await runAttack(network, batch, {
    attack: pgd({ steps: 3 }),
    radius: 0,
  });
  assertEquals(await clipped.data(), await batch.images.data());
  assertEquals(success, [false, false, false]);
  assertEquals(distances, [0, 0, 0]);
  tf.dispose([raw, clipped, batch.images, batch.labels]);
  network.dispose();
});

Deno.test("perturbWith moves a batch within the ball, as its generator says, and keeps no tensors", async () => {
  await startBackend("cpu");
  const network = reluNetwork();
  const batch = await labelledNoise(network, 8);
  const perturb = perturbWith(network, { attack: pgd({ ...paperPgd, steps: 10 }), radius: 0.3 });
  const before = tf.memory().numTensors;
  const one = await perturb(batch.images, batch.labels, seededRandom(1));
  assertEquals(tf.memory().numTensors, before + 1);
  const same = await perturb(batch.images, batch.labels, seededRandom(1));
  const other = await perturb(batch.images, batch.labels, seededRandom(2));
  assertEquals(await one.data(), await same.data());
  assertNotEquals(await one.data(), await other.data());
  const distances = await tf.norm(tf.reshape(tf.sub(one, batch.images), [8, -1]), 2, 1).data();
  for (const d of distances) assert(d > 0.2 && d <= 0.3 + 1e-6, `${d}`);
  assert((await one.data()).every((pixel) => pixel >= 0 && pixel <= 1));
  tf.dispose([one, same, other, batch.images, batch.labels]);
  network.dispose();
});

Deno.test("perturbWith refuses a radius that is none", async () => {
  await startBackend("cpu");
  const network = reluNetwork();
  for (const radius of [-1, NaN, Infinity]) {
    assertThrows(
      () => perturbWith(network, { attack: pgd(), radius }),
      RangeError,
      `a radius of 0 or more is needed, found ${radius}`,
    );
  }
  network.dispose();
});
