import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { architectureNames, findArchitecture } from "../../src/models/architectures.ts";
import { createNetwork } from "../../src/models/network.ts";
import { seededRandom } from "../../src/random.ts";
import { checkGradient } from "../support/check_gradient.ts";
import { checkWeightGradients } from "../support/gradient_of_network.ts";
import { noise } from "../support/noise.ts";
import { everyLayer, oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

Deno.test("createNetwork() gives the same weights for a seed and others for another", async () => {
  await startBackend("wasm");
  const make = (seed: number) => tinyNetwork(everyLayer, { inputShape: [8, 8, 2], seed });
  const networks = [make(1), make(1), make(2)];
  const [first, same, other] = await Promise.all(networks.map((network) => network.readWeights()));
  assertEquals(first, same);
  assert(first.get("layer0.weight")!.values[0] !== other.get("layer0.weight")!.values[0]);
  networks.forEach((network) => network.dispose());
});

Deno.test("createNetwork() initialises as the paper's networks do", async () => {
  await startBackend("wasm");
  for (const [name, inputShape] of [["lr", [28, 28, 1]], ["cnn", [32, 32, 3]]] as const) {
    const network = create(name, inputShape);
    const weights = await network.readWeights();
    for (const { weights: layer } of network.layers) {
      if (!layer) continue;
      const bound = 1 / Math.sqrt(layer.fanIn);
      const kernel = weights.get(`${layer.name}.weight`)!.values;
      assert(kernel.every((value) => Math.abs(value) <= bound));
      assertAlmostEquals(deviation(kernel) / (bound / Math.sqrt(3)), 1, 0.1);
      assert(weights.get(`${layer.name}.bias`)!.values.some((value) => value !== 0));
    }
    network.dispose();
  }
  for (const [name, cut] of [["convnet", Infinity], ["lenet_small", 2]] as const) {
    const network = create(name, [32, 32, 3]);
    const weights = await network.readWeights();
    for (const { weights: layer } of network.layers) {
      if (!layer) continue;
      const kernel = weights.get(`${layer.name}.weight`)!.values;
      const scale = Math.sqrt(2 / layer.fanIn);
      const beyond = kernel.filter((value) => Math.abs(value) > 2 * scale).length;
      assertEquals(beyond > 0, cut === Infinity);
      assertAlmostEquals(deviation(kernel) / scale, cut === Infinity ? 1 : 0.8796, 0.1);
      assert(weights.get(`${layer.name}.bias`)!.values.every((value) => value === 0));
    }
    network.dispose();
  }

  function create(name: string, inputShape: readonly number[]) {
    const architecture = findArchitecture(name, inputShape);
    return createNetwork(architecture, { inputShape, classes: 10, random: seededRandom(5) });
  }
  function deviation(values: Float32Array): number {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  }
});

Deno.test("createNetwork() computes its logits layer by layer", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [2] });
  network.setWeights(
    new Map([
      ["layer0.weight", { shape: [2, 5], values: Float32Array.of(1, 0, 1, 0, 0, 0, 1, 1, 0, -1) }],
      ["layer0.bias", { shape: [5], values: Float32Array.of(0, 0, -4, 9, 0) }],
      ["layer1.weight", {
        shape: [5, 3],
        values: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 5, 5, 5),
      }],
      ["layer1.bias", { shape: [3], values: Float32Array.of(0, 0.5, 0) }],
    ]),
  );
  const x = tf.tensor2d([[2, 3], [-1, -1]]);
  const { features, logits } = network.forward(x);
  assertEquals(await features.array(), [[2, 3, 1, 9, 0], [0, 0, 0, 9, 1]]);
  assertEquals(await logits.array(), [[2, 3.5, 1], [5, 5.5, 5]]);
  tf.dispose([x, features, logits]);
  network.dispose();
});

Deno.test("TrainableNetwork.logits() does what plain tfjs operators do", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(everyLayer, { inputShape: [8, 8, 2] });
  const x = noise([5, 8, 8, 2]);
  const plain = tf.tidy(() => {
    const weight = (name: string) => network.weights.get(name) as tf.Tensor;
    const conv = (x: tf.Tensor, i: number, strides: number) =>
      tf.relu(
        tf.add(
          tf.conv2d(x as tf.Tensor4D, weight(`layer${i}.weight`) as tf.Tensor4D, strides, 1),
          weight(`layer${i}.bias`),
        ),
      ) as tf.Tensor4D;
    const a = tf.maxPool(conv(x, 0, 1), 2, 2, "valid");
    const b = tf.avgPool(conv(a, 1, 2), 2, 2, "valid");
    const c = tf.relu(
      tf.add(tf.matMul(tf.reshape(b, [5, -1]), weight("layer2.weight")), weight("layer2.bias")),
    );
    return tf.add(tf.matMul(c, weight("layer3.weight")), weight("layer3.bias"));
  });
  const ours = network.logits(x);
  const [a, b] = [await plain.data(), await ours.data()];
  a.forEach((value, i) => assertAlmostEquals(b[i], value, 1e-5));
  tf.dispose([x, plain, ours]);
  network.dispose();
});

