import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  overriddenKernels,
  registerKernels,
  restoreStockKernels,
  wasmHeap,
} from "../../../src/backend/kernels/register.ts";
import { portableKernels } from "../../../src/backend/portable/portable_kernels.ts";
import * as tf from "../../../src/backend/tf.ts";
import { startStockWasm } from "../../../src/backend/wasm.ts";
import { randomPlain } from "../../support/conv_problems.ts";
import { assertAgrees, testEachSet } from "../../support/kernel_sets.ts";

const conv = { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations: [1, 1] };
const x = randomPlain([2, 9, 8, 4], { seed: 1, stream: "x" });
const filter = randomPlain([3, 3, 4, 8], { seed: 1, stream: "filter" });

testEachSet("Conv2D hands dilated windows to the stock kernel", () =>
  assertAgrees({
    kernel: "Conv2D",
    inputs: { x, filter },
    attrs: { ...conv, dilations: [2, 2] },
  }));

testEachSet("FusedConv2D hands other activations to the stock kernel", () =>
  assertAgrees({
    kernel: "FusedConv2D",
    inputs: { x, filter, bias: randomPlain([8], { seed: 1, stream: "bias" }) },
    attrs: { ...conv, activation: "relu6" },
  }));

testEachSet("Conv2D refuses what the stock kernel would write past its output for", () => {
  const inputs = { x: tf.zeros([1, 9, 8, 1]), filter: tf.zeros([1, 3, 1, 1]) };
  const attrs = { ...conv, pad: 1, dilations: [2, 2] };
  assertThrows(() => tf.engine().runKernel("Conv2D", inputs, attrs), Error, "must be square");
  tf.dispose(inputs);
});

testEachSet("Conv2DBackpropFilter refuses NCHW in clear words", () => {
  const inputs = { x: tf.zeros([1, 4, 4, 1]), dy: tf.zeros([1, 4, 4, 1]) };
  const attrs = { ...conv, dataFormat: "NCHW", filterShape: [1, 1, 1, 1] };
  const run = () => tf.engine().runKernel("Conv2DBackpropFilter", inputs, attrs);
  assertThrows(run, Error, "Cannot compute a filter's gradient on wasm");
  tf.dispose(inputs);
});

testEachSet("Sum hands whole numbers and other axes to the stock kernel", async () => {
  const whole = tf.tensor2d([[1, 2], [3, 4]], undefined, "int32"), sum = tf.sum(whole, 0);
  assertEquals([sum.dtype, ...await sum.data()], ["int32", 4, 6]);
  const float = tf.tensor2d([[1, 2], [3, 4]]), last = tf.sum(float, 1), all = tf.sum(float);
  assertEquals([...await last.data(), ...await all.data()], [3, 7, 10]);
  tf.dispose([whole, sum, float, last, all]);
});

testEachSet("tf.matMul broadcasts batches in two directions", async () => {
  const a = tf.randomUniform([2, 1, 3, 4], -1, 1, "float32", 1);
  const b = tf.randomUniform([1, 3, 4, 2], -1, 1, "float32", 2);
  const product = tf.matMul(a, b),
    expected = tf.sum(
      tf.mul(tf.expandDims(a, 4), tf.expandDims(b, 2)),
      3,
    );
  assertEquals(product.shape, [2, 3, 3, 2]);
  const values = await product.data(), sums = await expected.data();
  for (const [i, value] of values.entries()) assertAlmostEquals(value, sums[i]!, 1e-5);
  tf.dispose([a, b, product, expected]);
});

testEachSet("tf.matMul of nothing is empty, and over nothing is 0", async () => {
  const results = tf.tidy(() => [
    tf.matMul(tf.zeros([0, 3]) as tf.Tensor2D, tf.ones([3, 2]) as tf.Tensor2D),
    tf.matMul(tf.zeros([2, 0]) as tf.Tensor2D, tf.ones([0, 2]) as tf.Tensor2D),
    tf.fused.matMul({
      a: tf.zeros([2, 0]) as tf.Tensor2D,
      b: tf.zeros([0, 2]) as tf.Tensor2D,
      bias: tf.tensor1d([3, -3]),
      activation: "relu",
    }),
  ]);
  assertEquals(results.map((t) => t.shape), [[0, 2], [2, 2], [2, 2]]);
  assertEquals([...await results[1]!.data()], [0, 0, 0, 0]);
  assertEquals([...await results[2]!.data()], [3, 0, 3, 0]);
  tf.dispose(results);
});

testEachSet("_FusedMatMul never hands a transpose and a bias to the stock kernel", () => {
  const inputs = { a: tf.ones([1, 2, 2]), b: tf.ones([1, 2, 2]), bias: tf.ones([2]) };
  const attrs = { transposeA: true, transposeB: false, activation: "sigmoid" };
  assertThrows(() => tf.engine().runKernel("_FusedMatMul", inputs, attrs), Error, "one by one");
  tf.dispose(inputs);
});

Deno.test("restoreStockKernels puts every stock kernel back", async () => {
  await startStockWasm();
  const stock = overriddenKernels.map((name) => tf.getKernel(name, "wasm"));
  registerKernels(await portableKernels(wasmHeap()), wasmHeap());
  for (const [i, name] of overriddenKernels.entries()) {
    assert(tf.getKernel(name, "wasm") !== stock[i], name);
  }
  registerKernels(await portableKernels(wasmHeap()), wasmHeap());
  restoreStockKernels();
  for (const [i, name] of overriddenKernels.entries()) {
    assertStrictEquals(tf.getKernel(name, "wasm"), stock[i], name);
  }
});

Deno.test("registerKernels says that tfjs must run on wasm", async () => {
  await tf.setBackend("cpu");
  assertThrows(() => wasmHeap(), Error, "tfjs must run on wasm, found cpu");
});
