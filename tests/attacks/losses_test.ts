import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { losses, type LossName } from "../../src/attacks/losses.ts";

await startBackend("cpu");

const classes = 6;
const logits = [
  [0.3, -0.7, 1.1, 0.25, -0.4, 0.9],
  [2.1, 0.4, -1.2, 1.9, 0.1, -0.3],
  [-0.5, 0.2, 0.6, -0.9, 1.4, 0.8],
];
const labels = [2, 0, 1];
const targets = [5, 3, 4];

async function evaluate(name: LossName, rows: number[][], aims = targets) {
  const oneHot = (classNumbers: number[]) => tf.oneHot(classNumbers, rows[0]!.length);
  const { value, slope } = tf.tidy(() => {
    const [own, target] = [oneHot(labels), oneHot(aims)];
    return {
      ...losses[name](
        tf.tensor2d(rows),
        tf.cast(own, "float32") as tf.Tensor2D,
        tf.cast(target, "float32") as tf.Tensor2D,
      ),
    };
  });
  const result = { value: [...await value.data()], slope: [...await slope.data()] };
  tf.dispose([value, slope]);
  return result;
}

for (const name of Object.keys(losses) as LossName[]) {
  Deno.test(`losses.${name} has the slope that central differences say`, async () => {
    const { slope } = await evaluate(name, logits);
    const step = 1e-2;
    for (let row = 0; row < logits.length; row++) {
      for (let k = 0; k < classes; k++) {
        const at = async (offset: number) => {
          const moved = logits.map((z) => [...z]);
          moved[row]![k]! += offset;
          return (await evaluate(name, moved)).value[row]!;
        };
        const expected = (await at(step) - await at(-step)) / (2 * step);
        assertAlmostEquals(slope[row * classes + k]!, expected, 1e-3, `logit ${k} of row ${row}`);
      }
    }
  });

  Deno.test(`losses.${name} leaves no tensors behind`, async () => {
    const before = tf.memory().numTensors;
    await evaluate(name, logits);
    assert(tf.memory().numTensors === before);
  });
}

Deno.test("losses.margin is positive exactly where the prediction is wrong", async () => {
  const { value } = await evaluate("margin", logits);
  assertAlmostEquals(value[0]!, 0.9 - 1.1, 1e-6);
  assertAlmostEquals(value[1]!, 1.9 - 2.1, 1e-6);
  assertAlmostEquals(value[2]!, 1.4 - 0.2, 1e-6);
});

Deno.test("losses.log_odds points where cross_entropy points, and further where that has rounded to nothing", async () => {
  const soft = await evaluate("cross_entropy", logits);
  const odds = await evaluate("log_odds", logits);
  for (let row = 0; row < logits.length; row++) {
    const a = soft.slope.slice(row * classes, (row + 1) * classes);
    const b = odds.slope.slice(row * classes, (row + 1) * classes);
    const dot = a.reduce((sum, x, k) => sum + x * b[k]!, 0);
    assertAlmostEquals(dot / (Math.hypot(...a) * Math.hypot(...b)), 1, 1e-6);
    assertAlmostEquals(soft.value[row]!, Math.log1p(Math.exp(odds.value[row]!)), 1e-5);
  }
  const confident = logits.map((z, row) => z.map((v, k) => (k === labels[row] ? 100 : v)));
  const lost = await evaluate("cross_entropy", confident);
  const kept = await evaluate("log_odds", confident);
  assert(Math.hypot(...lost.slope) < 1e-6);
  assert(Math.hypot(...kept.slope) > 1);
});

Deno.test("losses.targeted_dlr does not change when logits are shifted and scaled", async () => {
  const plain = await evaluate("targeted_dlr", logits);
  const moved = await evaluate("targeted_dlr", logits.map((z) => z.map((v) => 1000 * v + 7)));
  plain.value.forEach((v, row) => assertAlmostEquals(moved.value[row]!, v, 1e-4));
  // (z_t - z_y) / (z_1 - (z_3 + z_4) / 2), by hand
  assertAlmostEquals(plain.value[0]!, (0.9 - 1.1) / (1.1 - (0.3 + 0.25) / 2), 1e-6);
});

Deno.test("losses.targeted_dlr is the plain difference where there are fewer than four classes", async () => {
  const { value, slope } = await evaluate("targeted_dlr", [[1, 0.5, -2], [0.25, 2, 0], [0, 1, 4]], [
    1,
    2,
    0,
  ]);
  assertEquals(value, [2.5, -0.25, -1]);
  assertEquals(slope, [0, 1, -1, -1, 0, 1, 1, -1, 0]);
});
