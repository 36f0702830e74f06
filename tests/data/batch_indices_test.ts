import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { batchIndices, shuffledBatchIndices } from "../../src/data/batch_indices.ts";
import { seededRandom } from "../../src/random.ts";

const sizes = [fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 50 })] as const;
const runs = { seed: 128, numRuns: 200 };
const range = (size: number) => Array.from({ length: size }, (_, i) => i);

Deno.test("batchIndices joined is the range, in full batches and perhaps a short last one", () => {
  fc.assert(
    fc.property(...sizes, (size, batchSize) => {
      const batches = batchIndices(size, batchSize);
      assertEquals(batches.flatMap((batch) => [...batch]), range(size));
      assertEquals(batches.length, Math.ceil(size / batchSize));
      assertEquals(batches.slice(0, -1).every((batch) => batch.length === batchSize), true);
    }),
    runs,
  );
});

Deno.test("shuffledBatchIndices holds every number once, cut as batchIndices cuts", () => {
  fc.assert(
    fc.property(...sizes, fc.nat(), (size, batchSize, seed) => {
      const batches = shuffledBatchIndices(size, batchSize, seededRandom(seed));
      assertEquals(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b), range(size));
      assertEquals(
        batches.map((b) => b.length),
        batchIndices(size, batchSize).map((b) => b.length),
      );
    }),
    runs,
  );
});

Deno.test("shuffledBatchIndices is fixed by the generator and differs between epochs", () => {
  const random = seededRandom(1, "order");
  const [first, second] = [
    shuffledBatchIndices(100, 7, random),
    shuffledBatchIndices(100, 7, random),
  ];
  assertEquals(shuffledBatchIndices(100, 7, seededRandom(1, "order")), first);
  assertNotEquals(first, second);
});

Deno.test("shuffledBatchIndices takes one number fewer from the generator than there are examples", () => {
  let taken = 0;
  shuffledBatchIndices(50, 8, () => (taken++, 0.5));
  assertEquals(taken, 49);
});

Deno.test("shuffledBatchIndices gives every order of three equally often", () => {
  const random = seededRandom(6, "orders");
  const counts = new Map<string, number>();
  const draws = 6000;
  for (let i = 0; i < draws; i++) {
    const order = shuffledBatchIndices(3, 3, random).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  const expected = draws / 6;
  const chiSquare = [...counts.values()].reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  assertEquals(chiSquare < 20.5, true, `χ² = ${chiSquare}, its 99.9 % point at 5 degrees is 20.5`);
});

Deno.test("batchIndices refuses a batch size that is not a positive whole number", () => {
  for (const batchSize of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => batchIndices(10, batchSize), RangeError, `found ${batchSize}`);
    assertThrows(() => shuffledBatchIndices(10, batchSize, seededRandom(1)), RangeError);
  }
});
