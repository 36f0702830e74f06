import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import {
  binaryLinearMargins,
  closestBoundaryPoints,
  closestRivalPoints,
  linearMargins,
} from "../../src/margins/linear.ts";

await startBackend("wasm");
const seed = { seed: 20190724, numRuns: 60 };
const coordinate = fc.double({ min: -4, max: 4, noNaN: true }).map((v) => Math.fround(v));

/** Random problems of 1 to 6 points in 1 to 5 dimensions. */
const binaryProblem = fc.integer({ min: 1, max: 5 }).chain((dimensions) =>
  fc.record({
    points: fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
      minLength: 1,
      maxLength: 6,
    }),
    weights: fc.array(coordinate, { minLength: dimensions, maxLength: dimensions })
      .filter((w) => Math.hypot(...w) > 0.1),
    bias: coordinate,
  })
);

Deno.test("binaryLinearMargins is the signed distance to the hyperplane", async () => {
  await fc.assert(
    fc.asyncProperty(binaryProblem, async ({ points, weights, bias }) => {
      const labels = points.map((_, i) => i % 2 ? 1 : -1);
      const margins = binaryLinearMargins(tf.tensor2d(points), tf.tensor1d(labels), {
        weights: tf.tensor1d(weights),
        bias,
      });
      const values = await margins.data();
      points.forEach((point, i) => {
        const f = point.reduce((sum, v, j) => sum + v * weights[j], bias);
        assertAlmostEquals(values[i], labels[i] * f / Math.hypot(...weights), 1e-4);
      });
    }),
    seed,
  );
});

Deno.test("closestBoundaryPoints lie on the boundary, a margin away", async () => {
  await fc.assert(
    fc.asyncProperty(binaryProblem, async ({ points, weights, bias }) => {
      const classifier = { weights: tf.tensor1d(weights), bias };
      const x = tf.tensor2d(points);
      const closest = closestBoundaryPoints(x, classifier);
      const labels = tf.ones<tf.Rank.R1>([points.length]);
      const margins = await binaryLinearMargins(closest, labels, classifier).data();
      const moved = await closest.sub(x).norm("euclidean", 1).data();
      const distances = await binaryLinearMargins(x, labels, classifier).data();
      for (let i = 0; i < points.length; i++) {
        assertAlmostEquals(margins[i], 0, 1e-4);
        assertAlmostEquals(moved[i], Math.abs(distances[i]), 1e-4);
      }
    }),
    seed,
  );
});

const multiclassProblem = fc.record({
  dimensions: fc.integer({ min: 1, max: 4 }),
  classes: fc.integer({ min: 2, max: 5 }),
}).chain(({ dimensions, classes }) =>
  fc.record({
    points: fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
      minLength: 1,
      maxLength: 5,
    }),
    weights: fc.array(fc.array(coordinate, { minLength: classes, maxLength: classes }), {
      minLength: dimensions,
      maxLength: dimensions,
    }),
    biases: fc.array(coordinate, { minLength: classes, maxLength: classes }),
  })
);

Deno.test("linearMargins is the least gap over the distance of the classes' weights, biases included", async () => {
  await fc.assert(
    fc.asyncProperty(multiclassProblem, async ({ points, weights, biases }) => {
      const classes = biases.length;
      const classifier = { weights: tf.tensor2d(weights), biases: tf.tensor1d(biases) };
      const labels = points.map((_, i) => i % classes);
      const values = await linearMargins(
        tf.tensor2d(points),
        tf.tensor1d(labels, "int32"),
        classifier,
      ).data();
      const logits = await tf.tensor2d(points).matMul(classifier.weights).add(classifier.biases)
        .array() as number[][];
      points.forEach((_, i) => {
        const z = logits[i];
        const won = z.indexOf(Math.max(...z));
        const distances = z.flatMap((value, k) => {
          if (k === won) return [];
          const norm = Math.hypot(...weights.map((row) => row[won] - row[k]));
          return [norm === 0 ? (z[won] === value ? 0 : Infinity) : (z[won] - value) / norm];
        });
        const expected = (won === labels[i] ? 1 : -1) * Math.min(...distances);
        if (Math.abs(expected) < 1e4) {
          assertAlmostEquals(values[i], expected, 1e-3 + 1e-3 * Math.abs(expected));
        }
      });
    }),
    seed,
  );
});

Deno.test("linearMargins of two classes equals the binary margin of their difference", async () => {
  const x = tf.tensor2d([[1, 2], [-3, 0.5], [0.25, -2]]);
  const weights = tf.tensor2d([[0.5, -1], [2, 0.25]]);
  const two = await linearMargins(x, tf.tensor1d([1, 1, 1], "int32"), { weights }).data();
  const difference = tf.tensor1d([-1.5, -1.75]);
  const one = await binaryLinearMargins(x, tf.tensor1d([1, 1, 1]), { weights: difference }).data();
  for (let i = 0; i < 3; i++) assertAlmostEquals(two[i], one[i], 1e-6);
});

Deno.test("linearMargins counts a class with the winner's own weights as out of reach, and a tie with it as 0", async () => {
  const weights = tf.tensor2d([[1, 1, 0]]);
  const labels = tf.tensor1d([0], "int32");
  const apart = linearMargins(tf.tensor2d([[2]]), labels, {
    weights,
    biases: tf.tensor1d([1, 0, 0]),
  });
  assertAlmostEquals((await apart.data())[0], 3);
  const tied = linearMargins(tf.tensor2d([[2]]), labels, { weights });
  assertEquals((await tied.data())[0], 0);
});

