/**
 * tfjs's WebGPU backend, with our kernels where its own are wrong, and with its
 * failures made loud.
 *
 * @module
 */
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "./tf.ts";
import { describeAdapter } from "./webgpu/adapter.ts";
import { guardDevice } from "./webgpu/guard_device.ts";
import { registerWebgpuKernels } from "./webgpu/register.ts";
import { trimPool } from "./webgpu/trim_pool.ts";
import type { WebgpuBackend } from "./webgpu/webgpu_backend.ts";

export { type AdapterDescription, describeAdapter } from "./webgpu/adapter.ts";

/** Backends that are guarded already. */
const guarded = new WeakSet<WebgpuBackend>();

/**
 * Starts the WebGPU backend, on a software adapter too, and makes it tfjs's
 * current one.
 *
 * @throws {Error} If no adapter is there or the device cannot be made.
 */
export async function startWebgpu(): Promise<void> {
  await startStockWebgpu();
  registerWebgpuKernels();
  const backend = tf.backend() as unknown as WebgpuBackend;
  if (guarded.has(backend)) return;
  guarded.add(backend);
  guardDevice(backend);
  trimPool(backend.bufferManager);
}

/** Starts tfjs's WebGPU backend as it is. */
export async function startStockWebgpu(): Promise<void> {
  const adapter = await describeAdapter();
  if (!adapter) {
    throw new Error("Cannot start the webgpu backend: a WebGPU adapter is needed, found none");
  }
  if (await tf.setBackend("webgpu").catch(() => false)) return;
  throw new Error(`Cannot start the webgpu backend: ${adapter.name} gave no device`);
}
