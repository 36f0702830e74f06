import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { startBackend } from "../../src/backend/choose.ts";
import { checkGradients } from "../../src/models/check_gradients.ts";
import { networkFromGraphModel, networkFromLayersModel } from "../../src/models/tfjs_network.ts";
import { networkFromTfjsFiles, tfjsWeightPaths } from "../../src/models/tfjs_files.ts";
import { graphFiles, layersFiles } from "../support/tfjs_models.ts";

await startBackend("wasm");

const kernelInitializer = () => tf.initializers.glorotNormal({ seed: 3 });

function convolutional(activation: "softmax" | "linear"): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 3,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: kernelInitializer(),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 4, activation, kernelInitializer: kernelInitializer() }),
    ],
  });
}

const images = (count: number, shape: number[]) =>
  tf.randomUniform([count, ...shape], 0, 1, "float32", 7);

Deno.test("networkFromLayersModel() gives what the model predicts, before its softmax and without leaks", async () => {
  const model = convolutional("softmax");
  const network = networkFromLayersModel(model);
  const x = images(3, [8, 8, 1]);
  const expected = model.predict(x) as tf.Tensor;
  const before = tf.memory().numTensors;
  const logits = network.logits(x);
  const actual = tf.tidy(() => tf.softmax(logits));
  for (const [i, p] of (await actual.data()).entries()) {
    assertAlmostEquals(p, (await expected.data())[i]!, 1e-5);
  }
  assertEquals([network.classes, network.softmax, network.affine], [4, true, false]);
  tf.dispose([logits, actual]);
  checkGradients(network);
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([x, expected]);
  model.dispose();
});

Deno.test("networkFromLayersModel() finds a softmax that is a layer of its own, and affine models", () => {
  const make = (last: tf.layers.Layer) =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: "linear" }), last],
    });
  for (const last of [tf.layers.softmax(), tf.layers.activation({ activation: "softmax" })]) {
    const { softmax, affine } = networkFromLayersModel(make(last));
    assertEquals([softmax, affine], [true, true]);
  }
  const relu = networkFromLayersModel(make(tf.layers.activation({ activation: "relu" })));
  assertEquals([relu.softmax, relu.affine], [false, false]);
  const leaky = networkFromLayersModel(make(tf.layers.leakyReLU()));
  assertEquals(leaky.affine, false);
});

/** Models whose softmax is inside another model or under layers that only reshape; all take 4 numbers. */
function hiddenSoftmaxes(): Record<string, tf.LayersModel> {
  const dense = (units: number, activation: "softmax" | "relu") =>
    tf.layers.dense({
      ...{ units, activation, inputShape: [4] },
      kernelInitializer: kernelInitializer(),
    });
  const of = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });
  const around = (inner: tf.LayersModel) => {
    const inputs = tf.input({ shape: [4] });
    return tf.model({ inputs, outputs: inner.apply(inputs) as tf.SymbolicTensor });
  };
  const image = tf.layers.reshape({ targetShape: [1, 1, 4], inputShape: [4] });
  const convolution = tf.layers.conv2d({
    ...{ filters: 3, kernelSize: 1, activation: "softmax" },
    kernelInitializer: kernelInitializer(),
  });
  return {
    nested: around(of(dense(3, "softmax"))),
    nestedDeep: around(of(dense(4, "relu"), dense(3, "softmax"))),
    twiceNested: around(around(of(dense(3, "softmax")))),
    transferred: of(of(dense(4, "relu")), of(dense(3, "softmax"))),
    alone: of(of(dense(4, "relu")), tf.layers.softmax({ inputShape: [4] })),
    flattened: of(image, convolution, tf.layers.flatten()),
    reshaped: of(dense(3, "softmax"), tf.layers.reshape({ targetShape: [3] })),
    nestedAndReshaped: of(
      of(dense(3, "softmax")),
      tf.layers.reshape({ targetShape: [3] }),
    ),
  };
}

Deno.test("networkFromLayersModel() leaves out a softmax in an inner model, or under a reshape", async () => {
  const x = images(3, [4]);
  const affine = ["nested", "twiceNested", "reshaped", "nestedAndReshaped"];
  for (const [name, made] of Object.entries(hiddenSoftmaxes())) {
    const { json, weights } = await layersFiles(made);
    const loaded = await networkFromTfjsFiles(json, weights);
    for (const network of [networkFromLayersModel(made), loaded]) {
      assertEquals([network.softmax, network.affine], [true, affine.includes(name)], name);
      const logits = network.logits(x);
      const predicted = await tf.softmax(logits).data();
      for (const [i, p] of (await (made.predict(x) as tf.Tensor).data()).entries()) {
        assertAlmostEquals(p, predicted[i]!, 1e-5, name);
      }
      checkGradients(network);
    }
    loaded.dispose();
  }
});

Deno.test("networkFromLayersModel() keeps a softmax that is not over the classes", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.reshape({ targetShape: [2, 2], inputShape: [4] }),
      tf.layers.activation({ activation: "softmax" }), // of each pair
      tf.layers.flatten(),
    ],
  });
  const { softmax, affine, classes } = networkFromLayersModel(model);
  assertEquals([softmax, affine, classes], [false, false, 4]);
});

