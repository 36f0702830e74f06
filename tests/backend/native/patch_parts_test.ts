import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { partsOf } from "../../../src/backend/native/patch_parts.ts";
import { PlainHeap } from "../../support/plain_heap.ts";
import { convShape } from "../../support/reference_kernels.ts";

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 150 }),
  inHeight: fc.integer({ min: 3, max: 90 }),
  inWidth: fc.integer({ min: 3, max: 90 }),
  inChannels: fc.constantFrom(1, 3, 16, 64),
  outChannels: fc.constantFrom(1, 5, 64),
  strides: fc.constantFrom([1, 1], [2, 2]) as fc.Arbitrary<[number, number]>,
});

Deno.test("partsOf covers every output pixel once, in order, within the room it has", () => {
  fc.assert(
    fc.property(sizes, (some) => {
      const { heap } = new PlainHeap(1);
      const shape = convShape({ ...some, window: [3, 3], padding: [1, 1, 1, 1] });
      const parts = partsOf(shape, heap);
      const room = heap.scratchBytes;
      const taps = 9 * shape.inChannels;
      let pixels = 0;
      for (const part of parts) {
        assertEquals(part.outBytes, pixels * shape.outChannels * 4);
        const image = Math.floor(pixels / (shape.outHeight * shape.outWidth));
        assertEquals(part.inBytes, image * shape.inHeight * shape.inWidth * shape.inChannels * 4);
        assert(part.rows * taps * 4 <= room, "its patches fit");
        assert(!part.pointwise);
        pixels += part.rows;
      }
      assertEquals(pixels, shape.batch * shape.outHeight * shape.outWidth);
      const oneRow = shape.outWidth * taps * 4;
      assert(room <= Math.max(512 * 1024, oneRow), `${room} bytes stay in the cache`);
    }),
    { seed: 20190724, numRuns: 60 },
  );
});

Deno.test("partsOf leaves pointwise convolutions whole, without room for patches", () => {
  const { heap } = new PlainHeap(1);
  const base = { batch: 3, inHeight: 5, inWidth: 4, inChannels: 6, outChannels: 2 };
  const pointwise = { ...base, window: [1, 1], padding: [0, 0, 0, 0] } as const;
  const parts = partsOf(convShape({ ...pointwise, strides: [1, 1] }), heap);
  assertEquals(parts.map(({ rows, pointwise }) => [rows, pointwise]), [[60, true]]);
  assertEquals(heap.scratchBytes, 0);
  const strided = partsOf(convShape({ ...pointwise, strides: [2, 2] }), heap);
  assertEquals(strided.map(({ rows, pointwise }) => [rows, pointwise]), [[18, false]]);
});
