import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { blockFilter } from "../../../src/backend/native/blocked_filter.ts";

const shapes = fc.record({
  height: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 4 }),
  inChannels: fc.constantFrom(4, 8, 12),
  outChannels: fc.constantFrom(4, 8, 16),
});

for (const rotated of [false, true]) {
  const how = rotated ? "turns, swaps and blocks" : "blocks";
  Deno.test(`blockFilter ${how} a filter as its layout says`, () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const block = 4;
        const { height, width, inChannels, outChannels } = shape;
        const filter = Float32Array.from(
          { length: height * width * inChannels * outChannels },
          (_, i) => i,
        );
        const blocked = new Float32Array(filter.length);
        blockFilter(filter, blocked, { shape, block, rotated });
        const [ins, outs] = rotated ? [outChannels, inChannels] : [inChannels, outChannels];
        let at = 0;
        for (let o = 0; o < outs / block; o++) {
          for (let i = 0; i < ins / block; i++) {
            for (let h = 0; h < height; h++) {
              for (let w = 0; w < width; w++) {
                for (let input = i * block; input < (i + 1) * block; input++) {
                  for (let out = o * block; out < (o + 1) * block; out++) {
                    const [row, column] = rotated ? [height - 1 - h, width - 1 - w] : [h, w];
                    const [stored, lane] = rotated ? [out, input] : [input, out];
                    const from = ((row * width + column) * inChannels + stored) * outChannels;
                    assertEquals(blocked[at++], filter[from + lane]);
                  }
                }
              }
            }
          }
        }
      }),
      { seed: 20190724, numRuns: 40 },
    );
  });
}

Deno.test("blockFilter keeps one input channel as a block of one", () => {
  const filter = Float32Array.from({ length: 2 * 8 }, (_, i) => i); // [2, 1, 1, 8]
  const blocked = new Float32Array(16);
  const shape = { height: 2, width: 1, inChannels: 1, outChannels: 8 };
  blockFilter(filter, blocked, { shape, block: 4, rotated: false });
  assertEquals([...blocked], [0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15]);
});
