import { assert, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { takeBatch } from "../../src/data/batches.ts";
import { sharedDataset } from "../../src/data/shared_dataset.ts";

await startBackend("wasm");

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
const split = { size: 4, images: everyByte, labels: new Uint8Array([3, 0, 9, 3]) };

Deno.test("takeBatch gives the float32 of pixel / 255 for every byte", async () => {
  const { images, labels } = takeBatch(split, [8, 8, 1], [0, 1, 2, 3]);
  assertEquals([images.shape, images.dtype], [[4, 8, 8, 1], "float32"]);
  assertEquals([labels.shape, labels.dtype], [[4], "int32"]);
  const values = await images.data();
  everyByte.forEach((byte, i) => assertEquals(values[i], Math.fround(byte / 255)));
  assertEquals([...await labels.data()], [3, 0, 9, 3]);
  tf.dispose([images, labels]);
});

Deno.test("takeBatch takes examples in the order of the indices, repeats included", async () => {
  const { images, labels } = takeBatch(split, [4, 4, 4], Uint32Array.of(2, 0, 2));
  const firsts = (await images.data()).filter((_, i) => i % 64 === 0);
  assertEquals([...firsts], [128, 0, 128].map((byte) => Math.fround(byte / 255)));
  assertEquals([...await labels.data()], [9, 3, 9]);
  tf.dispose([images, labels]);
});

Deno.test("takeBatch reads shared memory as it reads any other", async () => {
  const made = { name: "made", shape: [8, 8, 1], classes: 10, train: split, test: split } as const;
  const { images, labels } = takeBatch(sharedDataset(made).test, [8, 8, 1], [3]);
  assertEquals((await images.data())[63], 1);
  tf.dispose([images, labels]);
});

Deno.test("takeBatch of nothing is an empty batch", () => {
  const { images, labels } = takeBatch(split, [8, 8, 1], []);
  assertEquals([images.shape, labels.shape], [[0, 8, 8, 1], [0]]);
  tf.dispose([images, labels]);
});

Deno.test("takeBatch refuses an index that is not the split's, and an image of another shape", () => {
  for (const index of [-1, 4, 0.5, NaN]) {
    assertThrows(() => takeBatch(split, [8, 8, 1], [0, index]), RangeError, `example ${index}: `);
  }
  assertThrows(() => takeBatch(split, [9, 8, 1], [0]), Error);
});

Deno.test("takeBatch makes two tensors and leaves nothing else behind", () => {
  const before = tf.memory().numTensors;
  const { images, labels } = takeBatch(split, [8, 8, 1], [1]);
  assertEquals(tf.memory().numTensors, before + 2);
  tf.dispose([images, labels]);
  assertEquals(tf.memory().numTensors, before);
  assert(split.images.every((byte, i) => byte === i));
});
