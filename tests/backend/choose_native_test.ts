import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import { mayUseFfi, NativeLibraryError } from "../../src/backend/native/library.ts";
import { conv2d } from "../../src/backend/operators/conv2d.ts";
import { dense } from "../../src/backend/operators/dense.ts";
import * as tf from "../../src/backend/tf.ts";
import { describeAdapter } from "../../src/backend/webgpu.ts";
import { assertClose } from "../support/close.ts";
import { someNumbers } from "../support/conv_arbitrary.ts";
import { onnxRuntimeForTests } from "../support/native_library.ts";

const { missing } = onnxRuntimeForTests();
const hardware = (await describeAdapter())?.hardware ?? false;
const nowhere = { folder: "data/cache/nothing", blasPaths: [] };

Deno.test({
  name: "startBackend without FFI refuses native kernels, and auto goes on without them" +
    (mayUseFfi() ? " [--allow-ffi is given]" : ""),
  ignore: mayUseFfi(),
  fn: async () => {
    const error = await assertRejects(() => startBackend("native"), NativeLibraryError);
    assertStringIncludes(error.message, "--allow-ffi");
    if (hardware) return;
    const { kernels, library, reason } = await startBackend("auto");
    assertStringIncludes(kernels!, "portable");
    assertEquals(library, null);
    assertStringIncludes(reason, "native kernels are not permitted");
  },
});

const withLibrary = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: name + (missing === null ? "" : ` [${missing}]`),
    ignore: missing !== null,
    fn,
  });

withLibrary("startBackend takes native kernels when asked to, and on auto", async () => {
  const asked = await startBackend("native");
  assertEquals(asked.name, "wasm");
  assertStringIncludes(asked.kernels!, "native, ");
  assertEquals(asked.library?.pinned, asked.library?.provider === "ONNX Runtime");
  if (hardware) return;
  const auto = await startBackend("auto");
  assertEquals(auto.kernels, asked.kernels);
  assertStringIncludes(auto.reason, "a native library is there");
});

withLibrary("startBackend says when nothing is set up, and auto goes on", async () => {
  const start = () => startBackend("native", { native: nowhere });
  assertEquals((await assertRejects(start, NativeLibraryError)).fault, "missing");
  if (hardware) return;
  const { kernels, reason } = await startBackend("auto", { native: nowhere });
  assertStringIncludes(kernels!, "portable");
  assertStringIncludes(reason, "native kernels are not set up");
});

withLibrary(
  "startBackend says what is wrong with a library that is there, and auto goes on",
  async () => {
    const wrong = { folder: "data/cache/nothing", blasPaths: [onnxRuntimeForTests().path!] };
    const error = await assertRejects(
      () => startBackend("native", { native: wrong }),
      NativeLibraryError,
    );
    assertEquals(error.fault, "symbol");
    assertStringIncludes(error.message, "cblas_sgemm");
    assertStringIncludes(error.message, "deno task setup-native");
    if (hardware) return;
    const { kernels, reason } = await startBackend("auto", { native: wrong });
    assertStringIncludes(kernels!, "portable");
    assertStringIncludes(reason, "it is another library than it seems");
  },
);

/** Ten steps of a small CNN; every loss. */
async function train(): Promise<number[]> {
  const shapes = [[3, 3, 1, 16], [3, 3, 16, 16], [3, 3, 16, 32], [32, 20], [20, 10]];
  const x = tf.tensor4d(someNumbers(6 * 10 * 10, 1), [6, 10, 10, 1]);
  const labels = tf.tensor1d(Array.from({ length: 6 }, (_, i) => i), "int32");
  const targets = tf.oneHot(labels, 10);
  let parameters = shapes.map((shape, i) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const bound = Math.sqrt(3 / (size / shape.at(-1)!));
    return tf.tensor(someNumbers(size, 10 + i).map((v) => v * bound), shape);
  });
  const loss = (...p: tf.Tensor[]) => {
    const convolve = (h: tf.Tensor, i: number, pad = 0) =>
      conv2d(h as tf.Tensor4D, p[i] as tf.Tensor4D, { relu: true, pad });
    const pooled = tf.maxPool(convolve(convolve(x, 0), 1, 1), 2, 2, "valid");
    const flat = tf.reshape(tf.maxPool(convolve(pooled, 2), 2, 2, "valid"), [6, -1]);
    const hidden = dense(flat as tf.Tensor2D, p[3] as tf.Tensor2D, { relu: true });
    const logits = dense(hidden, p[4] as tf.Tensor2D);
    return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
  };
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    const [value, ...next] = tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss)(parameters);
      return [value, ...parameters.map((p, i) => tf.sub(p, tf.mul(grads[i]!, 0.1)))];
    });
    tf.dispose(parameters);
    parameters = next;
    losses.push((await value!.data())[0]!);
    value!.dispose();
  }
  tf.dispose([x, labels, targets, ...parameters]);
  return losses;
}

withLibrary("startBackend with native kernels trains a CNN as cpu does", async () => {
  await startBackend("cpu");
  const expected = await train();
  await startBackend("native");
  const before = tf.memory().numTensors;
  const losses = await train();
  assertEquals(tf.memory().numTensors, before);
  assertClose(losses, expected, "losses", 1e-5);
  assert(losses.at(-1)! < 0.8 * losses[0]!, `the loss falls, found ${losses}`);
});
