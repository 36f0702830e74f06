import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { paperPgd, pgd } from "../../src/attacks/pgd.ts";
import { runAttack } from "../../src/attacks/run_attack.ts";
import { seededRandom } from "../../src/random.ts";
import {
  batchOf,
  exactMargin,
  interiorExamples,
  linearNetwork,
  plainLogits,
} from "../support/attack_networks.ts";

await startBackend("cpu");

/** The paper's attack once more, one example in double precision, as its description reads. */
function paperByHand(
  network: ReturnType<typeof linearNetwork>,
  { x0, label, noise, radius, steps }: {
    x0: number[];
    label: number;
    noise: number[];
    radius: number;
    steps: number;
  },
): number[] {
  const norm = (v: number[]) => Math.hypot(...v);
  const project = (x: number[]) => {
    const delta = x.map((v, i) => v - x0[i]!);
    const factor = Math.min(1, radius / norm(delta));
    return delta.map((d, i) => x0[i]! + factor * d);
  };
  let x = project(noise);
  for (let step = 0; step < steps; step++) {
    const z = plainLogits(network, x);
    const exps = z.map((v) => Math.exp(v - Math.max(...z)));
    const total = exps.reduce((sum, e) => sum + e, 0);
    const gradient = x.map((_, i) =>
      network.rows.reduce(
        (sum, row, k) => sum + (exps[k]! / total - Number(k === label)) * row[i]!,
        0,
      )
    );
    const scale = 0.01 / Math.max(norm(gradient), 1e-6);
    x = project(x.map((v, i) => Math.min(Math.max(v + scale * gradient[i]!, 0), 1)));
  }
  return x;
}

Deno.test("pgd in its paper form makes the iterates that its description says", async () => {
  const network = linearNetwork({ size: 6, classes: 3, scale: 0.7 });
  const pixels = [[0.1, 0.9, 0.5, 0, 1, 0.4], [0.6, 0.2, 0.3, 0.95, 0.05, 0.5]];
  const labels = [1, 2];
  const batch = batchOf({ pixels, labels });
  const radius = 0.3;
  const steps = 25;
  const { raw } = await runAttack(network, batch, {
    attack: pgd({ ...paperPgd, steps }),
    radius,
    seed: 11,
  });
  const actual = await raw.array() as number[][];
  pixels.forEach((pixels, row) => {
    const x0 = pixels.map(Math.fround);
    const random = seededRandom(11, `pgd/${radius}/${row}`);
    const noise = x0.map(() => random());
    const expected = paperByHand(network, { x0, label: labels[row]!, noise, radius, steps });
    expected.forEach((v, i) => assertAlmostEquals(actual[row]![i]!, v, 1e-5));
  });
  tf.dispose([raw, batch.images, batch.labels]);
  network.dispose();
});

for (const loss of ["margin", "log_odds", "cross_entropy"] as const) {
  Deno.test(`pgd on ${loss} breaks a binary linear network at 1.001 times the margin and never at 0.999 times`, async () => {
    const network = linearNetwork({ classes: 2 });
    const examples = interiorExamples(network, 12);
    for (const [row, x] of examples.pixels.entries()) {
      const margin = exactMargin(network, x);
      const batch = batchOf({ pixels: [x], labels: [examples.labels[row]!] });
      for (const [factor, breaks] of [[1.001, true], [0.999, false]] as const) {
        const attack = pgd({ loss, steps: 200, stepSize: 0.01 });
        const result = await runAttack(network, batch, { attack, radius: factor * margin });
        assertEquals(result.success, [breaks], `example ${row}, ${factor} times ${margin}`);
        tf.dispose([result.raw, result.clipped]);
      }
      tf.dispose([batch.images, batch.labels]);
    }
    network.dispose();
  });
}

Deno.test("pgd stops asking once an iterate comes back to itself", async () => {
  const network = linearNetwork({ classes: 3, scale: 0 });
  const batch = batchOf({ pixels: [new Array(24).fill(0.5)], labels: [0] });
  const { raw, clipped } = await runAttack(network, batch, { attack: pgd(paperPgd), radius: 0.5 });
  assert(network.asked.times < 5, `asked ${network.asked.times} times`);
  tf.dispose([raw, clipped, batch.images, batch.labels]);
  network.dispose();
});

Deno.test("pgd counts the last iterate alone, or any, as it was told", async () => {
  // One wide step over the other class's narrow band: only an iterate in between errs.
  const network = {
    inputShape: [1],
    classes: 2,
    logits: (x: tf.Tensor) => {
      const band = tf.sub(0.05, tf.abs(tf.sub(x, 0.5)));
      return tf.concat([tf.zerosLike(x), band], 1) as tf.Tensor2D;
    },
  };
  const batch = { images: tf.tensor2d([[0.2]]), labels: tf.tensor1d([0], "int32") };
  const settings = { start: "origin", stepSize: 0.3, steps: 2, loss: "margin" } as const;
  const success = async (counts: "last_iterate" | "any_iterate") => {
    const result = await runAttack(network, batch, {
      attack: pgd({ ...settings, counts }),
      radius: 1,
    });
    tf.dispose([result.raw, result.clipped]);
    return result.success[0];
  };
  assertEquals(await success("any_iterate"), true);
  assertEquals(await success("last_iterate"), false);
  tf.dispose([batch.images, batch.labels]);
});

Deno.test("pgd rejects steps and step sizes that are none", () => {
  assertThrows(
    () => pgd({ steps: 0 }),
    RangeError,
    "steps must be a positive whole number, found 0",
  );
  assertThrows(() => pgd({ stepSize: -1 }), RangeError, "positive number, found -1");
});

Deno.test("pgd's settings survive JSON", () => {
  const { settings } = pgd({ steps: 7 });
  assertEquals(JSON.parse(JSON.stringify(settings)), { ...settings });
});
