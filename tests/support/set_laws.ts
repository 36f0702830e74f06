import fc from "fast-check";
import type { ConvShape, KernelSet } from "../../src/backend/kernels/kernel_set.ts";
import { assertClose } from "./close.ts";
import { smallConvolution, someNumbers } from "./conv_arbitrary.ts";
import type { PlainHeap } from "./plain_heap.ts";
import { convLengths, convolvePlainly, multiplyPlainly } from "./reference_kernels.ts";

const runs = { seed: 20190724 };

/** A set's product and epilogue against their definition, on random sizes. */
export function checkProducts(set: KernelSet, plain: PlainHeap, numRuns = 60): void {
  const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 140 }));
  fc.assert(
    fc.property(
      fc.record({
        m: size,
        n: size,
        k: size,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      }),
      fc.boolean(),
      fc.boolean(),
      (shape, biased, relu) => {
        const a = someNumbers(shape.m * shape.k, 1);
        const b = someNumbers(shape.k * shape.n, 2);
        const bias = biased ? someNumbers(shape.n, 3) : null;
        const at = { a: plain.put(a), b: plain.put(b), c: plain.room(shape.m * shape.n) };
        set.gemm(shape, at, { bias: bias ? plain.put(bias) : 0, relu });
        const expected = finished(multiplyPlainly(shape, a, b), bias, relu);
        assertClose(plain.get(at.c, expected.length), expected, JSON.stringify(shape));
      },
    ),
    { ...runs, numRuns },
  );
}

/** A set's convolution and both gradients against their definition, on random shapes. */
export function checkConvolutions(set: KernelSet, plain: PlainHeap, numRuns = 80): void {
  fc.assert(
    fc.property(smallConvolution, fc.boolean(), fc.boolean(), (shape, biased, relu) => {
      checkConvolution(set, plain, { shape, biased, relu });
    }),
    { ...runs, numRuns },
  );
}

/** What {@linkcode checkConvolution} checks. */
export interface ConvolutionCheck {
  readonly shape: ConvShape;
  readonly biased: boolean;
  readonly relu: boolean;
  /** Puts NaN or infinities into x, the filter or dy. */
  readonly spoil?: (numbers: { x: Float32Array; filter: Float32Array; dy: Float32Array }) => void;
}

/** One convolution and both gradients. */
export function checkConvolution(
  set: KernelSet,
  plain: PlainHeap,
  { shape, biased, relu, spoil }: ConvolutionCheck,
): void {
  const lengths = convLengths(shape);
  const [x, filter] = [someNumbers(lengths.x, 4), someNumbers(lengths.filter, 5)];
  const dy = someNumbers(lengths.y, 6);
  spoil?.({ x, filter, dy });
  const bias = biased ? someNumbers(shape.outChannels, 7) : null;
  const at = { x: plain.put(x), filter: plain.put(filter), dy: plain.put(dy) };
  const y = plain.room(lengths.y);
  const dx = plain.room(lengths.x);
  const dfilter = plain.room(lengths.filter);
  set.convForward(shape, { ...at, y }, { bias: bias ? plain.put(bias) : 0, relu });
  set.convInputGradient(shape, { ...at, dx });
  set.convFilterGradient(shape, { ...at, dfilter });
  const what = JSON.stringify(shape);
  const expected = finished(convolvePlainly.forward(shape, x, filter), bias, relu);
  assertClose(plain.get(y, lengths.y), expected, `forward ${what}`);
  const inputGradient = convolvePlainly.inputGradient(shape, dy, filter);
  assertClose(plain.get(dx, lengths.x), inputGradient, `input gradient ${what}`);
  const filterGradient = convolvePlainly.filterGradient(shape, x, dy);
  assertClose(plain.get(dfilter, lengths.filter), filterGradient, `filter gradient ${what}`);
  assertClose(plain.get(at.x, lengths.x), x, "x is left alone", 0);
  assertClose(plain.get(at.filter, lengths.filter), filter, "the filter is left alone", 0);
}

/** The epilogue by its definition: NaN stays NaN. */
export function finished(
  y: Float64Array,
  bias: ArrayLike<number> | null,
  relu: boolean,
): Float64Array {
  return y.map((value, i) => {
    const sum = bias ? value + bias[i % bias.length]! : value;
    return relu && sum < 0 ? 0 : sum;
  });
}