Deno.test("closestRivalPoints lie where two classes draw level, a margin away", async () => {
  const x = tf.randomUniform<tf.Rank.R2>([20, 6], 0, 1, "float32", 3);
  const weights = tf.randomNormal<tf.Rank.R2>([6, 4], 0, 1, "float32", 4);
  const biases = tf.randomNormal<tf.Rank.R1>([4], 0, 1, "float32", 5);
  const points = closestRivalPoints(x, { weights, biases });
  const logits = await points.matMul(weights).add(biases).array() as number[][];
  for (const z of logits) {
    const [first, second] = z.toSorted((a, b) => b - a);
    assertAlmostEquals(first, second, 1e-4);
  }
  const moved = await points.sub(x).norm("euclidean", 1).data();
  const predicted = x.matMul(weights).add(biases).argMax<tf.Tensor1D>(1);
  const margins = await linearMargins(x, predicted, { weights, biases }).data();
  for (let i = 0; i < 20; i++) assertAlmostEquals(moved[i], margins[i], 1e-5);
});

Deno.test("closestRivalPoints leaves a point where it is on which two classes of the same weights tie", async () => {
  const tied = closestRivalPoints(tf.tensor2d([[1, 0.25]]), {
    weights: tf.tensor2d([[2, 2, 0], [0, 0, 1]]),
  });
  assertEquals([...await tied.data()], [1, 0.25]);
});

Deno.test("linear margins and points do not change where all weights grow or shrink by a power of two", async () => {
  const x = tf.randomNormal<tf.Rank.R2>([6, 5], 0, 1, "float32", 6);
  const weights = tf.randomNormal<tf.Rank.R2>([5, 3], 0, 1, "float32", 7);
  const one = weights.slice<tf.Tensor2D>([0, 0], [5, 1]).squeeze<tf.Tensor1D>();
  const labels = tf.ones<tf.Rank.R1>([6]);
  const all = (factor: number) => {
    const [of, many] = [{ weights: one.mul<tf.Tensor1D>(factor) }, {
      weights: weights.mul(factor),
    }];
    const measures = [
      binaryLinearMargins(x, labels, of),
      closestBoundaryPoints(x, of),
      linearMargins(x, labels, many as { weights: tf.Tensor2D }),
      closestRivalPoints(x, many as { weights: tf.Tensor2D }),
    ];
    return Promise.all(measures.map((each) => each.array()));
  };
  const expected = await all(1);
  for (const exponent of [-110, -73, -30, 25, 75, 120]) {
    assertEquals(await all(2 ** exponent), expected, `2^${exponent}`);
  }
});

Deno.test("linearMargins are the same alone and in a batch, of as many classes as there are", async () => {
  const weights = tf.randomNormal<tf.Rank.R2>([784, 100], 0, 1, "float32", 8);
  const x = tf.randomUniform<tf.Rank.R2>([120, 784], 0, 1, "float32", 9);
  const labels = tf.zeros<tf.Rank.R1>([120], "int32");
  const together = await linearMargins(x, labels, { weights }).data();
  const few = x.slice<tf.Tensor2D>([40, 0], [3, 784]);
  const alone = await linearMargins(few, labels.slice([0], [3]), { weights }).data();
  assertEquals([...alone], [...together.slice(40, 43)]);
});

Deno.test("linear margins of no examples are none", async () => {
  const [x, weights] = [tf.zeros<tf.Rank.R2>([0, 3]), tf.ones<tf.Rank.R2>([3, 2])];
  const labels = tf.zeros<tf.Rank.R1>([0], "int32");
  assertEquals((await linearMargins(x, labels, { weights }).data()).length, 0);
  assertEquals(closestRivalPoints(x, { weights }).shape, [0, 3]);
});

Deno.test("linear margins of a thousand classes need no number for each pair of them and each dimension", async () => {
  const weights = tf.randomNormal<tf.Rank.R2>([784, 1000], 0, 1, "float32", 10);
  const x = tf.randomUniform<tf.Rank.R2>([4, 784], 0, 1, "float32", 11);
  const margins = await linearMargins(x, x.matMul(weights).argMax(1), { weights }).data();
  const moved = await closestRivalPoints(x, { weights }).sub(x).norm("euclidean", 1).data();
  for (let i = 0; i < 4; i++) assertAlmostEquals(moved[i], margins[i], 1e-6);
});

Deno.test("linear margins leave no tensor behind", () => {
  const x = tf.tensor2d([[1, 2]]);
  const weights = tf.tensor1d([1, 1]);
  const many = tf.tensor2d([[1, 0], [0, 1]]);
  const before = tf.memory().numTensors;
  binaryLinearMargins(x, tf.tensor1d([1]), { weights }).dispose();
  closestBoundaryPoints(x, { weights }).dispose();
  linearMargins(x, tf.tensor1d([1], "int32"), { weights: many }).dispose();
  closestRivalPoints(x, { weights: many }).dispose();
  // The two label tensors are the caller's.
  assertEquals(tf.memory().numTensors, before + 2);
  assert(!x.isDisposed && !weights.isDisposed && !many.isDisposed);
});

Deno.test("margins of linear classifiers want one label an input", async () => {
  await startBackend("cpu");
  const x = tf.zeros([3, 2]) as tf.Tensor2D, weights = tf.ones([2, 2]) as tf.Tensor2D;
  for (const labels of [tf.tensor1d([1], "int32"), tf.zeros([3, 1]) as unknown as tf.Tensor1D]) {
    const ofTwo = () => binaryLinearMargins(x, labels, { weights: tf.ones([2]) as tf.Tensor1D });
    assertThrows(ofTwo, RangeError, "here [3], found");
    assertThrows(() => linearMargins(x, labels, { weights }), RangeError, "here [3], found");
  }
});
