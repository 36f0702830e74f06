import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import type { WasmBackend } from "../../../src/backend/kernels/wasm_backend.ts";
import { nesterovStep } from "../../../src/backend/operators/nesterov_step.ts";
import * as tf from "../../../src/backend/tf.ts";
import { randomPlain } from "../../support/conv_problems.ts";
import {
  assertAgrees,
  type Plain,
  relativeError,
  runKernel,
  testEachSet,
  toPlain,
} from "../../support/kernel_sets.ts";

const seedAndOdd = { seed: fc.nat(), odd: fc.integer({ min: 0, max: 3 }) };

testEachSet("Sum agrees with cpu over any leading axes", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        ...seedAndOdd,
        shape: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 3 }),
        count: fc.integer({ min: 1, max: 2 }),
        keepDims: fc.boolean(),
      }),
      ({ shape, count, keepDims, ...draw }) => {
        const axis = Array.from({ length: count }, (_, i) => i);
        const { values } = randomPlain(shape, { ...draw, stream: "x" });
        const inputs = { x: { shape, values: values.map(Math.abs) } };
        return assertAgrees({ kernel: "Sum", inputs, attrs: { axis, keepDims } });
      },
    ),
    { seed: 9, numRuns: 80 },
  ));

testEachSet("Sum keeps its precision over a hundred thousand rows", async () => {
  const values = new Float32Array(100_003 * 3).fill(0.1);
  const sums = await runKernel("wasm", {
    kernel: "Sum",
    inputs: { x: { shape: [100_003, 3], values } },
    attrs: { axis: 0, keepDims: false },
  });
  for (const sum of sums.values) assert(Math.abs(sum / (100_003 * Math.fround(0.1)) - 1) < 1e-5);
});

/** `kernel` against the same in tfjs's own operators on cpu. */
async function checkAgainst(
  call: { kernel: string; inputs: Record<string, Plain>; attrs: tf.NamedAttrMap },
  expected: (inputs: Record<string, tf.Tensor>) => tf.Tensor,
): Promise<void> {
  const actual = await runKernel("wasm", call);
  await tf.setBackend("cpu");
  const out = tf.tidy(() =>
    expected(Object.fromEntries(
      Object.entries(call.inputs).map(([name, { values, shape }]) => [
        name,
        tf.tensor(values, [...shape]),
      ]),
    ))
  );
  const error = relativeError(actual, {
    shape: out.shape,
    values: await out.data() as Float32Array,
  });
  out.dispose();
  assert(error <= 1e-6, `relative error ${error}`);
}

testEachSet("ReluGrad is dy times step(y), whatever the numbers", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ ...seedAndOdd, length: fc.integer({ min: 1, max: 70 }) }),
      ({ length, ...draw }) => {
        const dy = randomPlain([length], { ...draw, stream: "dy" });
        const { shape, values } = randomPlain([length], { ...draw, stream: "y" });
        const y = { shape, values: values.map((value) => Math.round(2 * value) / 2) }; // zeros, too
        return checkAgainst(
          { kernel: "ReluGrad", inputs: { dy, y }, attrs: {} },
          ({ dy, y }) => tf.mul(dy!, tf.step(y!)),
        );
      },
    ),
    { seed: 10, numRuns: 80 },
  ));

testEachSet(
  "ReluGrad counts as 0 what would be subnormal in the next product, and nothing larger",
  async () => {
    const kept = [1, -1, 2 ** -99, -(2 ** -99), 2 ** -100, -(2 ** -100), NaN, Infinity, -Infinity];
    const tiny = [0, 2 ** -101, -(2 ** -101), 2 ** -126, 2 ** -149, -(2 ** -149), 7e-31];
    for (let shift = 0; shift < 5; shift++) { // at every place of a vector, and behind the last whole one
      const dy = Float32Array.from([...Array(shift).fill(3), ...kept, ...tiny]);
      const y = new Float32Array(dy.length).fill(2);
      const { values } = await runKernel("wasm", {
        kernel: "ReluGrad",
        inputs: { dy: { shape: [dy.length], values: dy }, y: { shape: [dy.length], values: y } },
        attrs: {},
      });
      assertEquals([...values].map(Math.abs).slice(shift), [
        ...kept.map(Math.abs),
        ...tiny.map(() => 0),
      ]);
    }
  },
);

testEachSet("LinearCombination is the sum of its scaled terms", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ ...seedAndOdd, length: fc.integer({ min: 1, max: 70 }), third: fc.boolean() }),
      ({ length, third, ...draw }) => {
        const [x, y, z] = ["x", "y", "z"].map((stream) =>
          randomPlain([length], { ...draw, stream })
        );
        const inputs = third ? { x: x!, y: y!, z: z! } : { x: x!, y: y! };
        const factors = third ? [0.5, -3, 2] : [0.5, -3];
        return checkAgainst({ kernel: "LinearCombination", inputs, attrs: { factors } }, (t) => {
          const two = tf.add(tf.mul(t.x!, 0.5), tf.mul(t.y!, -3));
          return third ? tf.add(two, tf.mul(t.z!, 2)) : two;
        });
      },
    ),
    { seed: 11, numRuns: 80 },
  ));

testEachSet("NesterovStep is cpu's step, weights and velocity", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ seed: fc.nat(), length: fc.integer({ min: 1, max: 70 }) }),
      async ({ seed, length }) => {
        const run = async (backend: string): Promise<Plain[]> => {
          await tf.setBackend(backend);
          const before = tf.memory().numTensors;
          const [weights, velocity, gradient] = ["w", "v", "g"].map((stream) =>
            tf.tensor(randomPlain([length], { seed, stream }).values)
          );
          const state = { weights: weights!, velocity: velocity! };
          const next = nesterovStep(state, gradient!, { rate: 0.25, momentum: 0.875 });
          const plains = [await toPlain(next.weights), await toPlain(next.velocity)];
          tf.dispose([weights!, velocity!, gradient!, next.weights, next.velocity]);
          assertEquals(tf.memory().numTensors, before);
          return plains;
        };
        const actual = await run("wasm"), expected = await run("cpu");
        for (const [i, plain] of actual.entries()) {
          assert(relativeError(plain, expected[i]!) <= 1e-6);
        }
      },
    ),
    { seed: 12, numRuns: 40 },
  ));

testEachSet("a velocity that only decays ends at 0, and does not stay subnormal", async () => {
  const gradient = tf.zeros<tf.Rank.R1>([7]);
  let state = { weights: tf.ones<tf.Rank.R1>([7]), velocity: tf.ones<tf.Rank.R1>([7]) };
  for (let step = 0; step < 900; step++) {
    const next = nesterovStep(state, gradient, { rate: 0.01, momentum: 0.9 });
    tf.dispose(state);
    state = next;
  }
  assertEquals([...await state.velocity.data()], Array(7).fill(0));
  tf.dispose([gradient, state]);
});

testEachSet(
  "Identity shares the numbers, and they live as long as any of their tensors",
  async () => {
    const address = (t: tf.Tensor) =>
      (tf.backend() as unknown as WasmBackend).dataIdMap.get(t.dataId).memoryOffset;
    const x = tf.tensor1d([1, 2, 3]), clone = tf.clone(x), third = tf.clone(clone);
    assertEquals(address(clone), address(x));
    x.dispose();
    clone.dispose();
    const other = tf.tensor1d([7, 7, 7]);
    assertEquals([...await third.data()], [1, 2, 3]);
    tf.dispose([third, other]);
  },
);
