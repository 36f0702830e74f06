/**
 * The kernel sets under test, and running a tfjs kernel on one of them and on
 * tfjs's cpu backend from the same numbers.
 */
import { registerKernels, wasmHeap } from "../../src/backend/kernels/register.ts";
import type { KernelSet } from "../../src/backend/kernels/kernel_set.ts";
import { openNativeProvider } from "../../src/backend/native/open_provider.ts";
import { makeNativeSet } from "../../src/backend/native/native_set.ts";
import { hasRelaxedSimd, portableKernels } from "../../src/backend/portable/portable_kernels.ts";
import * as tf from "../../src/backend/tf.ts";
import { startStockWasm } from "../../src/backend/wasm.ts";
import { onnxRuntimeForTests, systemBlasForTests } from "./native_library.ts";

/** A kernel set and how to make it the one that runs. */
export interface SetUnderTest {
  readonly name: string;
  /** Why it cannot run here; null where it can. */
  readonly missing: string | null;
  make(): Promise<KernelSet>;
}

/** Every set that the laws are checked on. */
export const kernelSets: readonly SetUnderTest[] = [
  {
    name: "portable, relaxed SIMD",
    missing: hasRelaxedSimd() ? null : "no relaxed SIMD here",
    make: () => portableKernels(wasmHeap(), { relaxed: true }),
  },
  {
    name: "portable, SIMD",
    missing: null,
    make: () => portableKernels(wasmHeap(), { relaxed: false }),
  },
  {
    name: "portable without Winograd",
    missing: null,
    make: () => portableKernels(wasmHeap(), { relaxed: false, winograd: false }),
  },
  // Only where a library is there: the tests of src/backend/native are ignored, and say why, where it is not.
  ...nativeSets(),
];

function nativeSets(): SetUnderTest[] {
  const searches = {
    "native, ONNX Runtime": onnxRuntimeForTests().missing === null ? { blasPaths: [] } : null,
    "native, the system's BLAS": systemBlasForTests().missing === null
      ? { folder: "data/cache/nothing" }
      : null,
  };
  return Object.entries(searches).flatMap(([name, search]) =>
    search === null ? [] : [{
      name,
      missing: null,
      make: async () => {
        const heap = wasmHeap();
        const provider = await openNativeProvider(heap, search);
        return await makeNativeSet(provider, { heap, rest: await portableKernels(heap) });
      },
    }]
  );
}

/** Starts wasm with a set. */
export async function useSet(set: SetUnderTest): Promise<void> {
  tf.enableProdMode(); // tfjs greets on the console otherwise
  await startStockWasm();
  registerKernels(await set.make(), wasmHeap());
}

/** A test a set; `name` begins with the symbol under test. */
export function testEachSet(name: string, run: (set: SetUnderTest) => Promise<void> | void): void {
  for (const set of kernelSets) {
    const suffix = set.missing ? ` (not here: ${set.missing})` : "";
    Deno.test({
      name: `${name} [${set.name}]${suffix}`,
      ignore: set.missing !== null,
      fn: async () => {
        await useSet(set);
        await run(set);
      },
    });
  }
}

/** A tensor as plain numbers. */
export interface Plain {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** One run of a kernel by its name. */
export interface Call {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Plain>>;
  readonly attrs: tf.NamedAttrMap;
}

/** What a kernel gives on a backend that has been started; it must leave no tensor behind. */
export async function runKernel(backend: string, { kernel, inputs, attrs }: Call): Promise<Plain> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const out = tf.tidy(() => {
    // one tensor for each tensor's worth of numbers: a kernel may look whether two inputs are one
    const made = new Map<Plain, tf.Tensor>();
    const tensors = Object.entries(inputs).map(([name, plain]) => {
      const tensor = made.get(plain) ?? tf.tensor(plain.values, [...plain.shape], "float32");
      made.set(plain, tensor);
      return [name, tensor] as const;
    });
    return tf.engine().runKernel(kernel, Object.fromEntries(tensors), attrs) as tf.Tensor;
  });
  const plain = await toPlain(out);
  out.dispose();
  if (tf.memory().numTensors !== before) throw new Error(`${kernel} leaks tensors on ${backend}`);
  return plain;
}

/** A tensor's numbers; it stays the caller's. */
export async function toPlain(tensor: tf.Tensor): Promise<Plain> {
  return { shape: tensor.shape, values: await tensor.data() as Float32Array };
}

/** What cpu gave for calls that take it long: the sets are asked the same. */
const remembered = new Map<string, Plain>();

async function runOnCpu(call: Call): Promise<Plain> {
  const inputs = Object.entries(call.inputs);
  if (inputs.every(([, { values }]) => values.length < 10_000)) return await runKernel("cpu", call);
  const numbers = inputs.map(([name, { shape, values }]) => [name, shape, values.slice(0, 8)]);
  const key = JSON.stringify([call.kernel, call.attrs, numbers]);
  const known = remembered.get(key) ?? await runKernel("cpu", call);
  remembered.set(key, known);
  return known;
}

/** The set that runs now against cpu: throws where they are further apart than 1e-5 of the largest number. */
export async function assertAgrees(call: Call): Promise<void> {
  const actual = await runKernel("wasm", call), expected = await runOnCpu(call);
  const error = relativeError(actual, expected);
  if (error <= 1e-5) return;
  throw new Error(`${call.kernel} must agree with cpu to 1e-5, found a relative error of ${error}`);
}

/**
 * How far two tensors are apart: the largest difference over the largest
 * finite number expected; infinite where shapes differ, or where one has NaN or
 * an infinity and the other has not.
 */
export function relativeError(actual: Plain, expected: Plain): number {
  if (actual.shape.join() !== expected.shape.join()) return Infinity;
  let scale = 0, worst = 0;
  for (const [i, e] of expected.values.entries()) {
    const a = actual.values[i]!;
    if (!Number.isFinite(e) || !Number.isFinite(a)) {
      if (!Object.is(a, e)) return Infinity;
      continue;
    }
    scale = Math.max(scale, Math.abs(e));
    worst = Math.max(worst, Math.abs(a - e));
  }
  return worst === 0 ? 0 : worst / scale;
}
