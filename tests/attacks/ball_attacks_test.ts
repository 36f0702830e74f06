import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { apgd } from "../../src/attacks/apgd.ts";
import type { Attack, Point, Walk } from "../../src/attacks/attack.ts";
import { pgd } from "../../src/attacks/pgd.ts";
import { runAttack } from "../../src/attacks/run_attack.ts";
import { square } from "../../src/attacks/square.ts";
import { gridOf } from "../../src/attacks/square_windows.ts";
import { squarePattern } from "../../src/attacks/square_pattern.ts";
import { seededRandom } from "../../src/random.ts";
import {
  batchOf,
  exactMargin,
  interiorExamples,
  labelledNoise,
  linearNetwork,
  reluNetwork,
} from "../support/attack_networks.ts";

await startBackend("cpu");

const targeted: Attack[] = [
  apgd({ loss: "targeted_dlr", steps: 60 }),
  apgd({ loss: "difference", steps: 60 }),
];

for (const attack of targeted) {
  Deno.test(`apgd on ${attack.settings.loss} breaks a linear network at 1.001 times the margin, never at 0.999 times`, async () => {
    const network = linearNetwork({ classes: 5 });
    const { pixels, labels } = interiorExamples(network, 10);
    for (const [row, x] of pixels.entries()) {
      const batch = batchOf({ pixels: [x], labels: [labels[row]!] });
      for (const [factor, breaks] of [[1.001, true], [0.999, false]] as const) {
        const radius = factor * exactMargin(network, x);
        const { raw, clipped, success } = await runAttack(network, batch, { attack, radius });
        assertEquals(success, [breaks], `example ${row} at ${factor} times its margin`);
        tf.dispose([raw, clipped]);
      }
      tf.dispose([batch.images, batch.labels]);
    }
    network.dispose();
  });
}

/** How far apart apgd's questions are when every answer's loss is that much above the last. */
function movesOfApgd(rise: number): number[] {
  const origin = new Float32Array(4).fill(0.5);
  const point: Point = { index: 0, origin, label: 0, shape: [4], random: seededRandom(1) };
  const walk: Walk = apgd({ loss: "log_odds", steps: 100 }).walk(point, 0.4);
  const asked: Float32Array[] = [];
  for (let next = walk.next(); !next.done;) {
    asked.push(next.value.x.slice());
    const way = asked.length % 2 ? 1 : -1; // back and forth, so that only the step size can calm it
    next = walk.next({
      logits: Float32Array.of(1, 0),
      loss: rise * asked.length,
      gradient: Float32Array.of(way, 0, 0, 0),
      gradientNorm: 1,
    });
  }
  return asked.slice(1).map((x, k) => Math.hypot(...x.map((v, i) => v - asked[k]![i]!)));
}

Deno.test("apgd keeps its step while the loss rises and halves it at every checkpoint where it does not", () => {
  const atEndOfPeriods = (moves: number[]) =>
    [20, 40, 56, 69, 79, 86, 92, 98].map((k) => moves[k]!);
  const rising = movesOfApgd(1);
  assertEquals(rising.length, 100);
  for (const move of atEndOfPeriods(rising)) assertAlmostEquals(move, 0.343, 0.001);
  // Checkpoints after 22, 41, 57, 70, 80, 87, 93 and 99 steps; the first step of all is cut by the ball.
  const [first, ...falling] = atEndOfPeriods(movesOfApgd(-1));
  assertAlmostEquals(first!, 0.343, 0.001);
  falling.forEach((move, k) => assertAlmostEquals(move, 0.24 / 2 ** k, 0.001 + 0.03 / 2 ** k));
});

