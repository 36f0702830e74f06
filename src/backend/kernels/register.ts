/**
 * Puts a kernel set under tfjs's wasm backend: `registerKernels(set, heap)`
 * overrides the stock kernels, with guards that hand back to them whatever the
 * set does not cover. (Being written: the signatures below stand.)
 *
 * @module
 */
import type { Heap } from "./heap.ts";
import type { KernelSet } from "./kernel_set.ts";

/** Makes a set that works on a heap. */
export type KernelSetMaker = (heap: Heap) => KernelSet;

/** Makes the set the one that tfjs's wasm backend runs; it replaces a set that was registered before. */
export function registerKernels(_set: KernelSet, _heap: Heap): void {
  throw new Error("not written yet");
}

/** Puts every stock kernel back. */
export function restoreStockKernels(): void {
  throw new Error("not written yet");
}
