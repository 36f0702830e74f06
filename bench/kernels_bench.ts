/**
 * Each kernel of the portable set beside tfjs's own, at the sizes that the
 * paper's networks have with a batch of 128.
 *
 *     deno bench -A bench/kernels_bench.ts
 */
import { registerKernels, restoreStockKernels, wasmHeap } from "../src/backend/kernels/register.ts";
import { portableKernels } from "../src/backend/portable/portable_kernels.ts";
import * as tf from "../src/backend/tf.ts";
import { startStockWasm } from "../src/backend/wasm.ts";

tf.enableProdMode();
await startStockWasm();
const heap = wasmHeap(), set = await portableKernels(heap);

interface Case {
  readonly name: string;
  readonly kernel: string;
  readonly inputs: Record<string, number[]>;
  readonly attrs: tf.NamedAttrMap;
}

const conv = { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations: [1, 1] };
const pool = { filterSize: [2, 2], strides: [2, 2], pad: "valid" };
const x = [128, 26, 26, 32], filter = [3, 3, 32, 32], y = [128, 24, 24, 32];
const matrices = (a: number[], b: number[], transposeA: boolean, transposeB: boolean): Case => ({
  name: `${a.join("×")}${transposeA ? "ᵀ" : ""} · ${b.join("×")}${transposeB ? "ᵀ" : ""}`,
  kernel: "BatchMatMul",
  inputs: { a, b },
  attrs: { transposeA, transposeB },
});

const cases: readonly Case[] = [
  matrices([128, 784], [784, 1024], false, false),
  matrices([128, 784], [128, 1024], true, false),
  matrices([128, 1024], [784, 1024], false, true),
  {
    name: "conv 3×3, 32 to 32",
    kernel: "FusedConv2D",
    inputs: { x, filter, bias: [32] },
    attrs: { ...conv, activation: "relu" },
  },
  {
    name: "conv 3×3, 32 to 32, input gradient",
    kernel: "Conv2DBackpropInput",
    inputs: { dy: y, filter },
    attrs: { ...conv, inputShape: x },
  },
  {
    name: "conv 3×3, 32 to 32, filter gradient",
    kernel: "Conv2DBackpropFilter",
    inputs: { x, dy: y },
    attrs: { ...conv, filterShape: filter },
  },
  {
    name: "conv 5×5, 20 to 50",
    kernel: "FusedConv2D",
    inputs: { x: [128, 12, 12, 20], filter: [5, 5, 20, 50], bias: [50] },
    attrs: { ...conv, activation: "linear" },
  },
  { name: "max pooling", kernel: "MaxPool", inputs: { x: y }, attrs: pool },
  {
    name: "max pooling's gradient",
    kernel: "MaxPoolGrad",
    inputs: { dy: [128, 12, 12, 32], input: y, output: [128, 12, 12, 32] },
    attrs: pool,
  },
  {
    name: "average pooling's gradient",
    kernel: "AvgPoolGrad",
    inputs: { dy: [128, 12, 12, 32], input: y },
    attrs: pool,
  },
  { name: "sum over rows", kernel: "Sum", inputs: { x: [73728, 32] }, attrs: { axis: 0 } },
];

for (const { name, kernel, inputs, attrs } of cases) {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map((
      [key, shape],
    ) => [key, tf.randomUniform(shape, -1, 1, "float32", 1)]),
  );
  const run = () => tf.dispose(tf.engine().runKernel(kernel, tensors, attrs) as tf.Tensor);
  if (tf.getKernel(kernel, "wasm")) {
    Deno.bench({
      name: "stock",
      group: name,
      baseline: true,
      fn: (b) => {
        restoreStockKernels();
        b.start();
        run();
        b.end();
      },
    });
  }
  Deno.bench({
    name: set.name,
    group: name,
    fn: (b) => {
      registerKernels(set, heap);
      b.start();
      run();
      b.end();
    },
  });
}
