/**
 * tfjs's WebAssembly backend, started from bytes that travel with this package:
 * no permission, no download, no path.
 *
 * @module
 */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { stockWasm } from "./stock_wasm.ts";
import * as tf from "./tf.ts";

/** tfjs asks for one of these names by what the platform supports; one thread and SIMD is what serves us. */
const binaryNames = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm",
] as const;

/**
 * Starts the wasm backend and makes it tfjs's current one.
 *
 * @throws {Error} If WebAssembly or its SIMD instructions are missing.
 */
export async function startWasm(): Promise<void> {
  const url = `data:application/wasm;base64,${stockWasm}`;
  setWasmPaths(Object.fromEntries(binaryNames.map((name) => [name, url])), true);
  if (!(await tf.setBackend("wasm"))) {
    throw new Error(
      "Cannot start the wasm backend: WebAssembly with SIMD is needed and was not found",
    );
  }
}
