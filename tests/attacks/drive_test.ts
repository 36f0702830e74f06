import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { askNetwork } from "../../src/attacks/ask_network.ts";
import type { Answer, Point, Query } from "../../src/attacks/attack.ts";
import { drive } from "../../src/attacks/drive.ts";
import { seededRandom } from "../../src/random.ts";
import { linearNetwork, plainLogits } from "../support/attack_networks.ts";

await startBackend("cpu");

function point(index: number, size = 24): Point {
  const random = seededRandom(index);
  const origin = Float32Array.from({ length: size }, () => random());
  return { index, origin, label: index % 4, shape: [size], random };
}

/** Asks so many questions and returns the sum of the first logits. */
function* curious(
  x: Float32Array,
  questions: number,
  loss: Query["loss"],
): Generator<Query, number, Answer> {
  let sum = 0;
  for (let k = 0; k < questions; k++) {
    const { logits } = yield { x, loss };
    sum += logits[0]!;
  }
  return sum;
}

Deno.test("drive answers every walk with its own logits, however long each is", async () => {
  const network = linearNetwork();
  const results = new Map<number, number>();
  const tasks = Array.from({ length: 23 }, (_, i) => ({
    point: point(i),
    walk: curious(point(i).origin, i % 5, i % 2 ? "margin" : null),
    done: (sum: number) => void results.set(i, sum),
  }));
  await drive(network, tasks, { batchSize: 6 });
  assertEquals(results.size, 23);
  for (const [i, sum] of results) {
    const expected = (i % 5) * plainLogits(network, point(i).origin)[0]!;
    assert(Math.abs(sum - expected) < 1e-4, `${sum} is not ${expected}`);
  }
  network.dispose();
});

Deno.test("drive keeps batches full: who is done gives its place to the next", async () => {
  const network = linearNetwork();
  const lengths = [9, 1, 1, 1, 1, 1, 1, 1, 1];
  const tasks = lengths.map((length, i) => ({
    point: point(i),
    walk: curious(point(i).origin, length, null),
    done: () => {},
  }));
  await drive(network, tasks, { batchSize: 2 });
  // The last question of the longest walk is alone, and a single row is asked twice.
  assertEquals(network.asked, { times: 9, examples: 18 });
  network.dispose();
});

Deno.test("drive stops with its signal's reason", async () => {
  const network = linearNetwork();
  const signal = AbortSignal.abort(new Error("no"));
  const tasks = [{ point: point(0), walk: curious(point(0).origin, 3, null), done: () => {} }];
  await assertRejects(() => drive(network, tasks, { batchSize: 2, signal }), Error, "no");
  network.dispose();
});

Deno.test("askNetwork gives each row its logits, loss and gradient, and leaves no tensors", async () => {
  const network = linearNetwork({ size: 3, classes: 4 });
  const before = tf.memory().numTensors;
  const x = Float32Array.of(0.1, 0.2, 0.3, 0.9, 0.5, 0.4);
  const answers = await askNetwork(network, {
    count: 2,
    x,
    loss: "difference",
    labels: [1, 2],
    targets: [3, 0],
  });
  for (const [row, [label, target]] of [[1, 3], [2, 0]].entries()) {
    const z = plainLogits(network, x.slice(3 * row, 3 * row + 3));
    const answer = answers[row]!;
    answer.logits.forEach((v, k) => assert(Math.abs(v - z[k]!) < 1e-5));
    assert(Math.abs(answer.loss - (z[target!]! - z[label!]!)) < 1e-5);
    const gradient = network.rows[target!]!.map((w, i) => w - network.rows[label!]![i]!);
    answer.gradient.forEach((v, i) => assert(Math.abs(v - gradient[i]!) < 1e-5));
    assert(Math.abs(answer.gradientNorm - Math.hypot(...gradient)) < 1e-5);
  }
  assertEquals(tf.memory().numTensors, before);
  network.dispose();
});

Deno.test("askNetwork leaves no tensors where a network has no gradient", async () => {
  const plain = linearNetwork({ size: 3, classes: 4 });
  const fail = (): tf.Tensor => {
    throw new Error("no gradient");
  };
  const logits = tf.customGrad((x) => ({ value: plain.logits(x as tf.Tensor), gradFunc: fail }));
  const network = { ...plain, logits: (x: tf.Tensor) => logits(x) as tf.Tensor2D };
  const before = tf.memory().numTensors;
  const questions = { count: 2, x: new Float32Array(6), labels: [0, 1], targets: [1, 0] };
  await assertRejects(
    () => askNetwork(network, { ...questions, loss: "margin" }),
    Error,
    "no gradient",
  );
  assertEquals(tf.memory().numTensors, before);
  plain.dispose();
});

Deno.test("askNetwork says what is wrong with a network's logits", async () => {
  const network = { ...linearNetwork({ size: 3, classes: 4 }), classes: 7 };
  const questions = { count: 2, x: new Float32Array(6), labels: [0, 1], targets: [1, 0] };
  for (const loss of [null, "margin"] as const) {
    await assertRejects(
      () => askNetwork(network, { ...questions, loss }),
      Error,
      "its logits for 2 inputs must have shape [2, 7], found [2,4]",
    );
  }
  network.dispose();
});
