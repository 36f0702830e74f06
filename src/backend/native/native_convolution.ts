/**
 * Convolutions as matrix products: the patches of a few images at a time,
 * so that they stay in the processor's cache, times the filter.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { Address, ConvShape, KernelSet } from "../kernels/kernel_set.ts";
import { hasPadding } from "./padding.ts";
import { partsOf } from "./patch_parts.ts";
import type { Loops } from "./loops.ts";
import type { NativeProvider } from "./provider.ts";
import { makeWinograd } from "./winograd_convolution.ts";

/** What the three products of a convolution need. */
export interface ConvolutionTools {
  readonly heap: Heap;
  readonly provider: NativeProvider;
  readonly loops: Loops;
  /** Keeps padding apart from numbers where that shows: a zero times infinity is no padding. */
  readonly rest: ConvolutionKernels;
}

/** The convolution kernels of a set. */
export type ConvolutionKernels = Pick<
  KernelSet,
  "convForward" | "convInputGradient" | "convFilterGradient"
>;

/** Convolutions by products, each by the library itself where it has something faster. */
export function makeConvolutions(tools: ConvolutionTools): ConvolutionKernels {
  const { heap, provider, loops, rest } = tools;
  const { convolution } = provider;
  const winograd = makeWinograd(tools);
  const spoilsPadding = (shape: ConvShape, filter: Address): boolean =>
    hasPadding(shape) && !heap.floats(filter, filterSize(shape)).every(Number.isFinite);
  return {
    convForward(shape, at, epilogue) {
      if (winograd.forward(shape, at, epilogue)) return;
      if (convolution?.coversForward(shape)) return convolution.forward(shape, at, epilogue);
      if (spoilsPadding(shape, at.filter)) return rest.convForward(shape, at, epilogue);
      const [n, k] = [shape.outChannels, tapsOf(shape)];
      for (const part of partsOf(shape, heap)) {
        const y = at.y + part.outBytes;
        const a = part.pointwise ? at.x + part.inBytes : part.patches;
        if (!part.pointwise) loops.gatherPatches(at.x + part.inBytes, a, ...part.sizes);
        const product = { m: part.rows, n, k, transposeA: false, transposeB: false };
        provider.multiply(product, { a, b: at.filter, c: y });
        if (epilogue.bias === 0 && !epilogue.relu) continue;
        loops.finishRows(y, part.rows, n, epilogue.bias, Number(epilogue.relu));
      }
    },

    convInputGradient(shape, at) {
      if (winograd.inputGradient(shape, at)) return;
      if (convolution?.coversInputGradient(shape)) return convolution.inputGradient(shape, at);
      const [n, k] = [tapsOf(shape), shape.outChannels];
      const size = shape.batch * shape.inHeight * shape.inWidth * shape.inChannels;
      const parts = partsOf(shape, heap);
      if (!parts[0]!.pointwise) heap.floats(at.dx, size).fill(0);
      for (const part of parts) {
        const dx = at.dx + part.inBytes;
        const c = part.pointwise ? dx : part.patches;
        const product = { m: part.rows, n, k, transposeA: false, transposeB: true };
        provider.multiply(product, { a: at.dy + part.outBytes, b: at.filter, c });
        if (!part.pointwise) loops.scatterPatches(c, dx, ...part.sizes);
      }
    },

    convFilterGradient(shape, at) {
      if (winograd.filterGradient(shape, at)) return;
      const [m, n] = [tapsOf(shape), shape.outChannels];
      for (const [index, part] of partsOf(shape, heap).entries()) {
        const x = at.x + part.inBytes;
        const a = part.pointwise ? x : part.patches;
        if (!part.pointwise) loops.gatherPatches(x, a, ...part.sizes);
        const product = { m, n, k: part.rows, transposeA: true, transposeB: false };
        provider.multiply(product, { a, b: at.dy + part.outBytes, c: at.dfilter }, {
          accumulate: index > 0,
        });
      }
      if (spoilsPadding(shape, at.dfilter)) rest.convFilterGradient(shape, at);
    },
  };
}

function filterSize(shape: ConvShape): number {
  return tapsOf(shape) * shape.outChannels;
}

function tapsOf(shape: ConvShape): number {
  return shape.windowHeight * shape.windowWidth * shape.inChannels;
}
