/**
 * Which tfjs backend does the work: a WebGPU adapter that is real hardware,
 * else WebAssembly; or the one that is asked for, or an error.
 *
 * @module
 */
import * as tf from "./tf.ts";
import { startWasm } from "./wasm.ts";
import { describeAdapter, startWebgpu } from "./webgpu.ts";

/** What a user may ask for. */
export type BackendChoice = "auto" | "webgpu" | "wasm" | "cpu";

/** The names that {@linkcode startBackend} takes. */
export const backendChoices: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "cpu"];

/** The backend that runs, and why. */
export interface Backend {
  /** tfjs's name for it. */
  readonly name: "webgpu" | "wasm" | "cpu";
  /** The GPU's own name, on WebGPU. */
  readonly adapter: string | null;
  /** The kernel set, on wasm: `portable, relaxed SIMD`, or `portable, SIMD` where the machine has no fused multiply-add for us. */
  readonly kernels: string | null;
  /** Why it was taken, in a few words. */
  readonly reason: string;
  /** tfjs's version. */
  readonly version: string;
}

/**
 * Starts a tfjs backend and makes it the current one.
 *
 * @param choice `auto` takes WebGPU on a hardware adapter, else wasm; any other name is that backend or an error.
 * @returns What runs and why.
 * @throws {Error} If the chosen backend cannot start; nothing is fallen back to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startBackend } from "@marginlab/marginlab";
 *
 * const backend = await startBackend("wasm");
 * assertEquals(backend.name, "wasm");
 * ```
 */
export async function startBackend(choice: BackendChoice = "auto"): Promise<Backend> {
  tf.enableProdMode(); // tfjs greets on the console otherwise
  if (choice === "auto") return await startBest();
  const reason = "asked for";
  if (choice === "webgpu") {
    const adapter = await describeAdapter();
    await startWebgpu();
    return describe("webgpu", reason, { adapter: adapter?.name ?? null });
  }
  if (choice === "wasm") return describe("wasm", reason, { kernels: await startWasm() });
  if (!(await tf.setBackend("cpu"))) throw new Error("Cannot start the cpu backend");
  return describe("cpu", reason);
}

async function startBest(): Promise<Backend> {
  const adapter = await describeAdapter();
  if (adapter?.hardware) {
    await startWebgpu();
    return describe("webgpu", "a hardware adapter is there", { adapter: adapter.name });
  }
  const reason = adapter ? `the WebGPU adapter is software (${adapter.name})` : "no WebGPU adapter";
  return describe("wasm", reason, { kernels: await startWasm() });
}

function describe(
  name: Backend["name"],
  reason: string,
  { adapter = null, kernels = null }: { adapter?: string | null; kernels?: string | null } = {},
): Backend {
  return { name, adapter, kernels, reason, version: tf.version["tfjs-core"] };
}
