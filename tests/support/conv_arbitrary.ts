import fc from "fast-check";
import type { ConvShape } from "../../src/backend/kernels/kernel_set.ts";
import { convShape } from "./reference_kernels.ts";

/** Small convolutions of every kind: windows to 5, strides 1 and 2, uneven padding, blocks of channels and odd numbers. */
export const smallConvolution: fc.Arbitrary<ConvShape> = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  window: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  strides: fc.constantFrom([1, 1], [2, 2], [1, 2], [1, 1]) as fc.Arbitrary<[number, number]>,
  extra: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
  pads: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
  inChannels: fc.constantFrom(1, 1, 2, 3, 5, 8, 16, 32),
  outChannels: fc.constantFrom(1, 2, 3, 7, 8, 16, 16, 32),
}).map(({ window, extra, pads, ...rest }) => {
  const pad = (side: 0 | 1, size: number) => Math.min(pads[side]!, size - 1);
  return convShape({
    ...rest,
    window,
    inHeight: window[0] + extra[0],
    inWidth: window[1] + extra[1],
    padding: [
      pad(0, window[0]),
      Math.min(pads[2]!, window[0] - 1),
      pad(1, window[1]),
      Math.min(pads[3]!, window[1] - 1),
    ],
  });
});

/** So many numbers in -1 … 1, the same for the same seed. */
export function someNumbers(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
