import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { closestHullPoint } from "../../src/margins/closest_hull_point.ts";
import { hardMarginSvm } from "../../src/margins/hard_margin_svm.ts";
import { normal, seededRandom } from "../../src/random.ts";

await startBackend("cpu");

/** Points on both sides of a random hyperplane through the origin, at least a gap away from it. */
function separable(n: number, dimensions: number, seed: number) {
  const random = seededRandom(seed);
  const truth = Array.from({ length: dimensions }, () => normal(random));
  const length = Math.hypot(...truth);
  const points: number[][] = [];
  const labels: number[] = [];
  while (points.length < n) {
    const point = truth.map(() => normal(random));
    const distance = point.reduce((sum, v, j) => sum + v * truth[j], 0) / length;
    if (Math.abs(distance) < 0.1) continue;
    points.push(point);
    labels.push(Math.sign(distance));
  }
  return { points, labels };
}

function scoresOf(points: number[][], labels: number[], w: ArrayLike<number>): number[] {
  return points.map((point, i) => labels[i] * point.reduce((sum, v, j) => sum + v * w[j], 0));
}

Deno.test("hardMarginSvm's certificate holds on random separable problems", async () => {
  for (let seed = 0; seed < 12; seed++) {
    const { points, labels } = separable(200, 2 + seed, seed);
    const svm = await hardMarginSvm(tf.tensor2d(points), tf.tensor1d(labels));
    const scores = scoresOf(points, labels, svm.weights);
    const reached = Math.min(...scores) / Math.hypot(...svm.weights);
    assertAlmostEquals(Math.min(...scores), 1, 1e-5);
    assertAlmostEquals(reached, svm.lowerBound, 1e-6);
    assert(svm.lowerBound <= svm.upperBound * (1 + 1e-9));
    assert(svm.relativeGap <= 1e-6);
    assert(svm.lowerBound >= 0.1 - 1e-6, "the best margin is at least the one built in");
  }
});

Deno.test("hardMarginSvm's support vectors lie on the margin, and they alone give the same hyperplane", async () => {
  const { points, labels } = separable(300, 5, 77);
  const svm = await hardMarginSvm(tf.tensor2d(points), tf.tensor1d(labels));
  const scores = scoresOf(points, labels, svm.weights);
  for (const i of svm.supportVectors) assertAlmostEquals(scores[i], 1, 1e-5);
  const alone = await hardMarginSvm(
    tf.tensor2d(svm.supportVectors.map((i) => points[i])),
    tf.tensor1d(svm.supportVectors.map((i) => labels[i])),
  );
  assertAlmostEquals(alone.upperBound, svm.upperBound, 1e-6);
});

Deno.test("hardMarginSvm scales with its data and ignores repeated examples", async () => {
  const { points, labels } = separable(80, 4, 5);
  const once = await hardMarginSvm(tf.tensor2d(points), tf.tensor1d(labels));
  const scaled = points.map((p) => p.map((v) => v * 1000));
  const twice = await hardMarginSvm(
    tf.tensor2d([...scaled, ...scaled]),
    tf.tensor1d([...labels, ...labels]),
  );
  assertAlmostEquals(twice.lowerBound / 1000, once.lowerBound, 1e-6);
});

Deno.test("hardMarginSvm knows no scale: a power of two goes through it bit for bit", async () => {
  for (const seed of [1, 2, 3]) {
    const { points, labels } = separable(60, 2 + seed, seed);
    const once = await hardMarginSvm(tf.tensor2d(points), tf.tensor1d(labels));
    for (const scale of [2 ** -100, 2 ** -33, 2 ** -17, 2 ** 10, 2 ** 100]) {
      const scaled = points.map((p) => p.map((v) => Math.fround(v) * scale));
      const svm = await hardMarginSvm(tf.tensor2d(scaled), tf.tensor1d(labels));
      assertEquals(svm.upperBound, once.upperBound * scale);
      assertEquals(svm.lowerBound, once.lowerBound * scale);
      assertEquals(svm.weights, once.weights.map((w) => w / scale));
      assertEquals(svm.supportVectors, once.supportVectors);
    }
  }
});

/** The largest margin that the fit leaves possible: its upper bound, or the one that its error names. */
async function boundOf(points: number[][], labels: number[]): Promise<number> {
  try {
    return (await hardMarginSvm(tf.tensor2d(points), tf.tensor1d(labels))).upperBound;
  } catch (error) {
    return Number(/(?:at most|and) (\d[^ ,]*)/.exec((error as Error).message)?.[1]);
  }
}

