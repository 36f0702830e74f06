import { assert, assertEquals, assertThrows } from "@std/assert";
import { Heap, type WasmModule } from "../../../src/backend/kernels/heap.ts";
import { registerKernels } from "../../../src/backend/kernels/register.ts";
import { portableKernels } from "../../../src/backend/portable/portable_kernels.ts";
import * as tf from "../../../src/backend/tf.ts";
import { startStockWasm } from "../../../src/backend/wasm.ts";
import { randomPlain } from "../../support/conv_problems.ts";
import { assertAgrees, type Call } from "../../support/kernel_sets.ts";

const gigabyte = 2 ** 30;

/** A heap that grows, and moves, before every block of scratch, up to 1 GB. */
class GrowingHeap extends Heap {
  readonly #module: WasmModule;
  grown = 0;
  constructor(module: WasmModule) {
    super(module);
    this.#module = module;
  }
  override scratch(slot: string, bytes: number): number {
    const size = this.memory.buffer.byteLength;
    if (size < gigabyte) {
      this.#module._free(this.#module._malloc(size) >>> 0);
      this.grown += this.memory.buffer.byteLength > size ? 1 : 0;
    }
    return super.scratch(slot, bytes);
  }
}

const attrs = { strides: [1, 1], pad: 1, dataFormat: "NHWC", dilations: [1, 1] };
const x = randomPlain([3, 9, 9, 8], { seed: 1, stream: "x" });
const filter = randomPlain([3, 3, 8, 8], { seed: 1, stream: "filter" });
const bias = randomPlain([8], { seed: 1, stream: "bias" });
const matrices = {
  a: randomPlain([70, 50], { seed: 1, stream: "a" }),
  b: randomPlain([50, 90], { seed: 1, stream: "b" }),
};
const calls: Call[] = [
  { kernel: "FusedConv2D", inputs: { x, filter, bias }, attrs: { ...attrs, activation: "relu" } },
  {
    kernel: "Conv2DBackpropInput",
    inputs: { dy: x, filter },
    attrs: { ...attrs, inputShape: x.shape as number[] },
  },
  {
    kernel: "Conv2DBackpropFilter",
    inputs: { x, dy: x },
    attrs: { ...attrs, filterShape: filter.shape as number[] },
  },
  { kernel: "BatchMatMul", inputs: matrices, attrs: { transposeA: false, transposeB: false } },
];

async function stockModule(): Promise<WasmModule> {
  tf.enableProdMode(); // tfjs greets on the console otherwise
  await startStockWasm();
  return (tf.backend() as unknown as { wasm: WasmModule }).wasm;
}

Deno.test("kernels survive a heap that grows in their middle", async () => {
  for (const winograd of [true, false]) {
    for (const call of calls) {
      const heap = new GrowingHeap(await stockModule());
      registerKernels(await portableKernels(heap, { winograd }), heap);
      await assertAgrees(call);
      heap.trim(0);
      assertEquals(heap.scratchBytes, 0);
    }
  }
});

Deno.test("kernels work on addresses above 2 GB, and the end at 4 GB is a clear error", async () => {
  const module = await stockModule(), heap = new Heap(module);
  registerKernels(await portableKernels(heap), heap);
  const low = module._malloc(2.1 * gigabyte);
  assert(heap.scratch("probe", 2 ** 26) > 2 ** 31);
  for (const call of calls) await assertAgrees(call);

  assertThrows(
    () => heap.scratch("too much", 1.9 * gigabyte),
    Error,
    "it must stay below 4 GB",
  );
  await tf.setBackend("wasm");
  assertThrows(
    () => tf.zeros([2 ** 20, 2 ** 9]),
    Error,
    "Cannot allocate 2147483648 bytes on the wasm heap",
  );
  module._free(low);
  for (const call of calls) await assertAgrees(call);
});

Deno.test("Heap.scratch keeps a slot's block, aligned, and trim frees beyond its bound", async () => {
  const heap = new Heap(await stockModule());
  const small = heap.scratch("slot", 100), other = heap.scratch("other", 100);
  assertEquals([small % 64, other % 64], [0, 0]);
  assertEquals(heap.scratch("slot", 80), small);
  assertEquals(heap.scratchBytes, 200);
  heap.scratch("slot", 1000);
  assertEquals(heap.scratchBytes, 1100);
  heap.trim(1100);
  assertEquals(heap.scratchBytes, 1100);
  heap.trim(1099);
  assertEquals(heap.scratchBytes, 0);
});
