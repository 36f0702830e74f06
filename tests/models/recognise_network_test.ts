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