Deno.test("hardMarginSvm never bounds the margin below one that is there, however small", async () => {
  for (const margin of [1e-4, 1e-6, 1e-8, 1e-9, 1e-12, 1e-20]) {
    const bound = await boundOf([[1, margin], [1, -margin]], [1, -1]);
    assert(bound >= Math.fround(margin), `${bound} beside ${margin}`);
    for (let seed = 0; seed < 5; seed++) {
      const { points, labels } = separable(40, 4, seed);
      const flat = points.map((p, i) => [...p, margin * labels[i] * (1 + i / 40)].map(Math.fround));
      const mixed = flat.map((p, i) => p.map((v, j) => j < 4 && i % 2 ? -v : v));
      const bound = await boundOf(mixed, labels);
      assert(bound >= Math.fround(margin), `${bound} beside ${margin}`);
    }
  }
});

Deno.test("hardMarginSvm of one example is that example's own direction", async () => {
  const svm = await hardMarginSvm(tf.tensor2d([[3, 4]]), tf.tensor1d([-1]));
  assertAlmostEquals(svm.lowerBound, 5, 1e-9);
  assertAlmostEquals(svm.weights[0], -3 / 25, 1e-9);
});

Deno.test("hardMarginSvm says when there is no separating hyperplane", async () => {
  const x = tf.tensor2d([[1, 0], [0, 1], [-1, -1]]);
  await assertRejects(() => hardMarginSvm(x, tf.tensor1d([1, 1, 1])), Error, "not separable");
});

Deno.test("hardMarginSvm says what it found where double precision reaches no gap", async () => {
  const x = tf.tensor2d([[1, 1e-8], [1, -1e-8]]);
  await assertRejects(
    () => hardMarginSvm(x, tf.tensor1d([1, -1])),
    Error,
    "the largest margin lies between ",
  );
});

Deno.test("hardMarginSvm refuses labels other than −1 and +1, and a gap outside (0, 1)", async () => {
  const x = tf.tensor2d([[1], [2]]);
  await assertRejects(() => hardMarginSvm(x, tf.tensor1d([0, 1])), RangeError, "−1 or +1");
  await assertRejects(() => hardMarginSvm(x, tf.tensor1d([1])), RangeError, "found 1 labels");
  await assertRejects(
    () => hardMarginSvm(x, tf.tensor1d([1, 1]), { relativeGap: 0 }),
    RangeError,
    "relativeGap",
  );
});

Deno.test("hardMarginSvm names an option or a number that is none, not separability", async () => {
  const x = tf.tensor2d([[1], [2]]);
  const labels = tf.tensor1d([1, 1]);
  for (const setting of ["maxPasses", "joining"]) {
    for (const value of [0, 1.5, NaN]) {
      await assertRejects(
        () => hardMarginSvm(x, labels, { [setting]: value }),
        RangeError,
        `${setting} must be a positive whole number, found ${value}`,
      );
    }
  }
  await assertRejects(() => hardMarginSvm(tf.tensor2d([[1], [NaN]]), labels), RangeError, "finite");
});

Deno.test("hardMarginSvm leaves no tensor behind", async () => {
  const [x, labels] = [tf.tensor2d([[1, 2]]), tf.tensor1d([1])];
  const before = tf.memory().numTensors;
  await hardMarginSvm(x, labels);
  assertEquals(tf.memory().numTensors, before);
});

function gramOf(corners: number[][]): Float64Array[] {
  return corners.map((a) =>
    Float64Array.from(corners, (b) => a.reduce((sum, v, k) => sum + v * b[k], 0))
  );
}

Deno.test("closestHullPoint finds a corner, an edge and an inside point", () => {
  const corner = closestHullPoint(gramOf([[1, 1], [2, 3], [3, 2]]));
  assertAlmostEquals(corner.squaredNorm, 2, 1e-12);
  assertEquals([...corner.weights], [1, 0, 0]);
  const edge = closestHullPoint(gramOf([[2, -1], [2, 3], [5, 0]]));
  assertAlmostEquals(edge.squaredNorm, 4, 1e-12);
  assertAlmostEquals(edge.weights[0], 0.75, 1e-12);
  const inside = closestHullPoint(gramOf([[1, 0], [-1, 1], [-1, -1]]));
  assertAlmostEquals(inside.squaredNorm, 0, 1e-12);
});

Deno.test("closestHullPoint ends where the origin lies in the hull, and is at it", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = seededRandom(seed);
    const corners = Array.from(
      { length: 12 },
      () => Array.from({ length: 1 + seed % 4 }, () => 1e-7 * normal(random)),
    );
    const mirrored = [...corners, ...corners.map((corner) => corner.map((v) => -v))];
    const { weights } = closestHullPoint(gramOf(mirrored));
    const point = mirrored[0].map((_, k) => mirrored.reduce((s, c, i) => s + weights[i] * c[k], 0));
    assert(Math.hypot(...point) < 1e-7 * 1e-13);
  }
});
