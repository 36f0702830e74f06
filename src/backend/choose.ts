/**
 * Which tfjs backend and kernels do the work: a WebGPU adapter that is real
 * hardware, else WebAssembly, on a native library where one is set up; or the
 * one that is asked for, or an error.
 *
 * @module
 */
import { NativeLibraryError } from "./native/library.ts";
import { mayOpenNative, type NativeSearch } from "./native/open_provider.ts";
import type { LibraryDescription } from "./native/provider.ts";
import { startNative } from "./native/start_native.ts";
import * as tf from "./tf.ts";
import { startWasm } from "./wasm.ts";
import { describeAdapter, startWebgpu } from "./webgpu.ts";

/** What a user may ask for. */
export type BackendChoice = "auto" | "webgpu" | "native" | "wasm" | "cpu";

/** The names that {@linkcode startBackend} takes. */
export const backendChoices: readonly BackendChoice[] = [
  "auto",
  "webgpu",
  "native",
  "wasm",
  "cpu",
];

/** The backend that runs, and why. */
export interface Backend {
  /** tfjs's name for it. */
  readonly name: "webgpu" | "wasm" | "cpu";
  /** The GPU's own name, on WebGPU. */
  readonly adapter: string | null;
  /** The kernel set, on wasm: `native, ONNX Runtime 1.28.2`, `portable, relaxed SIMD`, or `portable, SIMD` where the machine has no fused multiply-add for us. */
  readonly kernels: string | null;
  /** The library under native kernels. */
  readonly library: LibraryDescription | null;
  /** Why it was taken, in a few words. */
  readonly reason: string;
  /** tfjs's version. */
  readonly version: string;
}

/** What {@linkcode startBackend} needs to know besides the choice. */
export interface BackendOptions {
  /** Where native libraries are looked for. */
  readonly native?: NativeSearch;
}

/**
 * Starts a tfjs backend and makes it the current one.
 *
 * @param choice `auto` takes WebGPU on a hardware adapter, else wasm with native kernels if a library is there and permitted, else wasm with the portable ones (`wasm`); any other name is that backend or an error.
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
export async function startBackend(
  choice: BackendChoice = "auto",
  { native = {} }: BackendOptions = {},
): Promise<Backend> {
  tf.enableProdMode(); // tfjs greets on the console otherwise
  if (choice === "auto") return await startBest(native);
  const reason = "asked for";
  if (choice === "webgpu") {
    const adapter = await describeAdapter();
    await startWebgpu();
    return describe("webgpu", reason, { adapter: adapter?.name ?? null });
  }
  if (choice === "native") return describe("wasm", reason, await startNative(native));
  if (choice === "wasm") return describe("wasm", reason, { kernels: await startWasm() });
  if (!(await tf.setBackend("cpu"))) throw new Error("Cannot start the cpu backend");
  return describe("cpu", reason);
}

async function startBest(search: NativeSearch): Promise<Backend> {
  const adapter = await describeAdapter();
  if (adapter?.hardware) {
    await startWebgpu();
    return describe("webgpu", "a hardware adapter is there", { adapter: adapter.name });
  }
  const noGpu = adapter ? `the WebGPU adapter is software (${adapter.name})` : "no WebGPU adapter";
  const native = await tryNative(search);
  if (typeof native !== "string") {
    return describe("wasm", `${noGpu}, a native library is there`, native);
  }
  return describe("wasm", `${noGpu}, ${native}`, { kernels: await startWasm() });
}

/** The native kernels, or why they do not run. */
async function tryNative(search: NativeSearch): Promise<Started | string> {
  if (!mayOpenNative(search)) return "native kernels are not permitted";
  try {
    return await startNative(search);
  } catch (error) {
    if (!(error instanceof NativeLibraryError)) throw error;
    return error.fault === "missing" ? "native kernels are not set up" : error.message;
  }
}

type Started = Partial<Pick<Backend, "adapter" | "kernels" | "library">>;

function describe(name: Backend["name"], reason: string, started: Started = {}): Backend {
  const { adapter = null, kernels = null, library = null } = started;
  return { name, adapter, kernels, library, reason, version: tf.version["tfjs-core"] };
}
