/**
 * Tests on a WebGPU adapter, a software one will do, for those who ask for
 * them: shaders take such an adapter long to compile.
 */
import { describeAdapter, startWebgpu } from "../../src/backend/webgpu.ts";
import * as tf from "../../src/backend/tf.ts";
import { type Call, relativeError, runKernel } from "./kernel_sets.ts";

const variable = "MARGINLAB_TEST_WEBGPU";

/** Why tests on WebGPU do not run here; null where they do. */
export const missingWebgpu: string | null = await whyMissing();

async function whyMissing(): Promise<string | null> {
  const mayAsk = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  if (!mayAsk || !Deno.env.get(variable)) return `${variable}=1 asks for it`;
  return await describeAdapter() ? null : "no WebGPU adapter";
}

/** A test that runs where WebGPU was asked for and is there. */
export function testOnWebgpu(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: missingWebgpu ? `${name} (not here: ${missingWebgpu})` : name,
    ignore: missingWebgpu !== null,
    fn: async () => {
      await useWebgpu();
      await fn();
    },
  });
}

/** Starts WebGPU with small operators on the adapter, too, where tfjs would do them on the CPU. */
export async function useWebgpu(): Promise<void> {
  tf.enableProdMode();
  await startWebgpu();
  tf.env().set("WEBGPU_CPU_FORWARD", false);
}

/** A kernel on WebGPU against the same on cpu; 1e-5 of the largest number unless said. */
export async function assertKernelAgrees(call: Call, tolerance = 1e-5): Promise<void> {
  const actual = await runKernel("webgpu", call), expected = await runKernel("cpu", call);
  const error = relativeError(actual, expected);
  if (error <= tolerance) return;
  throw new Error(`${call.kernel} must agree with cpu to ${tolerance}, found an error of ${error}`);
}

/** What a computation gives as plain numbers on cpu and on WebGPU must agree, and leave no tensor behind. */
export async function assertAgrees(
  name: string,
  compute: () => Promise<ArrayLike<number>>,
  tolerance = 1e-4,
): Promise<void> {
  const runOn = async (backend: string) => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const values = Float32Array.from(await compute());
    if (tf.memory().numTensors !== before) throw new Error(`${name} leaks tensors on ${backend}`);
    return { shape: [values.length], values };
  };
  const expected = await runOn("cpu"), error = relativeError(await runOn("webgpu"), expected);
  if (error <= tolerance) return;
  throw new Error(`${name} must agree with cpu to ${tolerance}, found an error of ${error}`);
}

/** The numbers of every tensor that a computation gives, in order. */
export async function numbersOf(compute: () => tf.Tensor | tf.Tensor[]): Promise<number[]> {
  const tensors = [tf.tidy(compute)].flat();
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return values.flatMap((numbers) => [...numbers]);
}
