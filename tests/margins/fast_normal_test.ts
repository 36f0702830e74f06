import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fastRandom } from "../../src/margins/fast_normal.ts";
import { sampleBall } from "../../src/margins/sample_ball.ts";
import { seededRandom } from "../../src/random.ts";

/** Standard normal probability of exceeding t in size. */
const tails: [t: number, probability: number][] = [
  ...[[0.5, 0.6170751], [1, 0.3173105], [2, 0.0455003], [3, 0.0026998]] as [number, number][],
  ...[[3.4426, 0.00057614], [4, 0.00006334]] as [number, number][],
];

Deno.test("fastRandom() draws normal numbers, far out as well", () => {
  const values = new Float32Array(2_000_000);
  fastRandom(seededRandom(1)).fillNormal(values);
  const n = values.length;
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / n;
  assertAlmostEquals(moment(1), 0, 5 * Math.sqrt(1 / n));
  assertAlmostEquals(moment(2), 1, 5 * Math.sqrt(2 / n));
  assertAlmostEquals(moment(3), 0, 5 * Math.sqrt(15 / n));
  assertAlmostEquals(moment(4), 3, 5 * Math.sqrt(96 / n));
  for (const [t, probability] of tails) {
    const beyond = values.reduce((count, x) => count + (Math.abs(x) > t ? 1 : 0), 0);
    assertAlmostEquals(beyond / n, probability, 5 * Math.sqrt(probability / n));
    const right = values.reduce((count, x) => count + (x > t ? 1 : 0), 0);
    assertAlmostEquals(right / beyond, 0.5, 2.5 / Math.sqrt(beyond));
  }
});

Deno.test("fastRandom() gives the same numbers for a seed and others for another", () => {
  const draw = (seed: number) => {
    const values = new Float32Array(64);
    const random = fastRandom(seededRandom(seed));
    random.fillNormal(values);
    return [...values, random.uniform()];
  };
  assertEquals(draw(1), draw(1));
  assert(draw(1).every((value, i) => value !== draw(2)[i]));
});

Deno.test("sampleBall() draws uniformly from the ball", () => {
  const [dimensions, radius, count] = [3, 2, 40_000];
  const random = fastRandom(seededRandom(4));
  const centre = Float32Array.of(10, -20, 30);
  const point = new Float32Array(dimensions);
  const volumes: number[] = [];
  const sums = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    sampleBall(point, { centre, radius, random });
    const offset = [...point].map((value, j) => value - centre[j]);
    volumes.push((Math.hypot(...offset) / radius) ** dimensions);
    offset.forEach((value, j) => sums[j] += Math.sign(value));
  }
  volumes.sort((a, b) => a - b);
  assert(volumes.at(-1)! <= 1 + 1e-5);
  volumes.forEach((volume, i) => assertAlmostEquals(volume, i / count, 0.01));
  sums.forEach((sum) => assertAlmostEquals(sum / count, 0, 0.025));
});
