import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { linearCombination } from "../../../src/backend/operators/linear_combination.ts";
import { nesterovStep } from "../../../src/backend/operators/nesterov_step.ts";
import { reluGradient } from "../../../src/backend/operators/relu_gradient.ts";
import * as tf from "../../../src/backend/tf.ts";
import { convProblem, randomPlain } from "../../support/conv_problems.ts";
import { noise } from "../../support/noise.ts";
import { assertAgrees, assertKernelAgrees, numbersOf, testOnWebgpu } from "../../support/webgpu.ts";

/** Poolings; a third of them of whole numbers, so that windows have several largest pixels. */
async function checkPoolings(kernels: readonly string[]): Promise<void> {
  const odd = fc.integer({ min: 0, max: 2 });
  const check = fc.asyncProperty(convProblem(odd), fc.boolean(), async (problem, tied) => {
    const { inShape, filterShape: [height, width], attrs, odd } = problem;
    const { strides, pad } = attrs;
    if (Array.isArray(pad) || Number(pad) >= Math.min(height, width)) return;
    const input = randomPlain(inShape, { ...problem, stream: "x" });
    if (tied) input.values.forEach((value, i) => input.values[i] = Math.round(value));
    const info = tf.backend_util.computePool2DInfo(
      [...inShape],
      [height, width],
      strides,
      1,
      pad,
    );
    if (info.outShape.some((length) => length < 1)) return;
    const dy = randomPlain(info.outShape, { seed: problem.seed, stream: "dy" });
    const pooling = { filterSize: [height, width], strides, pad };
    for (const kernel of kernels) {
      if (kernel.startsWith("Avg") && odd > 0) continue;
      const inputs = kernel === "MaxPoolGrad"
        ? { dy, input, output: dy }
        : kernel === "AvgPoolGrad"
        ? { dy, input }
        : { x: input };
      await assertKernelAgrees({ kernel, inputs, attrs: pooling });
    }
  });
  await fc.assert(check, { seed: 2, numRuns: 60 });
}

testOnWebgpu(
  "MaxPool and its gradient on WebGPU agree with cpu, with equal pixels, NaN and infinities",
  () => checkPoolings(["MaxPool", "MaxPoolGrad"]),
);

testOnWebgpu(
  "AvgPool and its gradient on WebGPU agree with cpu",
  () => checkPoolings(["AvgPool", "AvgPoolGrad"]),
);

testOnWebgpu("Relu on WebGPU keeps NaN", async () => {
  const x = randomPlain([5, 33], { seed: 1, odd: 20, stream: "x" });
  await assertKernelAgrees({ kernel: "Relu", inputs: { x }, attrs: {} });
});

testOnWebgpu(
  "reluGradient(), linearCombination() and nesterovStep() on WebGPU agree with cpu",
  async () => {
    const [x, y, z] = [1, 2, 3].map((seed) => () => noise([300, 7], seed));
    await assertAgrees(
      "reluGradient",
      () => numbersOf(() => reluGradient(x!(), tf.relu(y!()))),
    );
    await assertAgrees(
      "linearCombination",
      () => numbersOf(() => linearCombination([[2, x!()], [-0.5, y!()], [0.1, z!()]])),
    );
    await assertAgrees("nesterovStep", () =>
      numbersOf(() => {
        const state = { weights: x!(), velocity: y!() };
        const { weights, velocity } = nesterovStep(state, z!(), { rate: 0.1, momentum: 0.9 });
        return [weights, velocity];
      }));
  },
);

testOnWebgpu("AddN on WebGPU agrees with cpu for more tensors than a shader binds", async () => {
  for (const count of [2, 7, 8, 30]) {
    const sum = () => tf.addN(Array.from({ length: count }, (_, i) => noise([4, 5], i)));
    await assertAgrees(`AddN of ${count}`, () => numbersOf(sum));
  }
});

testOnWebgpu(
  "ArgMax and ArgMin on WebGPU take the first of equal numbers along any axis",
  async () => {
    for (const axis of [0, 1, 2]) {
      for (const dtype of ["float32", "int32"] as const) {
        const x = () => tf.cast(tf.round(noise([40, 70, 3])), dtype);
        const both = () => [tf.argMax(x(), axis), tf.argMin(x(), axis)];
        await assertAgrees(`argMax along ${axis}`, () => numbersOf(both));
      }
    }
  },
);

testOnWebgpu("kernels on WebGPU read floats that were cast from whole numbers", async () => {
  const whole = tf.tensor2d([[1, -2], [3, 4]], undefined, "int32");
  const float = tf.cast(whole, "float32") as tf.Tensor2D;
  const out = [tf.relu(float), tf.matMul(float, float), tf.addN([float, float])];
  const values = await Promise.all(out.map((tensor) => tensor.data()));
  assertEquals(values.map((v) => [...v]), [[1, 0, 3, 4], [-5, -10, 15, 10], [2, -4, 6, 8]]);
  tf.dispose([whole, float, ...out]);
});
