/**
 * Our kernels under tfjs's WebGPU backend. Whatever an override does not cover
 * goes to the stock kernel.
 *
 * @module
 */
import type { KernelCall } from "../kernels/wasm_backend.ts";
import * as tf from "../tf.ts";
import { avgPool, avgPoolGrad } from "./average_pooling.ts";
import { conv2d, conv2dBackpropFilter, conv2dBackpropInput, fusedConv2d } from "./convolution.ts";
import { addN, linearCombination, nesterovStep, relu, reluGrad } from "./elementwise.ts";
import { argMax, argMin } from "./extremes.ts";
import { batchMatMul, fusedMatMul } from "./matmul.ts";
import type { Override } from "./override.ts";
import { maxPool, maxPoolGrad } from "./max_pooling.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** Every override by tfjs's kernel name; `LinearCombination`, `NesterovStep` and `ReluGrad` are ours. */
const overrides: Readonly<Record<string, Override>> = {
  AddN: addN,
  ArgMax: argMax,
  ArgMin: argMin,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
  BatchMatMul: batchMatMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  FusedConv2D: fusedConv2d,
  LinearCombination: linearCombination,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  NesterovStep: nesterovStep,
  Relu: relu,
  ReluGrad: reluGrad,
  _FusedMatMul: fusedMatMul,
};

/** What was there before; undefined where tfjs has no such kernel. */
let stock: Map<string, tf.KernelConfig | undefined> | null = null;

/** Puts our kernels in tfjs's place, once. */
export function registerWebgpuKernels(): void {
  if (stock) return;
  stock = new Map(Object.keys(overrides).map((name) => [name, tf.getKernel(name, "webgpu")]));
  for (const [name, config] of stock) {
    if (config) tf.unregisterKernel(name, "webgpu");
    tf.registerKernel({
      kernelName: name,
      backendName: "webgpu",
      kernelFunc: guarded(name, overrides[name]!, config),
    });
  }
}

/** Puts every stock kernel back. */
export function restoreStockWebgpuKernels(): void {
  for (const [name, config] of stock ?? []) {
    tf.unregisterKernel(name, "webgpu");
    if (config) tf.registerKernel(config);
  }
  stock = null;
}

function guarded(
  name: string,
  override: Override,
  config: tf.KernelConfig | undefined,
): tf.KernelFunc {
  return (params) => {
    const { inputs, attrs = {}, backend } = params as unknown as KernelCall & {
      backend: WebgpuBackend;
    };
    const out = override({ inputs, attrs }, backend);
    if (out) return out;
    if (config) return withoutSharedSums(() => config.kernelFunc(params));
    throw new Error(
      `Cannot run ${name} on WebGPU: not for these inputs, and tfjs has no such kernel`,
    );
  };
}

/** tfjs's number for its plain tiled product. */
const packedProgram = 3;

/** Keeps a stock product from sharing out its sums: that one is wrong where the right matrix is transposed. */
function withoutSharedSums<T>(run: () => T): T {
  tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", packedProgram);
  try {
    return run();
  } finally {
    tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", -1);
  }
}
