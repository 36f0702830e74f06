import * as fc from "fast-check";
import { type ConvProblem, convProblem, randomPlain } from "../../support/conv_problems.ts";
import { assertAgrees, type Call, testEachSet } from "../../support/kernel_sets.ts";

/** The kernel against cpu on random problems, without and with numbers that are not finite. */
async function checkLaw(call: (problem: ConvProblem) => Call): Promise<void> {
  const odd = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 }));
  await fc.assert(
    fc.asyncProperty(convProblem(odd), (problem) => assertAgrees(call(problem))),
    { seed: 4, numRuns: 60 },
  );
}

const input = (p: ConvProblem, name: "x" | "filter" | "dy" | "bias") => {
  const shape = {
    x: p.inShape,
    filter: p.filterShape,
    dy: p.outShape,
    bias: p.filterShape.slice(3),
  }[name];
  return randomPlain(shape, { seed: p.seed, odd: p.odd, stream: name });
};

testEachSet("Conv2D agrees with cpu for any window, stride and padding", () =>
  checkLaw((p) => ({
    kernel: "Conv2D",
    inputs: { x: input(p, "x"), filter: input(p, "filter") },
    attrs: p.attrs,
  })));

for (const activation of ["linear", "relu"]) {
  testEachSet(`FusedConv2D agrees with cpu with a bias and ${activation}`, () =>
    checkLaw((p) => ({
      kernel: "FusedConv2D",
      inputs: { x: input(p, "x"), filter: input(p, "filter"), bias: input(p, "bias") },
      attrs: { ...p.attrs, activation },
    })));
}

testEachSet(
  "Conv2DBackpropInput agrees with cpu for any window, stride and padding",
  () =>
    checkLaw((p) => ({
      kernel: "Conv2DBackpropInput",
      inputs: { dy: input(p, "dy"), filter: input(p, "filter") },
      attrs: { ...p.attrs, inputShape: [...p.inShape] },
    })),
);

testEachSet(
  "Conv2DBackpropFilter agrees with cpu for any window, stride and padding",
  () =>
    checkLaw((p) => ({
      kernel: "Conv2DBackpropFilter",
      inputs: { x: input(p, "x"), dy: input(p, "dy") },
      attrs: { ...p.attrs, filterShape: [...p.filterShape] },
    })),
);

/** Big enough for several blocks of tiles, groups of padded images and stripes of pixels. */
const large: ConvProblem[] = ([
  [[3, 13, 14, 8], [3, 3, 8, 68], 1, 0],
  [[5, 50, 50, 8], [3, 3, 8, 8], 1, 1],
  [[4, 40, 40, 17], [2, 2, 17, 5], 1, 1],
  [[6, 31, 33, 5], [4, 4, 5, 9], 2, 1],
] as [number[], number[], number, number][]).map(([inShape, filterShape, stride, pad]) => ({
  inShape: inShape as [number, number, number, number],
  filterShape: filterShape as [number, number, number, number],
  outShape: [
    inShape[0]!,
    ...[1, 2].map((i) => Math.floor((inShape[i]! + 2 * pad - filterShape[i - 1]!) / stride) + 1),
    filterShape[3]!,
  ],
  attrs: {
    strides: [stride, stride],
    pad,
    dimRoundingMode: "floor",
    dataFormat: "NHWC",
    dilations: [1, 1],
  },
  seed: 5,
  odd: 0,
}));

testEachSet("the convolutions agree with cpu where they work in several blocks", async () => {
  for (const p of large) {
    const x = input(p, "x"), dy = input(p, "dy"), filter = input(p, "filter");
    const fused = { ...p.attrs, activation: "relu" }, bias = input(p, "bias");
    await assertAgrees({ kernel: "FusedConv2D", inputs: { x, filter, bias }, attrs: fused });
    const inputShape = [...p.inShape], filterShape = [...p.filterShape];
    const toInput = { ...p.attrs, inputShape }, toFilter = { ...p.attrs, filterShape };
    await assertAgrees({ kernel: "Conv2DBackpropInput", inputs: { dy, filter }, attrs: toInput });
    await assertAgrees({ kernel: "Conv2DBackpropFilter", inputs: { x, dy }, attrs: toFilter });
  }
});
