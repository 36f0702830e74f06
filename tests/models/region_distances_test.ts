import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { findArchitecture, type Layer } from "../../src/models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../../src/models/network.ts";
import { runLayer, shapedInput } from "../../src/models/run_layers.ts";
import { seededRandom } from "../../src/random.ts";
import { assertClose } from "../support/close.ts";
import { noise } from "../support/noise.ts";
import { everyLayer, tinyNetwork } from "../support/tiny_networks.ts";

const conv = (filters: number, size: number, stride: number, padding: number): Layer => ({
  kind: "convolution",
  filters,
  size,
  stride,
  padding,
  relu: true,
});
const dense = (units: number): Layer => ({ kind: "dense", units, relu: true });
const logits: Layer = { kind: "dense", units: "classes" };

/** Padding clipped on every side, strides that leave something over, windows with gaps, images that are not square. */
const architectures: readonly { layers: readonly Layer[]; inputShape: number[] }[] = [
  { layers: [conv(3, 4, 2, 1), conv(4, 4, 2, 1), dense(5), logits], inputShape: [9, 8, 1] },
  {
    layers: [conv(2, 3, 1, 2), conv(3, 2, 3, 1), dense(4), dense(3), logits],
    inputShape: [6, 5, 2],
  },
  { layers: [conv(2, 2, 3, 0), conv(3, 2, 1, 1), logits], inputShape: [8, 9, 1] },
  { layers: [conv(3, 3, 2, 1), dense(4), logits], inputShape: [5, 6, 2] },
  { layers: [dense(6), dense(5), logits], inputShape: [3, 3, 1] },
  { layers: [logits], inputShape: [3, 3, 1] },
];

/** The outputs of a layer before its ReLU. */
function preactivations(network: LayeredNetwork, x: tf.Tensor, index: number): tf.Tensor2D {
  const tensorsOf = (name: string) => ({
    kernel: network.weights.get(`${name}.weight`)!,
    bias: network.weights.get(`${name}.bias`)! as unknown as tf.Tensor1D,
  });
  let y = shapedInput(network.layers, x);
  for (const shaped of network.layers.slice(0, index)) y = runLayer(shaped, y, { tensorsOf });
  const { layer } = network.layers[index]!;
  y = runLayer({ ...network.layers[index]!, layer: { ...layer, relu: false } as Layer }, y, {
    tensorsOf,
  });
  return tf.reshape(y, [x.shape[0]!, -1]);
}

/** Value and gradient in the input of each output of a layer, by tfjs's tape, one at a time. */
async function explicitJacobian(network: LayeredNetwork, x: tf.Tensor, index: number) {
  const units = preactivations(network, x, index).shape[1];
  const found: { value: number; gradient: Float32Array }[] = [];
  for (let unit = 0; unit < units; unit++) {
    const one = tf.oneHot(tf.tensor1d([unit], "int32"), units).toFloat();
    const f = (x: tf.Tensor) => tf.sum(tf.mul(preactivations(network, x, index), one));
    const { value, grad } = tf.valueAndGrad(f)(x);
    found.push({
      value: (await value.data())[0]!,
      gradient: (await grad.data<"float32">()).slice(),
    });
  }
  return found;
}

const norm = (v: ArrayLike<number>) => Math.hypot(...Array.from(v));

Deno.test("regionDistances() are those that an explicit Jacobian gives", async () => {
  await startBackend("wasm");
  for (const [i, { layers, inputShape }] of architectures.entries()) {
    const network = tinyNetwork(layers, { inputShape, seed: 10 + i });
    const x = noise([3, ...inputShape], 20 + i);
    const labels = tf.tensor1d([2, 0, 1], "int32");
    const found = network.regionDistances!(x);
    assertClose(await found.logits.data(), await network.logits(x).data(), "logits");
    const hidden = layers.slice(0, -1).map((_, index) => index);
    const borders = hidden.length > 0 ? await found.borders.array() : [];
    const decisions = await found.decisions(labels).array();
    for (const example of [0, 1, 2]) {
      const one = tf.slice(x, [example, 0, 0, 0], [1, ...inputShape]);
      const expected: number[] = [];
      for (const index of hidden) {
        for (const { value, gradient } of await explicitJacobian(network, one, index)) {
          const length = norm(gradient);
          expected.push(length > 1e-6 ? Math.abs(value) / length : 1e30);
        }
      }
      if (hidden.length > 0) assertEquals(borders[example]!.length, expected.length);
      for (const [unit, distance] of expected.entries()) {
        const tolerance = 1e-4 * Math.max(1, distance);
        assertAlmostEquals(borders[example]![unit]!, distance, tolerance, `${i}, unit ${unit}`);
      }
      const rows = await explicitJacobian(network, one, layers.length - 1);
      const own = rows[(await labels.data())[example]!]!;
      for (const [k, { value, gradient }] of rows.entries()) {
        const length = norm(gradient.map((each, at) => own.gradient[at]! - each));
        const distance = rows[k] === own ? 1e30 : (own.value - value) / length;
        const tolerance = 1e-4 * Math.max(1, Math.abs(distance));
        assertAlmostEquals(decisions[example]![k]!, distance, tolerance, `${i}, class ${k}`);
      }
    }
    network.dispose();
  }
});

Deno.test("regionDistances() knows lenet_small's hidden units, 4,804 on MNIST and 6,244 on CIFAR-10", async () => {
  await startBackend("wasm");
  for (const [inputShape, units] of [[[28, 28, 1], 4804], [[32, 32, 3], 6244]] as const) {
    const shape = { inputShape: [...inputShape], classes: 10, random: seededRandom(1) };
    const network = createNetwork(findArchitecture("lenet_small", inputShape), shape);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { borders } = network.regionDistances!(noise([2, ...inputShape]));
      assertEquals(borders.shape, [2, units]);
    });
    assertEquals(tf.memory().numTensors, before);
    network.dispose();
  }
});

Deno.test("regionDistances() of a unit that nothing can switch are very large", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([dense(4), dense(3), logits], { inputShape: [2, 2, 1] });
  const weights = await network.readWeights();
  weights.get("layer0.bias")!.values.fill(-100);
  network.setWeights(weights);
  const [borders] = await network.regionDistances!(noise([1, 2, 2, 1])).borders.array();
  assert(borders!.slice(0, 4).every((each) => each < 1e6));
  assert(borders!.slice(4).every((each) => each > 1e29));
});

Deno.test("regionDistances() refuses layers that it is not known for", () => {
  const network = tinyNetwork(everyLayer, { inputShape: [8, 8, 1] });
  assertThrows(
    () => network.regionDistances!(noise([1, 8, 8, 1])),
    RangeError,
    "found convolution ReLU, pool, convolution ReLU, pool, dense ReLU, dropout, dense",
  );
});
