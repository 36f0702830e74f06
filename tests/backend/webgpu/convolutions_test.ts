import fc from "fast-check";
import { type ConvProblem, convProblem, randomPlain } from "../../support/conv_problems.ts";
import type { Plain } from "../../support/kernel_sets.ts";
import { assertKernelAgrees, testOnWebgpu } from "../../support/webgpu.ts";

/** Numbers that are not finite go into one tensor: zeros of the padding times infinity are NaN here and nothing on cpu. */
const odd = fc.integer({ min: 0, max: 2 });
/** Few channels, so that few shaders are compiled. */
const problems = convProblem(odd).filter(({ filterShape }) =>
  filterShape[2] <= 16 && filterShape[3] <= 16
);

async function checkProblems(check: (problem: ConvProblem) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(problems, check), { seed: 5, numRuns: 30 });
}

const numbers = (shape: readonly number[], { seed }: ConvProblem, stream: string): Plain =>
  randomPlain(shape, { seed, stream });

testOnWebgpu(
  "FusedConv2D on WebGPU agrees with cpu for windows, strides and paddings of every kind",
  () =>
    checkProblems(async (problem) => {
      const { inShape, filterShape, attrs } = problem;
      const inputs = {
        x: randomPlain(inShape, { ...problem, stream: "x" }),
        filter: numbers(filterShape, problem, "filter"),
        bias: numbers(filterShape.slice(3), problem, "bias"),
      };
      const activation = "relu";
      await assertKernelAgrees({ kernel: "FusedConv2D", inputs, attrs: { ...attrs, activation } });
    }),
);

testOnWebgpu(
  "Conv2DBackpropInput on WebGPU agrees with cpu for windows, strides and paddings of every kind",
  () =>
    checkProblems(async (problem) => {
      const { inShape: inputShape, filterShape, outShape, attrs } = problem;
      const inputs = {
        dy: randomPlain(outShape, { ...problem, stream: "dy" }),
        filter: numbers(filterShape, problem, "filter"),
      };
      const all = { ...attrs, inputShape: [...inputShape] };
      await assertKernelAgrees({ kernel: "Conv2DBackpropInput", inputs, attrs: all });
    }),
);

testOnWebgpu(
  "Conv2DBackpropFilter on WebGPU agrees with cpu for windows, strides and paddings of every kind",
  () =>
    checkProblems(async (problem) => {
      const { inShape, filterShape, outShape, attrs } = problem;
      const inputs = {
        x: randomPlain(inShape, { ...problem, stream: "x" }),
        dy: numbers(outShape, problem, "dy"),
      };
      const all = { ...attrs, filterShape: [...filterShape] };
      await assertKernelAgrees({ kernel: "Conv2DBackpropFilter", inputs, attrs: all });
    }),
);

testOnWebgpu(
  "Conv2D on WebGPU agrees with cpu where output pixels and channels fill many tiles",
  () => {
    const inputs = {
      x: randomPlain([3, 12, 13, 5], { seed: 1, stream: "x" }),
      filter: randomPlain([3, 3, 5, 70], { seed: 1, stream: "filter" }),
    };
    const attrs = { strides: [1, 1], pad: "same", dataFormat: "NHWC", dilations: [1, 1] };
    return assertKernelAgrees({ kernel: "Conv2D", inputs, attrs });
  },
);
