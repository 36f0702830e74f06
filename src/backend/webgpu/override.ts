/**
 * What an override is: a kernel of ours in place of tfjs's for the inputs that
 * it covers.
 *
 * @module
 */
import type { KernelCall } from "../kernels/wasm_backend.ts";
import type { TensorInfo } from "../tf.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** A kernel of ours; null hands the call back to the stock kernel. */
export type Override = (
  call: KernelCall,
  backend: WebgpuBackend,
) => TensorInfo | TensorInfo[] | null;
