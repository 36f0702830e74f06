import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { randomPlain } from "../../support/conv_problems.ts";
import { type Call, runKernel } from "../../support/kernel_sets.ts";
import { assertKernelAgrees, testOnWebgpu } from "../../support/webgpu.ts";

interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly outer?: readonly [readonly number[], readonly number[]];
  readonly seed?: number;
}

function product(
  { rows, inner, columns, transposeA = false, transposeB = false, ...rest }: Sizes,
): Call {
  const { outer: [outerA, outerB] = [[], []], seed = 1 } = rest;
  const a = transposeA ? [inner, rows] : [rows, inner];
  const b = transposeB ? [columns, inner] : [inner, columns];
  return {
    kernel: "BatchMatMul",
    inputs: {
      a: randomPlain([...outerA, ...a], { seed, stream: "a" }),
      b: randomPlain([...outerB, ...b], { seed, stream: "b" }),
    },
    attrs: { transposeA, transposeB },
  };
}

const size = (max: number) => fc.integer({ min: 1, max });

testOnWebgpu("BatchMatMul on WebGPU agrees with cpu in every transposition and batch", async () => {
  const outer = fc.constantFrom<[number[], number[]]>(
    [[], []],
    [[3], [3]],
    [[2, 2], [2, 2]],
    [[3], [1]],
    [[1], [3]],
  );
  const sizes = fc.record({
    ...{ rows: size(16), inner: size(70), columns: size(16), outer, seed: fc.nat() },
    ...{ transposeA: fc.boolean(), transposeB: fc.boolean() },
  });
  const agrees = fc.asyncProperty(sizes, (sizes) => assertKernelAgrees(product(sizes)));
  await fc.assert(agrees, { seed: 1, numRuns: 40 });
});

testOnWebgpu("BatchMatMul on WebGPU agrees with cpu over many tiles of every size", async () => {
  await assertKernelAgrees(product({ rows: 131, inner: 100, columns: 197, transposeB: true }));
  await assertKernelAgrees(product({ rows: 29, inner: 50, columns: 31 }));
});

testOnWebgpu("BatchMatMul on WebGPU adds up long sums rightly and to the same bits", async () => {
  for (const transposeB of [false, true]) { // tfjs's own is wrong for the second
    const call = product({ rows: 10, inner: 2500, columns: 40, transposeB });
    await assertKernelAgrees(call);
    assertEquals(await runKernel("webgpu", call), await runKernel("webgpu", call));
  }
});

testOnWebgpu("_FusedMatMul on WebGPU adds the bias, cuts at 0 and keeps NaN", async () => {
  for (const [rows, inner, columns] of [[7, 20, 5], [6, 3000, 9]] as const) {
    for (const activation of ["linear", "relu"]) {
      const { inputs: { b } } = product({ rows, inner, columns });
      const a = randomPlain([rows, inner], { seed: 3, odd: 3, stream: "a" });
      const bias = randomPlain([columns], { seed: 3, odd: 1, stream: "bias" });
      const attrs = { transposeA: false, transposeB: false, activation };
      const inputs = { a, b: b!, bias };
      await assertKernelAgrees({ kernel: "_FusedMatMul", inputs, attrs });
    }
  }
});

testOnWebgpu(
  "_FusedMatMul on WebGPU hands other activations to the stock kernel, whose long sums are kept right",
  async () => {
    const { inputs } = product({ rows: 5, inner: 2100, columns: 30, transposeB: true });
    const attrs = { transposeA: false, transposeB: true, activation: "sigmoid" };
    await assertKernelAgrees({ kernel: "_FusedMatMul", inputs, attrs });
  },
);
