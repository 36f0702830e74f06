/**
 * The portable kernel set: WebAssembly of our own on tfjs's heap. It needs
 * SIMD; with relaxed SIMD it multiplies and adds in one rounding.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { ConvShape, Epilogue, KernelSet, WindowShape } from "../kernels/kernel_set.ts";
import { addBias, applyRelu, type PortableExports } from "./exports.ts";
import { plainKernels, relaxedKernels } from "./kernels_wasm.ts";

/** Which build of the portable kernels, and which of its algorithms. */
export interface PortableOptions {
  /** Fused multiply-add; default: whether the platform knows relaxed SIMD. It may round differently from one kind of CPU to another. */
  readonly relaxed?: boolean;
  /** Winograd's F(4×4, 3×3) for 3×3 windows with stride 1, default true; else the definition alone. */
  readonly winograd?: boolean;
}

/** Whether the platform can compile the build that fuses multiply-add. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(Uint8Array.fromBase64(relaxedKernels));
}

/** Makes the set. */
export async function portableKernels(
  heap: Heap,
  { relaxed = hasRelaxedSimd(), winograd = true }: PortableOptions = {},
): Promise<KernelSet> {
  const bytes = Uint8Array.fromBase64(relaxed ? relaxedKernels : plainKernels);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory: heap.memory } });
  const wasm = instance.exports as PortableExports;

  /** Writes the sizes where the kernels read them; the 512 bytes behind them are for a plan. */
  function writeWindow(shape: WindowShape, outChannels: number): number {
    const at = heap.scratch("window", 64 + 512);
    new Int32Array(heap.memory.buffer, at, 13).set([
      shape.batch,
      shape.inHeight,
      shape.inWidth,
      shape.inChannels,
      shape.outHeight,
      shape.outWidth,
      outChannels,
      shape.windowHeight,
      shape.windowWidth,
      shape.strideHeight,
      shape.strideWidth,
      shape.padTop,
      shape.padLeft,
    ]);
    return at;
  }
  const work = (bytes: number): number => heap.scratch("portable", bytes >>> 0);
  const usesWinograd = (shape: ConvShape): boolean => winograd && suitsWinograd(shape);

  return {
    name: relaxed ? "portable, relaxed SIMD" : "portable, SIMD",
    transposesFreely: true,

    gemm({ m, n, k, transposeA, transposeB }, { a, b, c }, { bias, relu }) {
      if ((m === 1 || n === 1) && !bias && !relu) {
        const [matrix, vector, others] = m === 1 ? [b, a, n] : [a, b, m];
        const byRows = m === 1 ? transposeB : !transposeA;
        if (byRows) return wasm.rowProducts(others, k, matrix, vector, c);
        const scratch = work(wasm.columnProductsScratch(others));
        return wasm.columnProducts(k, others, matrix, vector, c, scratch);
      }
      const scratch = work(wasm.gemmScratch(m, k));
      const flags = flagsOf({ bias, relu });
      wasm.gemm(m, n, k, +transposeA, +transposeB, a, b, c, flags, bias, scratch);
    },

    convForward(shape, { x, filter, y }, epilogue) {
      const window = writeWindow(shape, shape.outChannels), flags = flagsOf(epilogue);
      if (usesWinograd(shape)) {
        const scratch = work(wasm.winogradForwardScratch(window, window + 64));
        if (wasm.winogradForward(window, x, filter, y, flags, epilogue.bias, scratch)) return;
      }
      const scratch = work(wasm.convForwardScratch(window, window + 64));
      wasm.convForward(window, x, filter, y, flags, epilogue.bias, scratch);
    },

    convInputGradient(shape, { dy, filter, dx }) {
      const window = writeWindow(shape, shape.outChannels);
      if (usesWinograd(shape)) {
        const scratch = work(wasm.winogradInputGradientScratch(window));
        if (wasm.winogradInputGradient(window, dy, filter, dx, scratch)) return;
      }
      const scratch = work(wasm.convInputGradientScratch(window));
      wasm.convInputGradient(window, dy, filter, dx, scratch);
    },

    convFilterGradient(shape, { x, dy, dfilter }) {
      const window = writeWindow(shape, shape.outChannels);
      if (usesWinograd(shape)) {
        const scratch = work(wasm.winogradFilterGradientScratch(window, window + 64));
        if (wasm.winogradFilterGradient(window, x, dy, dfilter, scratch)) return;
      }
      const scratch = work(wasm.convFilterGradientScratch(window, window + 64));
      wasm.convFilterGradient(window, x, dy, dfilter, scratch);
    },

    maxPool(shape, { x, y }) {
      wasm.maxPool(writeWindow(shape, shape.inChannels), x, y);
    },
    maxPoolGradient(shape, { x, dy, dx }) {
      wasm.maxPoolGradient(writeWindow(shape, shape.inChannels), x, dy, dx);
    },
    avgPool(shape, { x, y }) {
      wasm.avgPool(writeWindow(shape, shape.inChannels), x, y);
    },
    avgPoolGradient(shape, { dy, dx }) {
      wasm.avgPoolGradient(writeWindow(shape, shape.inChannels), dy, dx);
    },
    columnSums(rows, columns, { x, sums }) {
      wasm.columnSums(rows, columns, x, sums);
    },
    reluGradient(size, { dy, y, dx }) {
      wasm.reluGradient(size, dy, y, dx);
    },
    combine(size, [x, y, z = { at: 0, factor: 0 }], out) {
      wasm.combine(size, x.at, x.factor, y.at, y.factor, z.at, z.factor, out);
    },
    nesterovStep(size, at, { momentum, rate }) {
      const { weights, velocity, gradient, newWeights, newVelocity } = at;
      wasm.nesterovStep(size, weights, velocity, gradient, momentum, rate, newWeights, newVelocity);
    },
  };
}

function flagsOf({ bias, relu }: Epilogue): number {
  return (bias ? addBias : 0) | (relu ? applyRelu : 0);
}

/** Where it can be used (its vectors run over channels) and pays: a 4×4 tile of the output takes 36 products a pair of channels, a pixel by the definition 9. */
function suitsWinograd(shape: ConvShape): boolean {
  const { windowHeight, windowWidth, strideHeight, strideWidth, outHeight, outWidth } = shape;
  if ([windowHeight, windowWidth, strideHeight, strideWidth].join() !== "3,3,1,1") return false;
  const channels = [shape.inChannels, shape.outChannels];
  if (channels.some((count) => count % 4 !== 0 || count < 8)) return false;
  const tiles = Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  return 36 * tiles < 0.6 * 9 * outHeight * outWidth;
}
