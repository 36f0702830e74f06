import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import type { KernelSet } from "../../../src/backend/kernels/kernel_set.ts";
import { withKeptTranspose } from "../../../src/backend/kernels/kept_transposes.ts";
import { wasmHeap } from "../../../src/backend/kernels/register.ts";
import type { WasmBackend } from "../../../src/backend/kernels/wasm_backend.ts";
import * as tf from "../../../src/backend/tf.ts";
import { testEachSet } from "../../support/kernel_sets.ts";
import { noise } from "../../support/noise.ts";

/** More products than go before a copy is made. */
const often = 20;

function product(x: tf.Tensor, weights: tf.Tensor): Float32Array {
  const y = tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D);
  const values = y.dataSync<"float32">();
  y.dispose();
  return values;
}

testEachSet(
  "BatchMatMul is the same to the bit however often a matrix was multiplied with",
  () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 60 }),
        fc.nat(),
        (m, n, more, seed) => {
          const k = Math.ceil(2 ** 15 / n) + more; // just large enough for a copy
          const x = noise([m, k], seed), weights = noise([k, n], seed + 1);
          const first = product(x, weights);
          for (let time = 0; time < often; time++) assertEquals(product(x, weights), first);
          tf.dispose([x, weights]);
        },
      ),
      { numRuns: 30, examples: [[2, 2, 0, 1], [7, 1, 0, 1], [1, 300, 3, 1], [128, 257, 1, 1]] },
    ),
);

testEachSet("BatchMatMul takes the same numbers in another shape as another matrix", () => {
  const x = noise([3, 256], 1), weights = noise([256, 256], 2);
  const wide = tf.reshape(weights, [128, 512]), short = noise([3, 128], 3);
  const before = product(short, wide);
  for (let time = 0; time < often; time++) product(x, weights);
  for (let time = 0; time < often; time++) assertEquals(product(short, wide), before);
  tf.dispose([x, weights, wide, short]);
});

testEachSet("BatchMatMul sees a variable's new value", () => {
  const x = noise([4, 256], 1), start = noise([256, 256], 2);
  const weights = tf.variable(start);
  for (let time = 0; time < often; time++) product(x, weights);
  const before = product(x, weights);
  tf.tidy(() => weights.assign(tf.mul(weights, 2)));
  assertEquals(product(x, weights), before.map((value) => 2 * value));
  tf.dispose([x, start]);
  weights.dispose();
});

testEachSet("BatchMatMul keeps nothing of matrices that are gone", () => {
  const x = noise([2, 1024], 1);
  let settled = 0;
  for (let matrix = 0; matrix < 60; matrix++) { // 4 MB each, and as much for its copy
    const weights = tf.fill([1024, 1024], matrix);
    for (let time = 0; time < often; time++) product(x, weights);
    weights.dispose();
    if (matrix === 10) settled = wasmHeap().memory.buffer.byteLength;
  }
  assert(wasmHeap().memory.buffer.byteLength <= settled, "the heap grew on");
  x.dispose();
});

testEachSet("withKeptTranspose goes on making copies where those of gone matrices were", () => {
  const set = { transposesFreely: true } as KernelSet;
  const workshop = { backend: tf.backend() as unknown as WasmBackend, heap: wasmHeap(), set };
  const shape = { m: 2, n: 1024, k: 1024, transposeA: false, transposeB: false };
  for (let matrix = 0; matrix < 20; matrix++) { // 80 MB of copies in all, more than are kept
    const weights = tf.fill([1024, 1024], matrix);
    const uses = Array.from({ length: often }, () => withKeptTranspose(workshop, shape, weights));
    assertEquals(uses.map((use) => use.shape.transposeB).lastIndexOf(false), 15);
    weights.dispose();
  }
});