Deno.test("TrainableNetwork.forward() has the gradients that central differences say", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(everyLayer, { inputShape: [8, 8, 2] });
  const x = noise([2, 8, 8, 2]);
  const f = (x: tf.Tensor) => {
    const { logits } = network.forward(x);
    return tf.sum(tf.mul(logits, tf.square(logits))) as tf.Scalar;
  };
  const options = { entries: 12, step: 1e-3, tolerance: 5e-3 };
  await checkWeightGradients(network, () => f(x), options);
  await checkGradient(({ x }) => f(x!), { x }, options);
  x.dispose();
  network.dispose();
});

Deno.test("TrainableNetwork.forward() can be differentiated in its weights through its input gradient", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([
    { kind: "convolution", filters: 2, size: 3, padding: 1, relu: true },
    { kind: "dense", units: 4, relu: true },
    { kind: "dense", units: "classes" },
  ], { inputShape: [3, 3, 2] });
  const x = noise([2, 3, 3, 2], 4); // far from the kinks
  const f = () => {
    const cotangent = tf.tensor2d([[1, -2, 0.5], [0, 1, -1]]);
    return tf.sum(tf.square(tf.grad((x) => network.logits(x))(x, cotangent))) as tf.Scalar;
  };
  await checkWeightGradients(network, f, { step: 1e-3, only: "weight" });
  x.dispose();
  network.dispose();
});

Deno.test("InputGradients.at() agrees with tfjs's tape on layers of every kind", async () => {
  await startBackend("wasm");
  const shapes = [[everyLayer, [8, 8, 2]], [oneHidden, [7]], [oneHidden, [3]]] as const;
  for (const [layers, inputShape] of shapes) {
    const network = tinyNetwork(layers, { inputShape: [...inputShape] });
    const x = noise([4, ...inputShape]);
    const cotangent = noise([4, 3], 8) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    const taped = tf.grad((x) => network.logits(x))(x, cotangent);
    const gradients = network.inputGradients!();
    const pullback = gradients.at(x);
    const pulled = pullback.pull(cotangent);
    const squared = pullback.pullSquaredNorm(cotangent);
    const [a, b] = [await taped.data<"float32">(), await pulled.data()];
    const norms = await squared.data();
    a.forEach((value, i) => assertAlmostEquals(b[i], value, 1e-5));
    const width = a.length / 4;
    norms.forEach((norm, i) => {
      const expected = a.slice(i * width, (i + 1) * width).reduce((sum, v) => sum + v * v, 0);
      assertAlmostEquals(norm, expected, 1e-5 * Math.max(1, expected));
    });
    assertEquals(pulled.shape, x.shape);
    pullback.dispose();
    gradients.dispose();
    tf.dispose([taped, pulled, squared]);
    assertEquals(tf.memory().numTensors, before);
    tf.dispose([x, cotangent]);
    network.dispose();
  }
});

Deno.test("TrainableNetwork.forward() drops out only where it is given a generator", async () => {
  await startBackend("wasm");
  const layers = [{ kind: "dropout", rate: 0.25 }, { kind: "dense", units: "classes" }] as const;
  const network = tinyNetwork(layers, { inputShape: [4000], classes: 2 });
  const x = tf.ones([1, 4000]);
  const kept = network.forward(x);
  assert((await kept.features.data()).every((value) => value === 1));
  const draw = async (seed: number) => {
    const { features, logits } = network.forward(x, { dropout: seededRandom(seed) });
    const values = await features.data();
    tf.dispose([features, logits]);
    return values;
  };
  const values = await draw(1);
  const scale = Math.fround(4 / 3);
  assert(values.every((value) => value === 0 || value === scale));
  assertAlmostEquals(values.filter((value) => value === 0).length / 4000, 0.25, 0.03);
  assertEquals(await draw(1), values);
  assert((await draw(2)).some((value, i) => value !== values[i]));
  tf.dispose([x, kept.features, kept.logits]);
  network.dispose();
});

Deno.test("TrainableNetwork.setWeights() names everything that is wrong in one error", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [2] });
  const weights = new Map(await network.readWeights());
  weights.set("layer1.weight", { shape: [3, 5], values: new Float32Array(15) });
  weights.set("head.bias", { shape: [3], values: new Float32Array(3) });
  weights.delete("layer0.bias");
  assertThrows(
    () => network.setWeights(weights),
    TypeError,
    "missing: layer0.bias [5]; extra: head.bias [3]; misshapen: layer1.weight [3,5] where [5,3] is needed",
  );
  network.dispose();
});

Deno.test("TrainableNetwork.logits() says which input shape it needs", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [2] });
  const x = tf.ones([4, 3]);
  assertThrows(() => network.logits(x), RangeError, "must be [batch, 2], found [4,3]");
  x.dispose();
  network.dispose();
});

Deno.test("createNetwork() owns its weights and nothing else", async () => {
  await startBackend("wasm");
  for (const name of architectureNames) {
    const inputShape = name === "convnet" ? [32, 32, 3] : [28, 28, 1];
    const before = tf.memory().numTensors;
    const architecture = findArchitecture(name, inputShape);
    const network = createNetwork(architecture, {
      inputShape,
      classes: 10,
      random: seededRandom(1),
    });
    const x = tf.zeros([2, ...inputShape]);
    const logits = network.logits(x);
    assertEquals(logits.shape, [2, 10]);
    network.setWeights(await network.readWeights());
    assertEquals(tf.memory().numTensors, before + network.weights.size + 2);
    tf.dispose([x, logits]);
    network.dispose();
    assertEquals(tf.memory().numTensors, before);
  }
});
