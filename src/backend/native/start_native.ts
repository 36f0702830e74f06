/**
 * tfjs's wasm backend with the native kernel set.
 *
 * @module
 */
import { registerKernels, wasmHeap } from "../kernels/register.ts";
import { portableKernels } from "../portable/portable_kernels.ts";
import { startStockWasm } from "../wasm.ts";
import { makeNativeSet } from "./native_set.ts";
import { type NativeSearch, openNativeProvider } from "./open_provider.ts";
import type { LibraryDescription } from "./provider.ts";

/** What runs. */
export interface NativeKernels {
  /** The kernel set's name. */
  readonly kernels: string;
  /** The library under it. */
  readonly library: LibraryDescription;
}

/**
 * Starts tfjs's wasm backend with the native kernel set and makes it the
 * current one; the portable set does what the library does not.
 *
 * @throws {NativeLibraryError} If no library serves; tfjs then runs on wasm with its stock kernels.
 */
export async function startNative(search: NativeSearch = {}): Promise<NativeKernels> {
  await startStockWasm();
  const heap = wasmHeap();
  const provider = await openNativeProvider(heap, search);
  const set = await makeNativeSet(provider, { heap, rest: await portableKernels(heap) });
  registerKernels(set, heap);
  return { kernels: set.name, library: provider.library };
}
