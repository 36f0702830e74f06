import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";

/** A product with a vector on one side: sizes on both sides of the kernels' blocks of 16 and 256. */
const product = fc.record({
  long: fc.integer({ min: 1, max: 70 }),
  summed: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 250, max: 530 })),
  vectorFirst: fc.boolean(),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

Deno.test("matMul with a vector agrees with float64 for either side and every transposition", async () => {
  await startBackend("wasm");
  await fc.assert(
    fc.asyncProperty(
      product,
      async ({ long, summed, vectorFirst, transposeA, transposeB, seed }) => {
        const [m, n] = vectorFirst ? [1, long] : [long, 1];
        const a = tf.randomNormal<tf.Rank.R2>(
          transposeA ? [summed, m] : [m, summed],
          0,
          1,
          "float32",
          seed,
        );
        const b = tf.randomNormal<tf.Rank.R2>(
          transposeB ? [n, summed] : [summed, n],
          0,
          1,
          "float32",
          seed + 1,
        );
        const c = tf.matMul(a, b, transposeA, transposeB);
        const [x, y, z] = await Promise.all([a.data(), b.data(), c.data()]);
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            let sum = 0, size = 0;
            for (let k = 0; k < summed; k++) {
              const term = x[transposeA ? k * m + i : i * summed + k] *
                y[transposeB ? j * summed + k : k * n + j];
              sum += term;
              size += Math.abs(term);
            }
            assertAlmostEquals(z[i * n + j], sum, 1e-6 * size + 1e-12);
          }
        }
        tf.dispose([a, b, c]);
      },
    ),
    { seed: 20190724, numRuns: 80 },
  );
});

Deno.test("matMul with a vector lets a NaN and an infinity through to what they touch, and no further", async () => {
  await startBackend("wasm");
  const a = tf.tensor2d([[1, NaN, 2], [Infinity, 1, 1], [1, 2, 3]]);
  const rows = await tf.matMul(a, tf.tensor2d([[1], [1], [1]])).data();
  assert(Number.isNaN(rows[0]) && rows[1] === Infinity && rows[2] === 6);
  const columns = await tf.matMul(tf.tensor2d([[1, 1, 1]]), a).data();
  assertEquals([columns[0], Number.isNaN(columns[1]), columns[2]], [Infinity, true, 6]);
});

Deno.test("matMul reads the same vector under two shapes (stock wasm packs it once and goes wrong)", async () => {
  await startBackend("wasm");
  const w = tf.tensor1d([1, 2, 3, 4]);
  tf.matMul(tf.ones<tf.Rank.R2>([2, 4]), w.as2D(4, 1)).dispose();
  const outer = tf.matMul(tf.tensor2d([[1], [2]]), w.as2D(1, 4));
  assertEquals([...await outer.data()], [1, 2, 3, 4, 2, 4, 6, 8]);
});
