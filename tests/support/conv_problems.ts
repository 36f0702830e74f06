/**
 * Random convolutions and poolings, and their numbers, for fast-check.
 */
import * as fc from "fast-check";
import { seededRandom } from "../../src/random.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Plain } from "./kernel_sets.ts";

/** A convolution, or a pooling where channels in and out agree, by its sizes. */
export interface ConvProblem {
  readonly inShape: readonly [number, number, number, number];
  readonly filterShape: readonly [number, number, number, number];
  readonly outShape: readonly number[];
  readonly attrs: {
    readonly strides: [number, number];
    readonly pad: number | "same" | "valid" | [number, number][];
    readonly dimRoundingMode: "floor";
    readonly dataFormat: "NHWC";
    readonly dilations: [number, number];
  };
  /** What its numbers are drawn from. */
  readonly seed: number;
  /** How many numbers of each tensor are NaN or infinite. */
  readonly odd: number;
}

const size = (min: number, max: number) => fc.integer({ min, max });

/** Windows of 1 to 7 by 1 to 7, strides of 1 to 3, every kind of padding; half of them 3×3 with stride 1 and channels in fours. */
export function convProblem(odd: fc.Arbitrary<number> = fc.constant(0)): fc.Arbitrary<ConvProblem> {
  const anything = fc.record({
    window: fc.tuple(size(1, 7), size(1, 7)),
    strides: fc.tuple(size(1, 3), size(1, 3)),
    channels: fc.tuple(size(1, 19), size(1, 19)),
  });
  const threeByThree = fc.record({
    window: fc.constant<[number, number]>([3, 3]),
    strides: fc.constant<[number, number]>([1, 1]),
    channels: fc.tuple(size(2, 6), size(2, 6)).map(([a, b]) => [4 * a, 4 * b] as [number, number]),
  });
  return fc.record({
    shape: fc.oneof(anything, threeByThree),
    batch: size(1, 5),
    height: size(1, 15),
    width: size(1, 15),
    pad: fc.oneof(
      fc.constantFrom<("same" | "valid")[]>("same", "valid"),
      size(0, 3),
      fc.tuple(size(-2, 3), size(-2, 3), size(-2, 3), size(-2, 3)).map(([a, b, c, d]) =>
        [[0, 0], [a, b], [c, d], [0, 0]] as [number, number][]
      ),
    ),
    seed: fc.nat(),
    odd,
  }).map(({ shape: { window, strides, channels }, batch, height, width, pad, seed, odd }) => {
    const inShape = [batch, height, width, channels[0]] as const;
    const filterShape = [...window, ...channels] as const;
    const attrs = {
      strides,
      pad,
      dimRoundingMode: "floor" as const,
      dataFormat: "NHWC" as const,
      dilations: [1, 1] as [number, number],
    };
    const info = tf.backend_util.computeConv2DInfo(
      [...inShape],
      [...filterShape],
      strides,
      1,
      pad as "same",
      "floor",
    );
    return { inShape, filterShape, outShape: info.outShape, attrs, seed, odd };
  }).filter(({ outShape }) => outShape.every((length) => length > 0));
}

/** Numbers in [−1, 1), with `odd` of them replaced by NaN or an infinity. */
export function randomPlain(
  shape: readonly number[],
  { seed, odd = 0, stream }: { seed: number; odd?: number; stream: string },
): Plain {
  const random = seededRandom(seed, stream);
  const values = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => 2 * random() - 1,
  );
  for (let i = 0; i < odd; i++) {
    const value = [NaN, Infinity, -Infinity][Math.floor(3 * random())]!;
    values[Math.floor(values.length * random())] = value;
  }
  return { shape, values };
}
