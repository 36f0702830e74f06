import { assert, assertEquals, assertRejects } from "@std/assert";
import { encode } from "fast-png";
import { cifar10 } from "../../src/data/cifar10.ts";
import { DataError } from "../../src/data/data_error.ts";
import { unpackCifar10Batch, unpackMnistFile } from "../../src/data/packaged_files.ts";

/** A package of two images a batch: all pixels of an image are [batch, image, 7]. */
const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const sprite = (batch: number, channels: 3 | 4 = 3) => {
  const pixels = [0, 1].flatMap((image) =>
    Array(1024).fill([batch, image, 7, 255].slice(0, channels))
  );
  return encode({ width: 1024, height: 2, data: Uint8Array.from(pixels.flat()), channels });
};
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const files: Record<string, Uint8Array> = {
  "train_lables.json": text(labels),
  "test_lables.json": text([9, 0]),
  "test_batch.png": sprite(6),
};
for (const k of [1, 2, 3, 4, 5]) files[`data_batch_${k}.png`] = sprite(k);
const readFrom = (from: Record<string, Uint8Array>) => (path: string) =>
  Promise.resolve({ bytes: from[path]!, origin: `package/${path}` });

Deno.test("unpackCifar10Batch gives the binary batch of a picture and its share of the labels", async () => {
  const names = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`).concat("test_batch.bin");
  const fetched = [];
  for (const name of names) fetched.push(await unpackCifar10Batch(name, readFrom(files)));
  assertEquals(fetched.map((f) => f.origin)[0], "package/data_batch_1.png");
  const { train, test } = cifar10(fetched.map((f) => f.bytes));
  assertEquals([...train.labels], labels);
  assertEquals([...test.labels], [9, 0]);
  for (let i = 0; i < train.size; i++) {
    const image = train.images.subarray(i * 3072, (i + 1) * 3072);
    assert(image.every((v, p) => v === [1 + Math.floor(i / 2), i % 2, 7][p % 3]));
  }
  assertEquals([...test.images.subarray(3072, 3075)], [6, 1, 7]);
});

Deno.test("unpackCifar10Batch refuses a picture or labels that are something else", async () => {
  const refuse = async (change: Record<string, Uint8Array>, blamed: string, message: string) => {
    const unpack = unpackCifar10Batch("test_batch.bin", readFrom({ ...files, ...change }));
    const error = await assertRejects(() => unpack, DataError, message);
    assertEquals(error.file, `package/${blamed}`);
  };
  const png = sprite(6);
  await refuse(
    { "test_batch.png": png.subarray(0, png.length >> 1) },
    "test_batch.png",
    "whole PNG",
  );
  await refuse({ "test_batch.png": text("no png") }, "test_batch.png", "whole PNG");
  await refuse(
    { "test_batch.png": sprite(6, 4) },
    "test_batch.png",
    "found 1024 × 2 × 4 values of 8 bits",
  );
  await refuse(
    { "test_lables.json": text([1, 2, 3]) },
    "test_batch.png",
    "expected 1024 × 3 × 3 values",
  );
  await refuse({ "test_lables.json": new Uint8Array([91]) }, "test_lables.json", "labels as JSON");
});

Deno.test("unpackMnistFile takes the file as it is", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const read = readFrom({ "data/t10k-labels-idx1-ubyte": bytes });
  assert((await unpackMnistFile("t10k-labels-idx1-ubyte", read)).bytes === bytes);
});
