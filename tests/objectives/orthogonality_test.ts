import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { orthogonality } from "../../src/objectives/orthogonality.ts";
import { noise } from "../support/noise.ts";

await startBackend("wasm");

/** `[inputs, outputs]` ones on the diagonal and a rotation of each two inputs: columns (or rows) of length 1, at right angles. */
function orthonormal(inputs: number, outputs: number): tf.Tensor2D {
  const values = new Float32Array(inputs * outputs);
  for (let i = 0; i < inputs; i++) {
    const [c, s] = [Math.cos(1 + (i >> 1)), Math.sin(1 + (i >> 1))];
    for (const [j, v] of i % 2 ? [[i - 1, -s], [i, c]] : [[i, c], [i + 1, s]]) {
      if (j < outputs) values[i * outputs + j] = v;
    }
  }
  return tf.tensor2d(values, [inputs, outputs]);
}

Deno.test("orthogonality() of a kernel times 1 + ε is (2ε + ε²)² an output, however small", async () => {
  for (const [inputs, outputs] of [[1000, 600], [64, 64]]) {
    const kernel = orthonormal(inputs, outputs);
    for (const epsilon of [1e-2, 1e-3, 1e-4, -1e-4]) {
      const factor = 1 + epsilon;
      const value = tf.tidy(() => orthogonality(tf.mul(kernel, factor)));
      const expected = outputs * (2 * epsilon + epsilon ** 2) ** 2;
      assertAlmostEquals((await value.data())[0], expected, 5e-3 * expected);
      value.dispose();
    }
    kernel.dispose();
  }
});

Deno.test("orthogonality() is the same of more outputs than inputs, above their difference", async () => {
  const kernel = orthonormal(300, 302);
  const value = tf.tidy(() => orthogonality(tf.mul(kernel, 1.001)));
  assertAlmostEquals((await value.data())[0], 2 + 300 * 0.002001 ** 2, 1e-6);
  tf.dispose([kernel, value]);
});

Deno.test("orthogonality() is never negative, from the side that loses digits either, and keeps NaN", async () => {
  for (const side of ["smaller", "inputs", "outputs"] as const) {
    for (let seed = 0; seed < 6; seed++) {
      const unit = tf.tidy(() => tf.div(noise([500, 1], seed), tf.norm(noise([500, 1], seed))));
      const value = tf.tidy(() => orthogonality(unit, side));
      assert((await value.data())[0] >= 0);
      tf.dispose([unit, value]);
    }
    const lost = tf.tidy(() => orthogonality(tf.fill([6, 4], NaN), side));
    assertEquals((await lost.data())[0], NaN);
    lost.dispose();
  }
});

Deno.test("orthogonality() near 0 has the slope that central differences say", async () => {
  const kernel = orthonormal(100, 60);
  const [at, step] = [1.004, 2e-3];
  const along = (factor: number): tf.Scalar => tf.tidy(() => orthogonality(tf.mul(kernel, factor)));
  const values = [along(at + step), along(at - step)];
  const [above, below] = await Promise.all(values.map(async (value) => (await value.data())[0]));
  const slope = tf.tidy(() =>
    tf.sum(tf.mul(kernel, tf.grad((k) => orthogonality(k))(tf.mul(kernel, at))))
  );
  const expected = (await slope.data())[0];
  assertAlmostEquals((above - below) / (2 * step), expected, 1e-2 * expected);
  tf.dispose([kernel, slope, ...values]);
});
