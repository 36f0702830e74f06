import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Layer } from "../../src/models/architectures.ts";
import type { LayeredNetwork } from "../../src/models/network.ts";
import { readSafetensors, writeSafetensors } from "../../src/models/safetensors.ts";
import { loadWeights, saveWeights } from "../../src/models/weights_file.ts";
import * as fixture from "../fixtures/pytorch_weights.ts";
import { everyLayer, tinyNetwork } from "../support/tiny_networks.ts";

const fixtureLayers: readonly Layer[] = [
  { kind: "convolution", filters: 3, size: 3, relu: true },
  { kind: "pool", of: "maximum", size: 2 },
  { kind: "dense", units: 4, relu: true },
  { kind: "dense", units: "classes" },
];
const fixtureShape = { inputShape: [6, 6, 2] };
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function logitsOf(network: LayeredNetwork, image: number[]): Promise<Float32Array> {
  const z = tf.tidy(() => network.logits(tf.tensor(image, [1, ...network.inputShape])));
  const values = await z.data<"float32">();
  z.dispose();
  return values;
}

Deno.test("loadWeights() reads a PyTorch model that Python's safetensors wrote", async () => {
  await startBackend("wasm");
  const files = [
    [fixture.pytorchFile, 1e-5],
    [fixture.pytorchDoubleFile, 1e-5],
    [fixture.pytorchHalfFile, 2e-2],
  ] as const;
  for (const [file, tolerance] of files) {
    const network = tinyNetwork(fixtureLayers, fixtureShape);
    loadWeights(network, bytesOf(file), { layout: "pytorch" });
    const logits = await logitsOf(network, fixture.image);
    logits.forEach((z, i) => assertAlmostEquals(z, fixture.imageLogits[i], tolerance));
    network.dispose();
  }
});

Deno.test("saveWeights() and loadWeights() are inverse in both layouts", async () => {
  await startBackend("wasm");
  for (const layout of ["tfjs", "pytorch"] as const) {
    const network = tinyNetwork(everyLayer, { inputShape: [8, 8, 2], seed: 1 });
    const other = tinyNetwork(everyLayer, { inputShape: [8, 8, 2], seed: 2 });
    const bytes = await saveWeights(network, { layout, metadata: { seed: "1" } });
    const { arrays, metadata } = readSafetensors(bytes);
    assertEquals(metadata, {
      architecture: "tiny",
      input_shape: "8,8,2",
      classes: "3",
      layout,
      seed: "1",
    });
    const expected = layout === "tfjs" ? [3, 3, 2, 3] : [3, 2, 3, 3];
    assertEquals(arrays.get("layer0.weight")!.shape, expected);
    loadWeights(other, bytes);
    assertEquals(await other.readWeights(), await network.readWeights());
    network.dispose();
    other.dispose();
  }
});

Deno.test("saveWeights() writes what PyTorch would have for its own layout", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(fixtureLayers, fixtureShape);
  loadWeights(network, bytesOf(fixture.pytorchFile), { layout: "pytorch" });
  const ours = readSafetensors(await saveWeights(network, { layout: "pytorch" })).arrays;
  const theirs = readSafetensors(bytesOf(fixture.pytorchFile)).arrays;
  assertEquals(ours.get("layer0.weight"), theirs.get("features.0.weight"));
  assertEquals(ours.get("layer1.weight"), theirs.get("classifier.1.weight"));
  assertEquals(ours.get("layer2.bias"), theirs.get("classifier.3.bias"));
  network.dispose();
});

Deno.test("loadWeights() tells layers of the same shape by the natural order of names", async () => {
  await startBackend("wasm");
  const layers = [0, 1, 2].map(() => ({ kind: "dense", units: 2, relu: true } as const));
  const network = tinyNetwork([...layers, { kind: "dense", units: "classes" }], {
    inputShape: [2],
    classes: 2,
  });
  const array = (shape: number[], value: number) => ({
    shape,
    values: new Float32Array(shape.reduce((a, b) => a * b)).fill(value),
  });
  const named = ["fc10", "fc9", "fc2", "fc11"].flatMap((name) => {
    const value = Number(name.slice(2));
    return [[`${name}.weight`, array([2, 2], value)], [`${name}.bias`, array([2], value)]] as const;
  });
  loadWeights(network, writeSafetensors(new Map(named)));
  const weights = await network.readWeights();
  assertEquals([...weights.values()].map(({ values }) => values[0]), [2, 2, 9, 9, 10, 10, 11, 11]);
  network.dispose();
});

Deno.test("loadWeights() names all that does not fit, and the layout that would", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(fixtureLayers, fixtureShape);
  const before = await network.readWeights();
  const { arrays } = readSafetensors(bytesOf(fixture.pytorchFile));
  assertThrows(
    () => loadWeights(network, bytesOf(fixture.pytorchFile)),
    TypeError,
    "; in the pytorch layout they are",
  );
  const cut = new Map(arrays);
  cut.delete("classifier.1.bias");
  cut.set("scale", { shape: [1], values: Float32Array.of(1) });
  const error = assertThrows(
    () => loadWeights(network, writeSafetensors(cut), { layout: "pytorch" }),
    TypeError,
  );
  assertEquals(
    error.message,
    "Cannot load weights in the pytorch layout: their names and shapes must be those of tiny; " +
      "missing: layer1.bias [4]; extra: scale [1]",
  );
  assertEquals(await network.readWeights(), before);
  network.dispose();
});
