import { assert, assertEquals, assertThrows } from "@std/assert";
import { sharedBytes } from "../../src/data/shared_dataset.ts";
import { subsetOf } from "../../src/data/subset.ts";

const split = {
  size: 3,
  images: new Uint8Array([10, 11, 20, 21, 30, 31]),
  labels: new Uint8Array([1, 2, 3]),
};

Deno.test("subsetOf copies the examples in the order asked for", () => {
  const { size, images, labels } = subsetOf(split, [2, 0, 2]);
  assertEquals([size, [...images], [...labels]], [3, [30, 31, 10, 11, 30, 31], [3, 1, 3]]);
  images.fill(0);
  labels.fill(0);
  assertEquals([...split.images, ...split.labels], [10, 11, 20, 21, 30, 31, 1, 2, 3]);
});

Deno.test("subsetOf stays in shared memory, and only then", () => {
  const shared = sharedBytes(6);
  shared.set(split.images);
  const labels = sharedBytes(3);
  const part = subsetOf({ size: 3, images: shared, labels }, [1]);
  assert(part.images.buffer instanceof SharedArrayBuffer);
  assert(part.labels.buffer instanceof SharedArrayBuffer);
  assertEquals([...part.images], [20, 21]);
  assert(subsetOf(split, [1]).images.buffer instanceof ArrayBuffer);
});

Deno.test("subsetOf refuses an index that is not the split's", () => {
  for (const index of [-1, 3, 1.5, NaN]) {
    assertThrows(() => subsetOf(split, [0, index]), RangeError, "from 0 to 2");
  }
});
