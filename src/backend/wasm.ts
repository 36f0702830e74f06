/**
 * tfjs's WebAssembly backend, started from bytes that travel with this package:
 * no permission, no download, no path.
 *
 * @module
 */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { registerKernels, restoreStockKernels, wasmHeap } from "./kernels/register.ts";
import { portableKernels } from "./portable/portable_kernels.ts";
import { stockWasm } from "./stock_wasm.ts";
import * as tf from "./tf.ts";

/** tfjs asks for one of these names by what the platform supports; one thread and SIMD is what serves us. */
const binaryNames = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm",
] as const;

/**
 * Starts tfjs's wasm backend with the portable kernel set and makes it the
 * current one.
 *
 * @returns The kernel set's name.
 * @throws {Error} If WebAssembly or its SIMD instructions are missing.
 */
export async function startWasm(): Promise<string> {
  await startStockWasm();
  const heap = wasmHeap();
  const set = await portableKernels(heap);
  registerKernels(set, heap);
  return set.name;
}

/**
 * Starts tfjs's wasm backend with its own kernels alone, which cannot train a
 * convolution: what the benchmarks compare with.
 *
 * @throws {Error} If WebAssembly or its SIMD instructions are missing.
 */
export async function startStockWasm(): Promise<void> {
  const url = `data:application/wasm;base64,${stockWasm}`;
  setWasmPaths(Object.fromEntries(binaryNames.map((name) => [name, url])), true);
  if (!(await tf.setBackend("wasm"))) {
    throw new Error(
      "Cannot start the wasm backend: WebAssembly with SIMD is needed and was not found",
    );
  }
  restoreStockKernels();
}
