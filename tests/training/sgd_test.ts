import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { sgd, type SgdOptions } from "../../src/training/sgd.ts";

const gradients = [[1, -2], [0.5, 0.25], [-3, 1], [0, 2]];

/** torch.optim.SGD, line by line. */
function pytorch(options: SgdOptions): number[][] {
  const { learningRate, momentum = 0, nesterov = true, weightDecay = 0 } = options;
  let [w, v] = [[1, -1], [0, 0]];
  return gradients.map((gradient, i) => {
    const rate = typeof learningRate === "number" ? learningRate : learningRate(i + 1);
    const g = gradient.map((each, j) => each + weightDecay * w[j]);
    v = g.map((each, j) => momentum * v[j] + each);
    const step = momentum === 0 ? g : nesterov ? g.map((each, j) => each + momentum * v[j]) : v;
    return w = w.map((each, j) => each - rate * step[j]);
  });
}

Deno.test("sgd() moves weights as PyTorch's SGD does", async () => {
  await startBackend("wasm");
  const all: SgdOptions[] = [
    { learningRate: 0.1 },
    { learningRate: 0.1, weightDecay: 0.5 },
    { learningRate: 0.1, momentum: 0.9 },
    { learningRate: 0.1, momentum: 0.9, nesterov: false },
    { learningRate: (epoch) => 0.1 / epoch, momentum: 0.5, weightDecay: 0.1 },
  ];
  for (const options of all) {
    const before = tf.memory().numTensors;
    const w = tf.variable(tf.tensor1d([1, -1]));
    const optimizer = sgd(options)(new Map([["w", w]]));
    for (const [i, expected] of pytorch(options).entries()) {
      const gradient = tf.tensor1d(gradients[i]);
      optimizer.step([gradient], i + 1);
      gradient.dispose();
      (await w.data()).forEach((each, j) => assertAlmostEquals(each, expected[j], 1e-6));
    }
    optimizer.dispose();
    w.dispose();
    assertEquals(tf.memory().numTensors, before + 1); // the tensor that the variable was made of
  }
});

Deno.test("sgd() goes on from its state bit for bit", async () => {
  await startBackend("wasm");
  const run = async (stops: number[]) => {
    const w = tf.variable(tf.tensor1d([1, -1]));
    const make = sgd({ learningRate: 0.3, momentum: 0.7 });
    let optimizer = make(new Map([["w", w]]));
    for (const [i, gradient] of gradients.entries()) {
      if (stops.includes(i)) {
        const state = await optimizer.readState();
        optimizer.dispose();
        optimizer = make(new Map([["w", w]]));
        optimizer.setState(state);
      }
      optimizer.step([tf.tensor1d(gradient)], 1);
    }
    return [...await w.data()];
  };
  assertEquals(await run([1, 2, 3]), await run([]));
});

Deno.test("sgd() refuses a state that is not its own", async () => {
  await startBackend("wasm");
  const weights = new Map([["w", tf.variable(tf.tensor1d([1, 2]))]]);
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 })(weights);
  assertThrows(
    () => optimizer.setState(new Map()),
    TypeError,
    "it must hold w [2], found nothing",
  );
  assertThrows(
    () => optimizer.setState(new Map([["w", { shape: [3], values: new Float32Array(3) }]])),
    TypeError,
    "it must hold w [2], found [3]",
  );
});