for (
  const [name, attack] of Object.entries({
    "pgd margin": pgd({ steps: 20, stepSize: 0.05 }),
    "pgd last iterate": pgd({ steps: 20, stepSize: 0.05, counts: "last_iterate" }),
    "pgd ball then box": pgd({
      steps: 20,
      stepSize: 0.3,
      projection: "ball_then_box",
      start: "gaussian_ball",
    }),
    "apgd": apgd({ steps: 20 }),
    "square": square({ queries: 60 }),
  })
) {
  Deno.test(`${name} stays inside ball and box by itself, before the caller projects`, async () => {
    for (const radius of [0.05, 0.5, 2]) {
      const network = reluNetwork();
      const batch = await labelledNoise(network, 10);
      const { raw, clipped, diagnosis } = await runAttack(network, batch, { attack, radius });
      const distances = await tf.norm(tf.reshape(tf.sub(raw, batch.images), [10, -1]), 2, 1).data();
      for (const d of distances) assert(d <= radius * (1 + 1e-5), `${d} beyond ${radius}`);
      assert((await raw.data()).every((pixel) => pixel >= 0 && pixel <= 1));
      const clippedDistances = await tf.norm(
        tf.reshape(tf.sub(clipped, batch.images), [10, -1]),
        2,
        1,
      ).data();
      for (const d of clippedDistances) assert(d <= radius * (1 + 1e-6));
      assertEquals(diagnosis.runs[0]!.strayed, 0);
      tf.dispose([raw, clipped, batch.images, batch.labels]);
      network.dispose();
    }
  });
}

Deno.test("square breaks images without a gradient, colour images and vectors too", async () => {
  for (const shape of [[6, 6, 1], [5, 7, 3], [20]]) {
    const network = reluNetwork({ shape });
    const batch = await labelledNoise(network, 10);
    const attack = square({ queries: 300 });
    const { raw, clipped, success, diagnosis } = await runAttack(network, batch, {
      attack,
      radius: 2,
    });
    assert(success.filter(Boolean).length >= 8, `${shape}: ${success}`);
    assertEquals(diagnosis.runs[0]!.gradients, 0);
    tf.dispose([raw, clipped, batch.images, batch.labels]);
    network.dispose();
  }
});

Deno.test("square climbs: it breaks a linear network not far beyond its margin", async () => {
  const network = linearNetwork({ classes: 2 });
  const { pixels, labels } = interiorExamples(network, 6);
  for (const [row, x] of pixels.entries()) {
    const batch = batchOf({ pixels: [x], labels: [labels[row]!] });
    const radius = 1.2 * exactMargin(network, x);
    const result = await runAttack(network, batch, { attack: square({ queries: 1000 }), radius });
    assertEquals(result.success, [true], `example ${row}`);
    tf.dispose([result.raw, result.clipped, batch.images, batch.labels]);
  }
  network.dispose();
});

Deno.test("square spends no more queries than it is given", async () => {
  const network = linearNetwork({ size: 9 });
  const { pixels, labels } = interiorExamples(network, 1);
  const batch = batchOf({ pixels, labels });
  const { raw, clipped } = await runAttack(network, batch, {
    attack: square({ queries: 37 }),
    radius: 1e-6,
  });
  assertEquals(network.asked.times, 37 + 1); // and one for the unperturbed image; it offered nothing to judge
  tf.dispose([raw, clipped, batch.images, batch.labels]);
  network.dispose();
});

Deno.test("squarePattern is a rising and a falling half of norm 1", () => {
  for (const side of [1, 2, 3, 5, 8]) {
    for (const turned of [false, true]) {
      const cells = squarePattern(side, turned);
      assertAlmostEquals(Math.hypot(...cells), 1, 1e-12);
      assertEquals(cells.filter((v) => v > 0).length, side * Math.floor(side / 2));
      assertEquals(cells.filter((v) => v < 0).length, side * Math.ceil(side / 2));
    }
  }
  const upright = squarePattern(5, false);
  const turned = squarePattern(5, true);
  for (let i = 0; i < 25; i++) assertEquals(turned[i], upright[(i % 5) * 5 + Math.floor(i / 5)]);
});

Deno.test("squarePattern is the reference's: sums of 1 / (r + 1)² over widening windows", () => {
  const [rows, columns] = [2, 5];
  const expected = new Float64Array(rows * columns);
  for (let layer = 0; layer < 3; layer++) {
    for (let row = 1 - layer; row <= 1 + layer; row++) {
      for (let column = 2 - layer; column <= 2 + layer; column++) {
        if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
        expected[row * columns + column]! += 1 / (layer + 1) ** 2;
      }
    }
  }
  const upper = squarePattern(5, false).slice(0, 10);
  const ratio = upper[0]! / expected[0]!;
  upper.forEach((v, i) => assertAlmostEquals(v, ratio * expected[i]!, 1e-12));
});

Deno.test("gridOf() sees an image of one channel where its axis is left out", () => {
  assertEquals(gridOf([16, 12]), gridOf([16, 12, 1]));
  assertEquals(gridOf([192]), { rows: 1, columns: 192, channels: 1 });
});
