import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { crossEntropy } from "../../src/objectives/cross_entropy.ts";
import { logitMargin } from "../../src/objectives/logit_margin.ts";
import { orthogonality, totalOrthogonality } from "../../src/objectives/orthogonality.ts";
import { checkGradient } from "../support/check_gradient.ts";
import { noise } from "../support/noise.ts";

Deno.test("crossEntropy() stays finite, gradient included, where logits are huge", async () => {
  await startBackend("wasm");
  const z = tf.tensor2d([[1e4, -1e4, 0], [0, 3e4, 0]]);
  const labels = tf.tensor1d([1, 1], "int32");
  const { value, grad } = tf.valueAndGrad((z) => crossEntropy(z as tf.Tensor2D, labels))(z);
  assertEquals([...await value.data()], [1e4]);
  assertEquals([...await grad.data()], [0.5, -0.5, 0, 0, 0, 0]);
  tf.dispose([z, labels, value, grad]);
});

Deno.test("logitMargin() sends its gradient to the label and one rival, ties included", async () => {
  await startBackend("wasm");
  const z = tf.tensor2d([[1, 5, 5, 0], [7, 2, -3, 2]]);
  const labels = tf.tensor1d([3, 0], "int32");
  const { value, grad } = tf.valueAndGrad((z) => logitMargin(z as tf.Tensor2D, labels))(
    z,
    tf.tensor1d([1, 2]),
  );
  assertEquals([...await value.data()], [-5, 5]);
  assertEquals(await grad.array(), [[0, -1, 0, 1], [2, -2, 0, 0]]);
  tf.dispose([z, labels, value, grad]);
});

Deno.test("logitMargin() is positive exactly where the label wins", async () => {
  await startBackend("wasm");
  const logits = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  });
  const property = fc.asyncProperty(logits, fc.nat(3), async (z, label) => {
    const margin = tf.tidy(() => logitMargin(tf.tensor2d([z]), tf.tensor1d([label], "int32")));
    const [value] = await margin.data();
    margin.dispose();
    assertEquals(value! > 0, z.every((each, k) => k === label || each < z[label]));
  });
  await fc.assert(property, { seed: 2 });
});

Deno.test("orthogonality() is ‖W Wᵀ − I‖² and the same from both sides, value and gradient", async () => {
  await startBackend("wasm");
  for (const [inputs, outputs] of [[3, 7], [7, 3], [5, 5], [1, 4], [4, 1]] as const) {
    const kernel = noise([inputs, outputs], inputs);
    const before = tf.memory().numTensors;
    const sides = await Promise.all(
      (["inputs", "outputs", "smaller"] as const).map(async (side) => {
        const { value, grad } = tf.valueAndGrad((k) => orthogonality(k, side))(kernel);
        const read = [...await value.data(), ...await grad.data()];
        tf.dispose([value, grad]);
        return read;
      }),
    );
    const [expected, plain] = tf.tidy(() => {
      const f = (k: tf.Tensor) =>
        tf.sum(tf.square(tf.sub(tf.matMul(k, k, true, false), tf.eye(outputs))));
      const { value, grad } = tf.valueAndGrad(f)(kernel);
      return [value, grad];
    }) as [tf.Tensor, tf.Tensor];
    const definition = [...await expected.data(), ...await plain.data()];
    tf.dispose([expected, plain]);
    const scale = Math.max(...definition.map(Math.abs));
    for (const side of sides) {
      side.forEach((each, i) => assertAlmostEquals(each, definition[i], 1e-5 * scale));
    }
    assertEquals(tf.memory().numTensors, before);
    kernel.dispose();
  }
});

Deno.test("orthogonality() has the gradient that central differences say", async () => {
  await startBackend("wasm");
  for (const shape of [[2, 2, 3, 5], [4, 9]]) {
    const kernel = tf.tidy(() => tf.mul(noise(shape), 0.3));
    const step = { step: 1e-2, tolerance: 1e-3 };
    await checkGradient(({ kernel }) => orthogonality(kernel!), { kernel }, step);
    kernel.dispose();
  }
});

Deno.test("orthogonality() stays above outputs − inputs where there are more outputs", async () => {
  await startBackend("wasm");
  const kernels = [tf.eye(9, 32), tf.eye(784, 1024), tf.eye(12, 5)];
  const values = kernels.map((kernel) => orthogonality(kernel));
  assertEquals((await Promise.all(values.map((each) => each.data()))).map(([v]) => v), [
    23,
    240,
    0,
  ]);
  const total = totalOrthogonality(kernels);
  assertEquals((await total.data())[0], 263);
  const other = tf.tidy(() => orthogonality(noise([9, 32])));
  assert((await other.data())[0] >= 23);
  tf.dispose([...kernels, ...values, total, other]);
});

Deno.test("crossEntropy() and logitMargin() refuse another number of labels than rows", async () => {
  await startBackend("wasm");
  const z = tf.tensor2d([[1, 2, 3], [3, 2, 1]]);
  for (const labels of [tf.tensor1d([2], "int32"), tf.tensor1d([2, 0, 1], "int32")]) {
    for (const objective of [crossEntropy, logitMargin]) {
      assertThrows(() => objective(z, labels), RangeError, "here [2], found");
    }
  }
});

Deno.test("logitMargin() knows the best rival of scores of any size", async () => {
  await startBackend("wasm");
  const z = tf.tensor2d([[1e32, 3e31, 0], [3e38, -1e38, 1]]);
  const margins = await logitMargin(z, tf.tensor1d([0, 1], "int32")).data();
  assertAlmostEquals(margins[0]! / 7e31, 1, 1e-6);
  assert(margins[1]! < -3e38);
});
