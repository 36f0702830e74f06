import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { type ConvProblem, convProblem, randomPlain } from "../../support/conv_problems.ts";
import { assertAgrees, type Plain, runKernel, testEachSet } from "../../support/kernel_sets.ts";

/** Poolings of 1 to 4 by 1 to 4, half of them 2×2 with stride 2, of few different numbers so that many are equal. */
const poolProblem = fc.tuple(convProblem(fc.integer({ min: 0, max: 3 })), fc.boolean()).map((
  [p, pairs],
) => {
  const [height, width] = pairs ? [2, 2] : p.filterShape.map((length) => 1 + length % 4);
  const filterSize: [number, number] = [height!, width!];
  const pad = Array.isArray(p.attrs.pad) || pairs ? "valid" : p.attrs.pad;
  const strides: [number, number] = pairs ? [2, 2] : p.attrs.strides;
  return { ...p, filterSize, attrs: { filterSize, strides, pad, dimRoundingMode: "floor" } };
}).filter(({ inShape, filterSize, attrs }) => {
  const room = typeof attrs.pad === "number" ? attrs.pad : 0;
  return inShape[1] >= filterSize[0] && inShape[2] >= filterSize[1] &&
    room < Math.min(...filterSize);
});

/** Numbers of few different values; with `odd` ones among them, many windows hold nothing above −∞. */
function fewLevels(p: Pick<ConvProblem, "inShape" | "seed" | "odd">): Plain {
  const { shape, values } = randomPlain(p.inShape, { ...p, stream: "x" });
  const levels = values.map((value) => Math.round(2 * value));
  return { shape, values: p.odd > 0 ? levels.map((v) => v < 0 ? -Infinity : v) : levels };
}

for (const kernel of ["MaxPool", "AvgPool"]) {
  testEachSet(`${kernel} agrees with cpu for any window, stride and padding`, () =>
    fc.assert(
      fc.asyncProperty(
        poolProblem,
        (p) => assertAgrees({ kernel, inputs: { x: fewLevels(p) }, attrs: p.attrs }),
      ),
      { seed: 6, numRuns: 80 },
    ));
}

testEachSet("MaxPoolGrad agrees with cpu for any window, stride, padding and ties", () =>
  fc.assert(
    fc.asyncProperty(poolProblem, async (p) => {
      const input = fewLevels(p);
      const output = await runKernel("cpu", {
        kernel: "MaxPool",
        inputs: { x: input },
        attrs: p.attrs,
      });
      const dy = randomPlain(output.shape, { ...p, stream: "dy" });
      await assertAgrees({ kernel: "MaxPoolGrad", inputs: { dy, input, output }, attrs: p.attrs });
    }),
    { seed: 7, numRuns: 80 },
  ));

testEachSet("AvgPoolGrad agrees with cpu for any window, stride and padding", () =>
  fc.assert(
    fc.asyncProperty(poolProblem, async (p) => {
      const input = fewLevels(p);
      const output = await runKernel("cpu", {
        kernel: "MaxPool",
        inputs: { x: input },
        attrs: p.attrs,
      });
      const dy = randomPlain(output.shape, { ...p, stream: "dy" });
      await assertAgrees({ kernel: "AvgPoolGrad", inputs: { dy, input }, attrs: p.attrs });
    }),
    { seed: 8, numRuns: 80 },
  ));

testEachSet("MaxPoolGrad gives the gradient to the first of equals", async () => {
  const input = { shape: [1, 2, 2, 1], values: Float32Array.of(1, 2, 2, 2) };
  const one = { shape: [1, 1, 1, 1], values: Float32Array.of(5) };
  const attrs = { filterSize: [2, 2], strides: [2, 2], pad: "valid" };
  const inputs = { dy: one, input, output: one };
  const dx = await runKernel("wasm", { kernel: "MaxPoolGrad", inputs, attrs });
  assertEquals([...dx.values], [0, 5, 0, 0]);
});
