import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { adam } from "../../src/training/adam.ts";
import { learningRateAt } from "../../src/training/learning_rate_steps.ts";

const gradients = [[2, -1, 0.001], [0.5, 3, 0], [-4, 0.25, 1e-6]];

/** `torch.optim.Adam([w], lr=0.1, weight_decay=0.01)` of PyTorch 2.13 in float64 from [1, −2, 0.5], its lr 0.01 from the third step on. */
const pytorch = [
  [0.9000000004975124, -1.9000000009803921, 0.4000001666663889],
  [0.816770456124682, -1.9487271496806455, 0.3029651394206051],
  [0.8194772978466354, -1.9529501058153143, 0.2935742155594565],
];

const make = adam({
  learningRate: learningRateAt(0.1, [{ from: 3, factor: 0.1 }]),
  weightDecay: 0.01,
});

Deno.test("adam() moves weights as PyTorch's Adam does, and leaves no tensor", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await startBackend(backend);
    const before = tf.memory().numTensors;
    const first = tf.tensor1d([1, -2, 0.5]);
    const w = tf.variable(first);
    const optimizer = make(new Map([["w", w]]));
    for (const [i, expected] of pytorch.entries()) {
      const gradient = tf.tensor1d(gradients[i]!);
      optimizer.step([gradient], i + 1);
      gradient.dispose();
      (await w.data()).forEach((each, j) => assertAlmostEquals(each, expected[j]!, 2e-6));
    }
    optimizer.dispose();
    tf.dispose([w, first]);
    assertEquals(tf.memory().numTensors, before);
  }
});

Deno.test("adam() goes on from its state bit for bit", async () => {
  await startBackend("wasm");
  const run = async (stops: number[]) => {
    const w = tf.variable(tf.tensor1d([1, -2, 0.5]));
    let optimizer = make(new Map([["w", w]]));
    for (const [i, gradient] of gradients.entries()) {
      if (stops.includes(i)) {
        const state = await optimizer.readState();
        optimizer.dispose();
        optimizer = make(new Map([["w", w]]));
        optimizer.setState(state);
      }
      optimizer.step([tf.tensor1d(gradient)], i + 1);
    }
    return [...await w.data()];
  };
  assertEquals(await run([1, 2]), await run([]));
});

Deno.test("adam() refuses a state that is not its own", async () => {
  await startBackend("wasm");
  const optimizer = make(new Map([["w", tf.variable(tf.tensor1d([1, 2]))]]));
  const ofSgd = new Map([["w", { shape: [2], values: new Float32Array(2) }]]);
  assertThrows(() => optimizer.setState(ofSgd), TypeError, "must hold mean/w [2], found nothing");
  const half = new Map(
    ["mean/w", "square/w"].map((name) => [name, { shape: [2], values: new Float32Array(2) }]),
  );
  assertThrows(() => optimizer.setState(half), TypeError, "must hold steps [1], found nothing");
});

Deno.test("learningRateAt() takes the last step that an epoch has reached", () => {
  const rateAt = learningRateAt(2, [{ from: 3, factor: 0.5 }, { from: 5, factor: 0.25 }]);
  assertEquals([1, 2, 3, 4, 5, 9].map(rateAt), [2, 2, 1, 1, 0.5, 0.5]);
});
