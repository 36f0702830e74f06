/**
 * Puts a kernel set under tfjs's wasm backend. Whatever an override does not
 * cover goes to the stock kernel, unless that is missing or known to be wrong.
 *
 * @module
 */
import * as tf from "../tf.ts";
import { conv2d, conv2dBackpropFilter, conv2dBackpropInput, fusedConv2d } from "./convolution.ts";
import { combine, identity, nesterovStep, reluGrad, sum } from "./elementwise.ts";
import { Heap, type WasmModule } from "./heap.ts";
import type { KernelSet } from "./kernel_set.ts";
import { batchMatMul, fusedMatMul } from "./matmul.ts";
import { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from "./pooling.ts";
import type { KernelCall, Override, WasmBackend, Workshop } from "./wasm_backend.ts";

/** Every override by tfjs's kernel name; `LinearCombination`, `NesterovStep` and `ReluGrad` are ours. */
const overrides: Readonly<Record<string, Override>> = {
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
  BatchMatMul: batchMatMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  FusedConv2D: fusedConv2d,
  Identity: identity,
  LinearCombination: combine,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  NesterovStep: nesterovStep,
  ReluGrad: reluGrad,
  Sum: sum,
  _FusedMatMul: fusedMatMul,
};

/** The names of the kernels that a set takes over. */
export const overriddenKernels: readonly string[] = Object.keys(overrides);

/** What was there before; undefined where tfjs has no such kernel. */
let stock: Map<string, tf.KernelConfig | undefined> | null = null;

/** One heap a module, however often it is asked for. */
const heaps = new WeakMap<WasmModule, Heap>();

/**
 * The heap of the wasm backend that runs, its allocations made to fail loudly.
 *
 * @throws {Error} If tfjs does not run on wasm.
 */
export function wasmHeap(): Heap {
  if (tf.getBackend() !== "wasm") {
    throw new Error(`Cannot reach the wasm heap: tfjs must run on wasm, found ${tf.getBackend()}`);
  }
  const { wasm } = tf.backend() as unknown as WasmBackend;
  const heap = heaps.get(wasm) ?? new Heap(wasm);
  heaps.set(wasm, heap);
  return heap;
}

/**
 * Makes the set the one that tfjs's wasm backend runs, in place of whichever
 * was registered before.
 *
 * @throws {Error} If tfjs does not run on wasm.
 */
export function registerKernels(set: KernelSet, heap: Heap): void {
  restoreStockKernels();
  const workshop: Workshop = { backend: tf.backend() as unknown as WasmBackend, heap, set };
  stock = new Map(overriddenKernels.map((name) => [name, tf.getKernel(name, "wasm")]));
  for (const [name, config] of stock) {
    if (config) tf.unregisterKernel(name, "wasm");
    tf.registerKernel({
      ...config,
      kernelName: name,
      backendName: "wasm",
      kernelFunc: guarded(name, overrides[name]!, config, workshop),
    });
  }
}

/** Puts every stock kernel back. */
export function restoreStockKernels(): void {
  for (const [name, config] of stock ?? []) {
    tf.unregisterKernel(name, "wasm");
    if (config) tf.registerKernel(config);
  }
  stock = null;
}

function guarded(
  name: string,
  override: Override,
  config: tf.KernelConfig | undefined,
  workshop: Workshop,
): tf.KernelFunc {
  return (params) => {
    const { inputs, attrs = {} } = params as unknown as KernelCall;
    const out = override({ inputs, attrs }, workshop);
    workshop.heap.trim();
    if (out) return out;
    if (config) return config.kernelFunc(params);
    throw new Error(
      `Cannot run ${name} on wasm: not for these inputs, and tfjs has no such kernel`,
    );
  };
}