Deno.test("networkFromLayersModel() refuses a softmax in an inner model of two inputs", () => {
  const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
  const sum = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const probabilities = tf.layers.softmax().apply(sum) as tf.SymbolicTensor;
  const inner = tf.model({ inputs: [a, b], outputs: probabilities });
  const x = tf.input({ shape: [3] });
  const model = tf.model({ inputs: x, outputs: inner.apply([x, x]) as tf.SymbolicTensor });
  assertThrows(
    () => networkFromLayersModel(model),
    RangeError,
    `must be given without its softmax, which is inside ${inner.name}, a model of 2 inputs`,
  );
});

Deno.test("networkFromLayersModel() calls no model affine whose softmax is in the middle, too", () => {
  const twice = tf.layers.dense({ units: 4, activation: "softmax" });
  const inputs = tf.input({ shape: [4] });
  const outputs = twice.apply(twice.apply(inputs)) as tf.SymbolicTensor;
  const { softmax, affine } = networkFromLayersModel(tf.model({ inputs, outputs }));
  assertEquals([softmax, affine], [true, false]);
});

Deno.test("networkFromLayersModel() cuts the softmax of a model that is one dense layer", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: "softmax" })],
  });
  model.setWeights([tf.tensor2d([[1, 0], [0, 1], [2, 2]]), tf.tensor1d([5, 6])]);
  const logits = networkFromLayersModel(model).logits(tf.tensor2d([[1, 2, 3]]));
  assertEquals(await logits.array(), [[12, 14]]);
});

Deno.test("networkFromLayersModel() takes images flattened, and refuses what would shuffle pixels", () => {
  const flat = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [12] })] });
  assertEquals(networkFromLayersModel(flat, { inputShape: [2, 2, 3] }).inputShape, [2, 2, 3]);
  const channelsFirst = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [3, 2, 2] }), tf.layers.dense({ units: 2 })],
  });
  const take = () => networkFromLayersModel(channelsFirst, { inputShape: [2, 2, 3] });
  assertThrows(
    take,
    TypeError,
    "must be an image [2,2,3], or that flattened to [12]; found [3,2,2]",
  );
});

Deno.test("networkFromLayersModel() refuses one output for two classes, and two inputs", () => {
  const binary = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
  assertThrows(() => networkFromLayersModel(binary), TypeError, "found [2,1]");
  const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
  const outputs = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const two = tf.model({ inputs: [a, b], outputs });
  assertThrows(() => networkFromLayersModel(two), TypeError, "found 2 and 1");
});

Deno.test("networkFromGraphModel() runs up to the softmax, knows affine graphs, and is differentiable", async () => {
  const { json, weights } = graphFiles("Softmax");
  const network = await networkFromTfjsFiles(json, weights, { inputShape: [2, 1, 1] });
  assertEquals([network.classes, network.softmax, network.affine], [2, true, true]);
  const gradient = tf.grad((x) => network.logits(x).slice([0, 0], [1, 1]))(tf.zeros([1, 2, 1, 1]));
  assertEquals([...await gradient.data()], [1, 0]);
  const before = tf.memory().numTensors;
  network.dispose();
  assertEquals(tf.memory().numTensors, before - 1);
});

Deno.test("checkGradients() names the operation of a graph that has no gradient", async () => {
  const { json, weights } = graphFiles("Cumprod");
  const network = await networkFromTfjsFiles(json, weights, { inputShape: [2] });
  assertEquals(network.affine, false);
  assertThrows(() => checkGradients(network), TypeError, "tfjs has none for Cumprod");
});

Deno.test("networkFromTfjsFiles() reads what tfjs saved", async () => {
  const model = convolutional("linear");
  const { json, weights } = await layersFiles(model);
  assertEquals(tfjsWeightPaths(json), ["weights.bin"]);
  const network = await networkFromTfjsFiles(json, weights);
  const x = images(2, [8, 8, 1]);
  assertEquals(await network.logits(x).array(), await (model.predict(x) as tf.Tensor2D).array());
});

Deno.test("networkFromTfjsFiles() names what is wrong with the files", async () => {
  const { json, weights } = graphFiles("Softmax");
  const open = (text: string, bytes = weights) => networkFromTfjsFiles(text, bytes);
  await assertRejects(() => open("{"), SyntaxError, "must be JSON");
  await assertRejects(() => open("[]"), SyntaxError, "must have a modelTopology");
  await assertRejects(() => open(json, weights.slice(4)), SyntaxError, "need 16 bytes, found 12");
  const { modelTopology } = JSON.parse(json);
  const weight = { name: "w", dtype: "float32", shape: [1] };
  for (
    const weightsManifest of [
      undefined, // tfjs would draw the weights itself
      null,
      [null],
      [{}],
      [{ paths: ["w.bin"] }],
      [{ paths: [1], weights: [weight] }],
      [{ paths: ["w.bin"], weights: [null] }],
      [{ paths: ["w.bin"], weights: [{ ...weight, shape: "x" }] }],
    ]
  ) {
    const text = JSON.stringify({ modelTopology, weightsManifest });
    await assertRejects(() => open(text), SyntaxError, "and a weightsManifest");
    assertThrows(() => tfjsWeightPaths(text), SyntaxError, "and a weightsManifest");
  }
  assertThrows(() => networkFromGraphModel({ inputs: [], outputs: [] } as never), TypeError);
});
