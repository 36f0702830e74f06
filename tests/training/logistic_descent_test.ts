import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { logisticDescent } from "../../src/training/logistic_descent.ts";

await startBackend("cpu");
const points = [[1, 0.2], [0.5, -0.3], [-0.9, 0.4], [-0.2, -0.1]];
const signs = [1, 1, -1, -1];

/** The mean logistic loss, in double precision. */
function loss(w: ArrayLike<number>): number {
  const terms = points.map((p, i) => Math.log1p(Math.exp(-signs[i] * (p[0] * w[0] + p[1] * w[1]))));
  return terms.reduce((a, b) => a + b) / terms.length;
}

function started(method: "gd" | "normalised_gd", stepSize: number) {
  return logisticDescent(tf.tensor2d(points), { labels: tf.tensor1d(signs), method, stepSize });
}

Deno.test("logisticDescent's plain step is the gradient of the mean logistic loss", async () => {
  const descent = started("gd", 0.1);
  for (let i = 0; i < 7; i++) descent.step();
  const before = await descent.weights().data();
  descent.step();
  const after = await descent.weights().data();
  const h = 1e-4;
  for (const k of [0, 1]) {
    const shifted = (by: number) => loss([before[0] + (k ? 0 : by), before[1] + (k ? by : 0)]);
    const gradient = (shifted(h) - shifted(-h)) / (2 * h);
    assertAlmostEquals((before[k] - after[k]) / 0.1, gradient, 1e-4);
  }
});

Deno.test("logisticDescent's normalised step moves along the softmax-weighted examples", async () => {
  const descent = started("normalised_gd", 0.5);
  descent.step();
  const mean = [0, 1].map((k) => points.reduce((sum, p, i) => sum + signs[i] * p[k], 0) / 4);
  const first = await descent.weights().data();
  for (const k of [0, 1]) assertAlmostEquals(first[k], 0.5 * mean[k], 1e-6);
  const scores = await descent.scores().data();
  descent.step();
  const second = await descent.weights().data();
  const shares = [...scores].map((s) => Math.exp(-s));
  const total = shares.reduce((a, b) => a + b);
  for (const k of [0, 1]) {
    const expected = points.reduce((sum, p, i) => sum + shares[i] / total * signs[i] * p[k], 0);
    assertAlmostEquals((second[k] - first[k]) / 0.5, expected, 1e-5);
  }
});

Deno.test("logisticDescent's normalised form goes on where exp(−score) underflows", async () => {
  const descent = started("normalised_gd", 200);
  for (let i = 0; i < 50; i++) descent.step();
  const scores = await descent.scores().data();
  assert(Math.min(...scores) > 120, `found ${Math.min(...scores)}`);
  assert((await descent.weights().data()).every(Number.isFinite));
});

Deno.test("logisticDescent leaves no tensor behind", () => {
  const [x, labels] = [tf.tensor2d(points), tf.tensor1d(signs)];
  const before = tf.memory().numTensors;
  const descent = logisticDescent(x, { labels, method: "gd", stepSize: 0.1 });
  const under = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) descent.step();
  assertEquals(tf.memory().numTensors, under);
  assertEquals(descent.epoch, 5);
  descent.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("logisticDescent refuses a step that is not positive, and labels that do not fit", () => {
  assertThrows(() => started("gd", 0), RangeError, "positive");
  assertThrows(() => started("gd", NaN), RangeError, "positive");
  assertThrows(
    () =>
      logisticDescent(tf.tensor2d(points), { labels: tf.tensor1d([1]), method: "gd", stepSize: 1 }),
    RangeError,
    "here [4], found [1]",
  );
});
