import * as fc from "fast-check";
import { randomPlain } from "../../support/conv_problems.ts";
import { assertAgrees, testEachSet } from "../../support/kernel_sets.ts";

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly outerA: readonly number[];
  readonly outerB: readonly number[];
  readonly seed: number;
  readonly odd: number;
}

const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }, {
  weight: 1,
  arbitrary: fc.integer({ min: 41, max: 300 }),
});
const sizes: fc.Arbitrary<Sizes> = fc.record({
  m: size,
  n: size,
  k: size,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.nat(),
  odd: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
  outer: fc.constantFrom(
    [[], []],
    [[], []],
    [[3], [3]],
    [[2], [1]],
    [[1], [2]],
    [[2, 3], [2, 3]],
    [[2, 2], []],
    [[], [3]],
    [[1, 1], [3]],
  ),
}).map(({ outer: [outerA, outerB], ...rest }) => ({
  ...rest,
  outerA: outerA!,
  outerB: outerB!,
}));

function inputsOf({ m, n, k, transposeA, transposeB, outerA, outerB, seed, odd }: Sizes) {
  const a = [...outerA, ...(transposeA ? [k, m] : [m, k])];
  const b = [...outerB, ...(transposeB ? [n, k] : [k, n])];
  return {
    a: randomPlain(a, { seed, odd, stream: "a" }),
    b: randomPlain(b, { seed, odd, stream: "b" }),
  };
}

testEachSet("BatchMatMul agrees with cpu for any sizes, transposes and batches", () =>
  fc.assert(
    fc.asyncProperty(sizes, (s) => {
      const attrs = { transposeA: s.transposeA, transposeB: s.transposeB };
      return assertAgrees({ kernel: "BatchMatMul", inputs: inputsOf(s), attrs });
    }),
    { seed: 1, numRuns: 60 },
  ));

testEachSet("BatchMatMul agrees with cpu where it works in several blocks", async () => {
  for (const transposes of [0, 1, 2, 3]) {
    const transposeA = (transposes & 1) > 0, transposeB = (transposes & 2) > 0;
    const shape = { transposeA, transposeB, outerA: [], outerB: [], seed: transposes, odd: 0 };
    const attrs = { transposeA, transposeB };
    for (const [m, n, k] of [[411, 77, 530], [17, 203, 1100]] as const) {
      const inputs = inputsOf({ ...shape, m, n, k });
      await assertAgrees({ kernel: "BatchMatMul", inputs, attrs });
    }
  }
});

testEachSet("BatchMatMul agrees with cpu for a matrix times its own transpose", () =>
  fc.assert(
    fc.asyncProperty(size, size, fc.boolean(), fc.nat(), async (m, k, first, seed) => {
      const gram = randomPlain([m, k], { seed, stream: "gram" });
      await assertAgrees({
        kernel: "BatchMatMul",
        inputs: { a: gram, b: gram },
        attrs: { transposeA: first, transposeB: !first },
      });
    }),
    { seed: 2, numRuns: 30 },
  ));

testEachSet("BatchMatMul agrees with cpu for a large matrix times its own transpose", async () => {
  for (const shape of [[256, 300], [411, 257], [300, 413]]) {
    const gram = randomPlain(shape, { seed: shape[0]!, stream: "gram" });
    for (const transposeA of [false, true]) {
      const attrs = { transposeA, transposeB: !transposeA };
      await assertAgrees({ kernel: "BatchMatMul", inputs: { a: gram, b: gram }, attrs });
    }
  }
});

for (const activation of ["linear", "relu"]) {
  testEachSet(
    `_FusedMatMul agrees with cpu with a bias, ${activation} and any transposes`,
    () =>
      fc.assert(
        fc.asyncProperty(sizes, fc.boolean(), (s, hasBias) => {
          const bias = randomPlain([s.n], { seed: s.seed, odd: s.odd, stream: "bias" });
          const inputs = inputsOf({ ...s, outerA: [2], outerB: [1] });
          const attrs = { transposeA: s.transposeA, transposeB: s.transposeB, activation };
          return assertAgrees({
            kernel: "_FusedMatMul",
            inputs: hasBias ? { ...inputs, bias } : inputs,
            attrs,
          });
        }),
        { seed: 3, numRuns: 40 },
      ),
  );
}
