import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { averageMarginRegulariser } from "../../src/objectives/average_margin_regulariser.ts";
import { binaryAverageMargin } from "../../src/objectives/binary_average_margin.ts";
import { binaryLosses, marginRegularised } from "../../src/objectives/fisher_consistency.ts";
import { lipschitzConstantRegulariser } from "../../src/objectives/lipschitz_constant_regulariser.ts";
import { standardObjective } from "../../src/objectives/standard_objective.ts";
import { seededRandom } from "../../src/random.ts";
import type { Loss, Objective, TrainableNetwork } from "../../src/types.ts";
import { noise } from "../support/noise.ts";
import { oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

/** A linear network of three classes whose logits at x are easy to write down. */
function linear(): TrainableNetwork {
  const network = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [2] });
  network.setWeights(
    new Map([
      ["layer0.weight", { shape: [2, 3], values: Float32Array.of(2, 0, 3, 0, 1, 4) }],
      ["layer0.bias", { shape: [3], values: Float32Array.of(0.5, 0, -1) }],
    ]),
  );
  return network;
}

/** Logits (2.5, 1, 6), (−1.5, 2, 4); scores by normalised columns (1, 1, 1.4), (−1, 2, 1). */
const batch = () => ({
  images: tf.tensor2d([[1, 1], [-1, 2]]),
  labels: tf.tensor1d([2, 1], "int32"),
});

async function read({ total, terms, logits }: Loss): Promise<Record<string, number>> {
  const values: Record<string, number> = { total: (await total.data())[0] };
  for (const [name, term] of Object.entries(terms)) values[name] = (await term.data())[0];
  tf.dispose([total, logits, ...Object.values(terms)]);
  return values;
}

async function lossAt(objective: Objective): Promise<Record<string, number>> {
  await startBackend("wasm");
  const network = linear();
  const examples = batch();
  const before = tf.memory().numTensors;
  const values = await read(objective.loss(network, examples, seededRandom(1)));
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([examples.images, examples.labels]);
  network.dispose();
  return values;
}

const logSumExp = (z: number[]) => Math.log(z.reduce((sum, each) => sum + Math.exp(each), 0));
const crossEntropy = (logSumExp([2.5, 1, 6]) - 6 + logSumExp([-1.5, 2, 4]) - 2) / 2;
/** W = [[2, 0], [0, 1], [3, 4]]: W Wᵀ − I = [[3, 0, 6], [0, 0, 4], [6, 4, 24]]. */
const penalty = 9 + 36 + 16 + 36 + 16 + 576;

Deno.test("standardObjective() is the mean cross-entropy", async () => {
  const values = await lossAt(standardObjective());
  assertAlmostEquals(values.total!, crossEntropy, 1e-5);
  assertEquals(values.total, values.cross_entropy);
});

Deno.test("lipschitzConstantRegulariser() adds the penalty at each recipe's strength", async () => {
  for (const [recipe, strength] of [["printed", 1e-3], ["released", 2e-3]] as const) {
    const values = await lossAt(lipschitzConstantRegulariser({ recipe }));
    assertAlmostEquals(values.orthogonality!, strength * penalty, 1e-4);
    assertAlmostEquals(values.total!, crossEntropy + strength * penalty, 1e-4);
  }
});

Deno.test("averageMarginRegulariser() as printed rewards capped margins by normalised weights", async () => {
  const values = await lossAt(averageMarginRegulariser({ recipe: "printed", cap: 0.7 }));
  const margins = [1.4 - 1, 2 - 1];
  assertAlmostEquals(values.average_margin!, -0.1 * (margins[0] + 0.7) / 2, 1e-6);
  assertAlmostEquals(
    values.total!,
    crossEntropy + values.average_margin! + 1e-3 * penalty,
    1e-4,
  );
});

Deno.test("averageMarginRegulariser() as released charges what margins lack, by logits", async () => {
  const values = await lossAt(averageMarginRegulariser({ recipe: "released", cap: 3 }));
  assertAlmostEquals(values.average_margin!, 0.1 * (0 + (3 + 2)) / 2, 1e-6);
  assertAlmostEquals(values.total!, crossEntropy + 0.25 + 2e-3 * penalty, 1e-4);
});

Deno.test("averageMarginRegulariser()'s hinge less its concave part is the capped reward, up to a constant", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [4] });
  const examples = {
    images: tf.tidy(() => tf.mul(noise([40, 4]), 9)),
    labels: tf.tensor1d(Array.from({ length: 40 }, (_, i) => i % 3), "int32"),
  };
  const [cap, strength] = [0.8, 0.3];
  const { loss, concave } = averageMarginRegulariser({ recipe: "released", cap, strength });
  const { average_margin: hinge } = await read(loss(network, examples, seededRandom(1)));
  const parts = tf.tidy(() => tf.mean(concave!(network, examples)));
  const logits = network.logits(examples.images);
  const margins = (await logits.array()).map((z, i) => {
    const rivals = z.filter((_, k) => k !== i % 3);
    return z[i % 3] - Math.max(...rivals);
  });
  assertEquals(new Set(margins.map((m) => m < 0 ? -1 : m > cap ? 1 : 0)).size, 3);
  const capped = margins.reduce((sum, m) => sum + Math.min(Math.max(m, 0), cap), 0) / 40;
  const [subtracted] = await parts.data();
  assertAlmostEquals(hinge! - subtracted!, strength * (cap - capped), 1e-5);
  tf.dispose([examples.images, examples.labels, parts, logits]);
  network.dispose();
});

Deno.test("averageMarginRegulariser() has a concave part in the released recipe alone", () => {
  assertEquals(averageMarginRegulariser({ recipe: "printed", cap: 1 }).concave, undefined);
  assertEquals(
    averageMarginRegulariser({ recipe: "released", cap: 1, correction: false }).concave,
    undefined,
  );
  assertThrows(
    () => averageMarginRegulariser({ recipe: "printed", cap: 1, correction: true }),
    RangeError,
    "a concave correction needs the released recipe, found printed",
  );
});

Deno.test("binaryAverageMargin() is eq. 11 on the unit sphere", async () => {
  await startBackend("wasm");
  const x = noise([30, 3], 7) as tf.Tensor2D;
  const labels = Array.from({ length: 30 }, (_, i) => i % 2 === 0 ? 1 : -1);
  const y = tf.tensor1d(labels);
  const direction = [2, -1, 2].map((each) => each / 3);
  const options = { strength: 0.7, cap: 0.5 };
  for (const loss of Object.keys(binaryLosses) as (keyof typeof binaryLosses)[]) {
    const regularised = marginRegularised(binaryLosses[loss], options);
    const expected = (await x.array()).reduce((sum, row, i) => {
      const score = row.reduce((dot, each, j) => dot + each * direction[j], 0);
      return sum + regularised(labels[i] * score);
    }, 0);
    for (const scale of [1, 20]) {
      const w = tf.tensor1d(direction.map((each) => scale * each));
      const value = binaryAverageMargin(w, { x, y }, { loss, ...options });
      assertAlmostEquals((await value.data())[0], expected, 1e-4);
      tf.dispose([w, value]);
    }
  }
  tf.dispose([x, y]);
});

Deno.test("averageMarginRegulariser() refuses a cap that rewards nothing", () => {
  for (const recipe of ["released", "printed"] as const) {
    for (const cap of [0, -1, NaN, Infinity]) {
      assertThrows(() => averageMarginRegulariser({ recipe, cap }), RangeError, `found ${cap}`);
    }
  }
});
