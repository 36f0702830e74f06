import { assertAlmostEquals, assertEquals } from "@std/assert";
import { conv2d } from "../../../src/backend/operators/conv2d.ts";
import { dense } from "../../../src/backend/operators/dense.ts";
import { linearCombination } from "../../../src/backend/operators/linear_combination.ts";
import { nesterovStep } from "../../../src/backend/operators/nesterov_step.ts";
import * as tf from "../../../src/backend/tf.ts";
import { randomPlain } from "../../support/conv_problems.ts";
import { testEachSet } from "../../support/kernel_sets.ts";

const shapes = [[3, 3, 1, 8], [8], [3, 3, 8, 8], [8], [32, 10], [10]];

/** The last loss of 200 steps of a small network with the orthogonality penalty, on a backend. */
async function train(backend: string): Promise<number> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const pixels = randomPlain([8, 8, 8, 1], { seed: 1, stream: "x" });
  const images = tf.tensor4d(pixels.values, [8, 8, 8, 1]);
  const labels = tf.tidy(() =>
    tf.oneHot(tf.tensor1d(Array.from({ length: 8 }, (_, i) => i % 10), "int32"), 10)
  );
  let states = shapes.map((shape, i) => {
    const { values } = randomPlain(shape, { seed: 2, stream: `${i}` });
    const weights = tf.tensor(values.map((value) => value / 4), shape);
    return { weights, velocity: tf.zerosLike(weights) };
  });
  const loss = (...p: tf.Tensor[]): tf.Scalar => {
    let h = conv2d(images, p[0] as tf.Tensor4D, { bias: p[1] as tf.Tensor1D, relu: true });
    h = conv2d(h, p[2] as tf.Tensor4D, { bias: p[3] as tf.Tensor1D, relu: true });
    const flat = tf.reshape(tf.maxPool(h, 2, 2, "valid"), [8, -1]) as tf.Tensor2D;
    const logits = dense(flat, p[4] as tf.Tensor2D, { bias: p[5] as tf.Tensor1D });
    return tf.losses.softmaxCrossEntropy(labels, logits);
  };
  let last = NaN;
  for (let step = 0; step < 200; step++) {
    const { value, next } = tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss)(states.map((s) => s.weights));
      const next = states.map((state, i) => {
        const { weights } = state, flat = tf.reshape(weights, [-1, weights.shape.at(-1)!]);
        const gram = tf.matMul(flat, tf.matMul(flat, flat, true, false));
        const penalty = tf.reshape(gram, weights.shape);
        const gradient = weights.rank < 2
          ? grads[i]!
          : linearCombination([[1, grads[i]!], [4e-3, penalty], [-4e-3, weights]]);
        return nesterovStep(state, gradient, { rate: 0.01, momentum: 0.9 });
      });
      return { value, next };
    });
    tf.dispose(states.flatMap((s) => [s.weights, s.velocity]));
    states = next;
    last = (await value.data())[0]!;
    value.dispose();
  }
  tf.dispose([images, labels, ...states.flatMap((s) => [s.weights, s.velocity])]);
  assertEquals(tf.memory().numTensors, before);
  return last;
}

let onCpu: Promise<number> | null = null;

testEachSet("a training of 200 steps ends within 1e-3 of cpu's loss", async () => {
  const loss = await train("wasm");
  onCpu ??= train("cpu");
  const expected = await onCpu;
  assertAlmostEquals(loss, expected, 1e-3);
});

testEachSet("nesterovStep is PyTorch's formula, with a kernel for it and without", async () => {
  const size = 37, options = { rate: 0.1, momentum: 0.9 };
  const [weights, velocity, gradient] = ["w", "v", "g"].map((stream) =>
    Float32Array.from(randomPlain([size], { seed: 6, stream }).values)
  ) as [Float32Array, Float32Array, Float32Array];
  const next = velocity.map((v, i) => 0.9 * v + gradient[i]!);
  const moved = weights.map((w, i) => w - 0.1 * (gradient[i]! + 0.9 * next[i]!));
  const expected = { weights: moved, velocity: next };
  for (const backend of ["wasm", "cpu"]) {
    await tf.setBackend(backend);
    const state = { weights: tf.tensor1d(weights), velocity: tf.tensor1d(velocity) };
    const by = tf.tensor1d(gradient), step = nesterovStep(state, by, options);
    for (const name of ["weights", "velocity"] as const) {
      const actual = await step[name].data();
      actual.forEach((value, i) => assertAlmostEquals(value, expected[name][i]!, 1e-6, name));
    }
    tf.dispose([state.weights, state.velocity, by, step.weights, step.velocity]);
  }
});
