import { assert, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { architectureNames, findArchitecture } from "../../src/models/architectures.ts";
import { createNetwork } from "../../src/models/network.ts";
import { networkFromWeights } from "../../src/models/recognise_network.ts";
import { readSafetensors, writeSafetensors } from "../../src/models/safetensors.ts";
import { saveWeights } from "../../src/models/weights_file.ts";
import { weightsLayouts } from "../../src/models/weights_layout.ts";
import { seededRandom } from "../../src/random.ts";
import type { WeightArray } from "../../src/types.ts";

await startBackend("wasm");

const mnist = [28, 28, 1];
const cifar = [32, 32, 3];

function make(name: string, inputShape: number[], classes = 10) {
  const random = seededRandom(2);
  return createNetwork(findArchitecture(name, inputShape), { inputShape, classes, random });
}

/** A file without our names and notes, as another program would write it. */
function anonymous(file: Uint8Array, edit: (arrays: Map<string, WeightArray>) => void = () => {}) {
  const arrays = new Map(
    [...readSafetensors(file).arrays].map((
      [name, array],
    ) => [name.replace("layer", "net."), array]),
  );
  edit(arrays);
  return writeSafetensors(arrays);
}

/** A file with other names, by the number of a layer and its part. */
function renamed(file: Uint8Array, name: (layer: number, part: "weight" | "bias") => string) {
  const arrays = [...readSafetensors(file).arrays].map(([ours, array]) => {
    const [, layer, part] = /^layer(\d+)\.(weight|bias)$/.exec(ours)!;
    return [name(Number(layer), part as "weight" | "bias"), array] as const;
  });
  return writeSafetensors(new Map(arrays));
}

/** A file with one tensor more, as PyTorch's batch normalisation has it. */
function withCounter(file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const entries = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  const end = file.length - 8 - length;
  entries.steps = { dtype: "I64", shape: [], data_offsets: [end, end + 8] };
  const header = new TextEncoder().encode(JSON.stringify(entries));
  const bytes = new Uint8Array([...Array(8), ...header, ...file.subarray(8 + length), ...Array(8)]);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  return bytes;
}

Deno.test("networkFromWeights() knows every architecture in both layouts by its shapes", async () => {
  const before = tf.memory().numTensors;
  for (
    const [inputShape, names] of [
      [mnist, architectureNames.filter((name) => name !== "convnet")],
      [cifar, architectureNames.filter((name) => name !== "lenet")],
    ] as const
  ) {
    for (const name of names) {
      const network = make(name, inputShape, 7);
      const weights = await network.readWeights();
      for (const layout of weightsLayouts) {
        const file = anonymous(await saveWeights(network, { layout }));
        const found = networkFromWeights(file, { inputShape });
        assertEquals([found.architecture.name, found.classes], [name, 7]);
        for (const [weight, { values }] of await found.readWeights()) {
          assertEquals(values, weights.get(weight)!.values);
        }
        found.dispose();
      }
      network.dispose();
    }
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("networkFromWeights() takes any names that tell a layer's weight from its bias", async () => {
  const network = make("cnn", mnist);
  const weights = await network.readWeights();
  const file = await saveWeights(network, { layout: "pytorch" });
  for (
    const [weight, bias] of [
      ["layer#.weight", "layer#.bias"],
      ["conv#.kernel", "conv#.bias"],
      ["layers#_w", "layers#_b"],
      ["dense_#/kernel:0", "dense_#/bias:0"],
      ["W#", "b#"],
      ["weights.#", "biases.#"],
    ] as const
  ) {
    const found = networkFromWeights(
      renamed(file, (layer, part) => {
        return { weight, bias }[part].replace("#", String(layer + 8)); // to 14: in natural order
      }),
      { inputShape: mnist },
    );
    assertEquals(found.architecture.name, "cnn");
    assertEquals(await found.readWeights(), weights);
    found.dispose();
  }
  network.dispose();
});

Deno.test("networkFromWeights() takes names of ours one layer on, each tensor to its layer", async () => {
  const network = make("mlp", mnist);
  const file = renamed(await saveWeights(network), (layer, part) => `layer${layer + 1}.${part}`);
  const found = networkFromWeights(file, { inputShape: mnist });
  assertEquals(await found.readWeights(), await network.readWeights());
  [network, found].forEach((each) => each.dispose());
});

Deno.test("networkFromWeights() takes names that say nothing only where the shapes leave no choice", async () => {
  const numbered = async (name: string) =>
    renamed(
      await saveWeights(make(name, mnist)),
      (layer, part) => `arr_${2 * layer + (part === "bias" ? 1 : 0)}`,
    );
  const found = networkFromWeights(await numbered("lenet"), { inputShape: mnist });
  assertEquals(found.architecture.name, "lenet");
  found.dispose();
  const cnn = await numbered("cnn"); // two biases of 32, two of 64, two of 200
  const message = "they have the shapes of cnn in the tfjs layout, but which weight and bias " +
    "are one layer's must be told by their names";
  assertThrows(() => networkFromWeights(cnn, { inputShape: mnist }), TypeError, message);
});

Deno.test("networkFromWeights() never takes a tensor for a layer's whose name says otherwise", () => {
  const zeros = (...shape: number[]) => ({
    shape,
    values: new Float32Array(shape.reduce((a, b) => a * b)),
  });
  for (
    const [weight, ...biases] of [
      ["fc.weight", "logit_scale"],
      ["fc.weight", "fc.weight_scale"],
      ["fc.weight", "other.bias"],
      ["fc.weight", "layer0.bias"],
      ["fc.weight", "fc.bias", "fc.b"],
      ["layer1.weight", "layer1.bias", "layer0.bias"],
    ] as const
  ) {
    const file = writeSafetensors(
      new Map([[weight, zeros(10, 784)], ...biases.map((bias) => [bias, zeros(10)] as const)]),
    );
    assertThrows(() => networkFromWeights(file, { inputShape: mnist }), TypeError, "be those of");
  }
});

Deno.test("networkFromWeights() names missing and misshapen tensors of the nearest network", async () => {
  const network = make("cnn", mnist);
  const file = await saveWeights(network, { layout: "pytorch" });
  const refuse = (bytes: Uint8Array, found: string) =>
    assertThrows(() => networkFromWeights(bytes, { inputShape: mnist }), TypeError, found);
  refuse(
    anonymous(file, (arrays) => arrays.delete("net.2.bias")),
    "nearest is cnn in the pytorch layout, missing: layer2.bias [64]",
  );
  const misshapen = { shape: [65], values: new Float32Array(65) };
  refuse(
    anonymous(file, (arrays) => arrays.set("net.3.bias", misshapen)),
    "missing: layer3.bias [64]; extra: net.3.bias [65]",
  );
  const stranger = writeSafetensors(new Map([["q", { shape: [2], values: new Float32Array(2) }]]));
  refuse(stranger, "found 1: q [2]");
  refuse(writeSafetensors(new Map()), "for images [28,28,1], found none");
  const linear = await saveWeights(make("lr", mnist), { layout: "pytorch" });
  refuse(
    anonymous(linear, (arrays) => arrays.delete("net.0.bias")),
    "nearest is lr in the pytorch layout, missing: layer0.bias [10]",
  );
  refuse(
    withCounter(anonymous(linear)),
    "nearest is lr in the pytorch layout, extra, of no floating-point numbers: steps [] (I64)",
  );
});

Deno.test("networkFromWeights() says for which images or in which layout the tensors would fit", async () => {
  const file = anonymous(await saveWeights(make("mlp", mnist)));
  assertThrows(
    () => networkFromWeights(file, { inputShape: cifar }),
    TypeError,
    "for images [32,32,3], found those of mlp for images [28,28,1] in the tfjs layout",
  );
  assertThrows(
    () => networkFromWeights(file, { inputShape: mnist, layout: "pytorch" }),
    TypeError,
    "found those of mlp for images [28,28,1] in the tfjs layout",
  );
  assert(networkFromWeights(file, { inputShape: mnist, layout: "tfjs" }));
});
