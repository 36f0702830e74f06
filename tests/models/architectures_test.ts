import { assertEquals, assertThrows } from "@std/assert";
import { architectureNames, findArchitecture } from "../../src/models/architectures.ts";
import { parameterCount, shapeLayers } from "../../src/models/layer_shapes.ts";

const mnist = [28, 28, 1];
const cifar10 = [32, 32, 3];

function count(name: string, inputShape: number[]): number {
  return parameterCount(
    shapeLayers(findArchitecture(name, inputShape), { inputShape, classes: 10 }),
  );
}

Deno.test("findArchitecture() gives networks with the paper's parameter counts", () => {
  assertEquals(count("lr", mnist), 7_850);
  assertEquals(count("lr", cifar10), 30_730);
  assertEquals(count("mlp", mnist), 814_090);
  assertEquals(count("mlp", cifar10), 3_157_002);
  assertEquals(count("cnn", mnist), 312_202);
  assertEquals(count("cnn", cifar10), 1_147_978);
  assertEquals(count("lenet", mnist), 431_080);
  assertEquals(count("convnet", cifar10), 145_578);
  assertEquals(count("lenet_small", mnist), 166_406);
  assertEquals(count("lenet_small", cifar10), 214_918);
});

Deno.test("findArchitecture() names the architectures it has", () => {
  for (const name of architectureNames) assertEquals(findArchitecture(name, mnist).name, name);
  assertThrows(() => findArchitecture("resnet", mnist), RangeError, 'lenet_small, found "resnet"');
});

Deno.test("shapeLayers() says which layer's window does not fit", () => {
  const convnet = findArchitecture("convnet", mnist);
  assertThrows(
    () => shapeLayers(convnet, { inputShape: mnist, classes: 10 }),
    RangeError,
    "a window of 4 × 4 must fit into the [height, width, channels] that reach it, found [3,3,64]",
  );
});

Deno.test("shapeLayers() refuses a last layer that does not give one number a class", () => {
  const layers = [{ kind: "dense", units: 7 }] as const;
  assertThrows(
    () =>
      shapeLayers({ name: "mine", initialiser: "uniform", layers }, {
        inputShape: [4],
        classes: 3,
      }),
    RangeError,
    "one number for each of at least 2 classes, found [7] for 3",
  );
});
