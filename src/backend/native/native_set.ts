/**
 * The native kernel set: products and convolutions by a library of the
 * platform, everything else by another set.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { KernelSet } from "../kernels/kernel_set.ts";
import { makeConvolutions } from "./native_convolution.ts";
import { startLoops } from "./loops.ts";
import type { NativeProvider } from "./provider.ts";
import { isSelfProduct, multiplySelf } from "./self_product.ts";

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
  const loops = await startLoops(heap);
  const { provider: owner, version } = provider.library;
  return {
    ...rest,
    ...makeConvolutions({ heap, provider, loops, rest }),
    name: `native, ${owner}${version === null ? "" : ` ${version}`}`,
    transposesFreely: provider.transposesFreely,
    gemm(shape, at, epilogue) {
      if (isSelfProduct(shape, at, epilogue)) {
        multiplySelf({ heap, multiply: provider.multiply }, shape, at);
        return;
      }
      provider.multiply(shape, at);
      if (epilogue.bias === 0 && !epilogue.relu) return;
      loops.finishRows(at.c, shape.m, shape.n, epilogue.bias, Number(epilogue.relu));
    },
  };
}
