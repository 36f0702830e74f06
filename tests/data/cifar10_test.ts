import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cifar10 } from "../../src/data/cifar10.ts";
import { decodeCifar10Batch, encodeCifar10Batch } from "../../src/data/cifar10_batch.ts";
import { DataError } from "../../src/data/data_error.ts";
import { tinyCifarBatch } from "../support/data_files.ts";

const batches = [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [9, 0]].map(tinyCifarBatch);

Deno.test("cifar10 joins five training batches and puts the colours of a pixel together", () => {
  const { name, shape, classes, train, test } = cifar10(batches);
  assertEquals([name, ...shape, classes], ["cifar10", 32, 32, 3, 10]);
  assertEquals([...train.labels], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals([...test.labels], [9, 0]);
  for (let i = 0; i < train.size; i++) {
    for (let p = 0; p < 1024; p++) {
      const at = i * 3072 + 3 * p;
      assertEquals([...train.images.subarray(at, at + 3)], [i % 2, p % 256, 200]);
    }
  }
});

Deno.test("cifar10 refuses a truncated batch, even one cut off between two images, and blames it", () => {
  const refuse = (place: number, bytes: Uint8Array, blamed: string, message: string) => {
    const changed = batches.with(place, bytes);
    const error = assertThrows(() => cifar10(changed), DataError, message);
    assertEquals(error.file, blamed);
  };
  refuse(0, batches[0]!.subarray(0, 6145), "data_batch_1.bin", "records of 3,073 bytes");
  refuse(
    3,
    batches[3]!.subarray(0, 3073),
    "data_batch_4.bin",
    "expected 2 images, as data_batch_1.bin has",
  );
  refuse(5, new Uint8Array(0), "test_batch.bin", "found 0 bytes");
  refuse(5, new Uint8Array(3 * 3073), "test_batch.bin", "found 3");
});

Deno.test("cifar10 blames a first batch that was halved, not the whole ones after it", () => {
  const whole = new Uint8Array(10_000 * 3073);
  const halved = [whole.subarray(0, 5000 * 3073), ...Array(5).fill(whole)];
  const error = assertThrows(() => cifar10(halved), DataError, "found 5,000");
  assertEquals(error.file, "data_batch_1.bin");
});

Deno.test("cifar10 refuses a label above 9 and any other number of batches than six", () => {
  const error = assertThrows(
    () => cifar10(batches.with(4, tinyCifarBatch([3, 10]))),
    DataError,
    "found 10 at position 1",
  );
  assertEquals(error.file, "data_batch_5.bin");
  assertThrows(() => cifar10(batches.slice(1)), RangeError, "not 5");
});

Deno.test("encodeCifar10Batch and decodeCifar10Batch undo each other", () => {
  const pixels = fc.uint8Array({ minLength: 3072, maxLength: 3072 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(pixels, fc.nat(9)), { minLength: 1, maxLength: 3 }),
      (examples) => {
        const size = examples.length;
        const images = Uint8Array.from(examples.flatMap(([image]) => [...image]));
        const labels = examples.map(([, label]) => label);
        const bytes = encodeCifar10Batch(images, labels);
        assertEquals(bytes.length, size * 3073);
        const split = { size, images: new Uint8Array(images.length), labels: new Uint8Array(size) };
        decodeCifar10Batch(bytes, split, { first: 0, file: "batch" });
        assert(split.images.every((v, i) => v === images[i]));
        assertEquals([...split.labels], labels);
      },
    ),
    { seed: 2009, numRuns: 20 },
  );
});
