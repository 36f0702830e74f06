/**
 * The native kernel set: products and convolutions by a library of the
 * platform, everything else by another set.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { KernelSet } from "../kernels/kernel_set.ts";
import { makeConvolutions } from "./native_convolution.ts";
import { startPatchKernels } from "./patches.ts";
import type { NativeProvider } from "./provider.ts";

/**
 * Makes the set.
 *
 * @param provider The library that multiplies.
 * @param options.heap Where the tensors lie.
 * @param options.rest The set that does what the library does not.
 */
export async function makeNativeSet(
  provider: NativeProvider,
  options: { readonly heap: Heap; readonly rest: KernelSet },
): Promise<KernelSet> {
  const { heap, rest } = options;
  const patches = await startPatchKernels(heap);
  const { provider: owner, version } = provider.library;
  return {
    ...rest,
    ...makeConvolutions({ heap, provider, patches, rest }),
    name: `native, ${owner}${version === null ? "" : ` ${version}`}`,
    gemm(shape, at, epilogue) {
      provider.multiply(shape, at, false);
      if (epilogue.bias === 0 && !epilogue.relu) return;
      patches.finishRows(at.c, shape.m, shape.n, epilogue.bias, Number(epilogue.relu));
    },
  };
}
