/**
 * What the benchmarks run on: tfjs as it is, our kernel sets, and the backends
 * that they are held against.
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import { registerKernels, wasmHeap } from "../src/backend/kernels/register.ts";
import { portableKernels } from "../src/backend/portable/portable_kernels.ts";
import { startStockWasm } from "../src/backend/wasm.ts";

/** Starts each by its name. */
export const kernelSets: Readonly<Record<string, () => Promise<unknown>>> = {
  cpu: () => startBackend("cpu"),
  stock: startStockWasm,
  portable: () => startBackend("wasm"),
  "portable-plain": async () => {
    await startStockWasm();
    registerKernels(await portableKernels(wasmHeap(), { relaxed: false }), wasmHeap());
  },
  native: () => startBackend("native"),
  webgpu: () => startBackend("webgpu"),
};
