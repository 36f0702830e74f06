import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { startBackend } from "../../src/backend/choose.ts";
import { wasmHeap } from "../../src/backend/kernels/register.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Layer } from "../../src/models/architectures.ts";
import { spectralNormBound } from "../../src/models/lipschitz_bounds.ts";
import { noise } from "../support/noise.ts";
import { everyLayer, tinyNetwork } from "../support/tiny_networks.ts";

await startBackend("wasm");

const head: Layer = { kind: "dense", units: "classes" };
const hidden = (units: number): Layer => ({ kind: "dense", units, relu: true });

Deno.test("spectralNormBound is the largest singular value, or less than 1 % more", async () => {
  const size = fc.integer({ min: 1, max: 60 });
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      fc.nat(),
      fc.constantFrom(1e-30, 1e-6, 1, 1e6, 1e30),
      async (rows, columns, seed, scale) => {
        const matrix = tf.tidy(() => tf.mul(noise([rows, columns], seed), scale)) as tf.Tensor2D;
        const k = new Matrix(await matrix.array());
        const gram = k.transpose().mmul(k);
        const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
        const largest = Math.sqrt(Math.max(...realEigenvalues));
        const bound = await spectralNormBound(matrix);
        assert(bound >= largest * (1 - 1e-6) && bound <= largest * 1.01, `${bound}, ${largest}`);
        matrix.dispose();
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("spectralNormBound of zeros is 0, and of what has no norm no number that certifies", async () => {
  assertEquals(await spectralNormBound(tf.zeros([3, 4])), 0);
  for (const broken of [NaN, Infinity]) {
    assert(!Number.isFinite(await spectralNormBound(tf.tensor2d([[broken, 1]]))));
  }
});

Deno.test("lipschitzBounds() are never below what a logit difference rises by between two points", async () => {
  const networks = [
    [head],
    [hidden(7), head],
    [hidden(20), { kind: "dense", units: 9 }, hidden(12), head],
    [hidden(30), { kind: "dropout", rate: 0.5 }, hidden(5), head],
  ] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...networks), fc.nat(), fc.constantFrom(1e-3, 1, 30), async (
      layers,
      seed,
      distance,
    ) => {
      const network = tinyNetwork(layers, { inputShape: [6], classes: 4, seed });
      const bounds = (await network.lipschitzBounds!())!;
      const [from, step] = [noise([40, 6], seed), noise([40, 6], seed + 1)];
      const to = tf.add(from, tf.mul(step, distance));
      const moved = await tf.norm(tf.sub(to, from), 2, 1).array() as number[];
      const [before, after] = [network.logits(from), network.logits(to)]
        .map((z) => z.arraySync() as number[][]);
      moved.forEach((length, row) => {
        bounds.forEach((own, i) =>
          own.forEach((bound, j) => {
            const rise = after![row]![i]! - after![row]![j]! - before![row]![i]! +
              before![row]![j]!;
            assert(
              Math.abs(rise) <= bound * length + 1e-5 * distance,
              `${rise / length}, ${bound}`,
            );
          })
        );
      });
      tf.dispose([from, step, to]);
      network.dispose();
    }),
    { numRuns: 40 },
  );
});

Deno.test("lipschitzBounds() of an affine network are the lengths of its weights' differences", async () => {
  const network = tinyNetwork([head], { inputShape: [2], classes: 3 });
  const before = tf.memory().numTensors;
  tf.tidy(() => network.weights.get("layer0.weight")!.assign(tf.tensor2d([[3, 0, 3], [0, 4, 1]])));
  const bounds = (await network.lipschitzBounds!())!;
  assertAlmostEquals(bounds[0]![1]!, 5, 0.01);
  assertAlmostEquals(bounds[2]![0]!, 1, 0.01);
  assertEquals(bounds[1]![1], 0);
  assertEquals(tf.memory().numTensors, before);
  network.dispose();
});

Deno.test("lipschitzBounds() are half of what the norms alone tell where the head cancels the hidden layer", async () => {
  const network = tinyNetwork([hidden(2), head], { inputShape: [1], classes: 2 });
  // z_0 − z_1 = relu(x) − relu(x + 0): zero everywhere, |K| |d| = √2 · √2 · 2
  tf.tidy(() => network.weights.get("layer0.weight")!.assign(tf.tensor2d([[1, 1]])));
  tf.tidy(() => network.weights.get("layer1.weight")!.assign(tf.tensor2d([[1, -1], [-1, 1]])));
  const [[, bound]] = (await network.lipschitzBounds!())! as [[number, number]];
  assertAlmostEquals(bound, 2, 0.02);
  network.dispose();
});

Deno.test("lipschitzBounds() do not change where one layer is scaled up and the next one down", async () => {
  const far = { "layer0.weight": 1e-12, "layer1.weight": 1e6, "layer2.weight": 1e6 };
  for (const factors of [far, { "layer0.weight": 1e24, "layer3.weight": 1e-24 }]) {
    const network = tinyNetwork([hidden(12), hidden(12), hidden(12), head], {
      inputShape: [5],
      classes: 3,
    });
    const before = (await network.lipschitzBounds!())!;
    const scaled = [...await network.readWeights()].map(([name, { shape, values }]) => {
      const factor = (factors as Record<string, number>)[name] ?? 1;
      return [name, { shape, values: values.map((value) => value * factor) }] as const;
    });
    network.setWeights(new Map(scaled));
    const bounds = (await network.lipschitzBounds!())!.flat();
    before.flat().forEach((bound, i) => assertAlmostEquals(bounds[i]!, bound, 1e-4 * bound));
    network.dispose();
  }
});

Deno.test("lipschitzBounds() of a thousand classes take little room, and of thousands more are null", async () => {
  const heap = wasmHeap().memory.buffer.byteLength;
  const many = tinyNetwork([head], { inputShape: [784], classes: 1000 });
  const bounds = (await many.lipschitzBounds!())!;
  assertEquals([bounds.length, bounds[999]!.length], [1000, 1000]);
  assert(wasmHeap().memory.buffer.byteLength - heap < 2 ** 27);
  many.dispose();
  const more = tinyNetwork([head], { inputShape: [784], classes: 5000 });
  assertEquals(await more.lipschitzBounds!(), null);
  more.dispose();
});

Deno.test("lipschitzBounds() are null where a layer is a convolution, and where none or a ReLU makes the logits", async () => {
  const cases = [
    [everyLayer, [8, 8, 1]],
    [[{ kind: "dense", units: "classes", relu: true }], [5]],
    [[{ kind: "dropout", rate: 0.5 }], [3]],
  ] as const;
  for (const [layers, inputShape] of cases) {
    const network = tinyNetwork(layers, { inputShape: [...inputShape] });
    assertEquals(await network.lipschitzBounds!(), null);
    network.dispose();
  }
});
