import { assert, assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Attack, AttackPlan } from "../../src/attacks/attack.ts";
import { countOutputs, mergeDiagnoses } from "../../src/attacks/diagnosis.ts";
import { diagnosisWarnings } from "../../src/attacks/diagnosis_warnings.ts";
import { marginAttack, planOf, rapidAttack } from "../../src/attacks/presets.ts";
import { robustAccuracy } from "../../src/attacks/robust_accuracy.ts";
import { square } from "../../src/attacks/square.ts";
import { labelledNoise, reluNetwork } from "../support/attack_networks.ts";
import type { Network } from "../../src/types.ts";

await startBackend("cpu");

const short = marginAttack({ steps: 3, stepSize: 0.1 });

/** What an evaluation of 10 images, labelled by `base`, says about `network`. */
async function diagnose(
  wrap: (base: Network) => Partial<Network>,
  plan: AttackPlan = short,
  radius = 0.2,
) {
  const base = reluNetwork();
  const batch = await labelledNoise(base, 10);
  const network = { ...base, ...wrap(base) };
  const result = await robustAccuracy(network, batch, { radii: [radius], attack: plan });
  tf.dispose([batch.images, batch.labels]);
  base.dispose();
  return { ...result, codes: [...new Set(result.warnings.map(({ code }) => code))] };
}

Deno.test("diagnosis has nothing to say of a sound network", async () => {
  assertEquals((await diagnose(() => ({}))).warnings, []);
});

Deno.test("diagnosis names outputs that look like probabilities", async () => {
  const { codes } = await diagnose((base) => ({ logits: (x) => tf.softmax(base.logits(x)) }));
  assert(codes.includes("probabilities"), `${codes}`);
});

Deno.test("diagnosis names constant logits, which leave no gradient", async () => {
  const { codes } = await diagnose((base) => ({
    logits: (x) => tf.add<tf.Tensor2D>(tf.mul(base.logits(x), 0), tf.tensor2d([[5, 4, 3, 2, 1]])),
  }));
  assert(codes.includes("constant_logits"), `${codes}`);
  assert(codes.includes("floored_gradients"), `${codes}`);
});

Deno.test("diagnosis names NaN logits, which are never right", async () => {
  const { codes, cleanAccuracy } = await diagnose((base) => ({
    logits: (x) => tf.mul<tf.Tensor2D>(base.logits(x), NaN),
  }));
  assert(codes.includes("nan"), `${codes}`);
  assertEquals(cleanAccuracy, 0);
});

Deno.test("diagnosis names NaN met on the way, and the attack goes on", async () => {
  // The slope of sqrt at 0 is infinite, times 0 is NaN: every gradient, no logit.
  const { codes, diagnosis } = await diagnose((base) => ({
    logits: (x) => tf.add<tf.Tensor2D>(base.logits(x), tf.sum(tf.sqrt(tf.mul(x, 0)))),
  }));
  assert(codes.includes("nan"), `${codes}`);
  assertEquals(diagnosis.outputs.nan, 0);
  assertEquals(diagnosis.runs[0]!.nan, 10);
});

Deno.test("diagnosis names gradients that mislead where square does better", async () => {
  // Rounding the input leaves the decision and takes the gradient.
  const masked = (base: Network): Partial<Network> => ({
    logits: tf.customGrad((x) => ({
      value: base.logits(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(tf.sum(dy), tf.fill((x as tf.Tensor).shape, 1e-3)),
    })) as unknown as Network["logits"],
  });
  const plan: AttackPlan = {
    name: "both",
    order: "ascending",
    attacks: [...short.attacks, square({ queries: 300 })],
  };
  const { codes } = await diagnose(masked, plan);
  assert(codes.includes("gradients_mislead"), `${codes}`);
});

Deno.test("diagnosis says nothing of gradients where Square is alone or goes first", async () => {
  for (const more of [[], short.attacks]) {
    const attacks = [square({ queries: 300 }), ...more];
    const plan: AttackPlan = { name: "square first", order: "ascending", attacks };
    const { codes, diagnosis } = await diagnose(() => ({}), plan, 1);
    assert(diagnosis.runs[0]!.broken > 0);
    assert(!codes.includes("gradients_mislead"), `${codes}`);
  }
});

Deno.test("diagnosisWarnings asks which attacks go before Square, and whether they asked for gradients", () => {
  const outputs = { examples: 100, nan: 0, probabilities: 0, constant: 1 };
  const counts = { flooredGradients: 0, nan: 0, candidates: 9, strayed: 0, onBorder: 0 };
  const codes = (...runs: [attack: string, radius: number, gradients: number][]) =>
    diagnosisWarnings({
      outputs,
      runs: runs.map(([attack, radius, gradients]) => ({
        ...counts,
        ...{ attack, radius, gradients, attacked: 9, broken: 9, largestPerturbation: 1 },
      })),
    }).map(({ code }) => code);
  const misled = "gradients_mislead";
  assertEquals(codes(["pgd", 1, 9], ["square", 1, 0]), [misled]);
  assertEquals(codes(["pgd", 1, 0], ["square", 1, 0]), []);
  assertEquals(codes(["square", 1, 0], ["pgd", 1, 9], ["square", 2, 0], ["pgd", 2, 9]), []);
  assertEquals(codes(["pgd", 0, 0], ["square", 0, 0], ["pgd", 1, 9], ["square", 1, 0]), [misled]);
});

Deno.test("mergeDiagnoses takes no network for constant because shards hold one example", () => {
  const one = { outputs: { examples: 1, nan: 0, probabilities: 0, constant: 1 }, runs: [] };
  const codes = (...shards: (typeof one)[]) =>
    diagnosisWarnings(mergeDiagnoses(shards)).map(({ code }) => code);
  const flat = { outputs: { examples: 5, nan: 0, probabilities: 0, constant: 5 }, runs: [] };
  const varied = { outputs: { examples: 5, nan: 0, probabilities: 0, constant: 1 }, runs: [] };
  assertEquals(codes(one, one), []);
  assertEquals(codes(varied, one), []);
  assertEquals(codes(flat, one), ["constant_logits"]);
});

Deno.test("diagnosis names points that strayed, and only the projected point counts", async () => {
  const liar: Attack = {
    name: "liar",
    settings: {},
    gradientFloor: 0,
    minimal: false,
    // deno-lint-ignore require-yield
    *walk({ origin }) {
      return origin.map((pixel) => pixel + 5);
    },
  };
  const { codes, diagnosis } = await diagnose(() => ({}), planOf(liar));
  assert(codes.includes("strayed"), `${codes}`);
  assertEquals(diagnosis.runs[0]!.strayed, 10);
  assert(diagnosis.runs[0]!.largestPerturbation <= 0.2);
});

Deno.test("diagnosis drops points that are no numbers", async () => {
  const broken: Attack = {
    name: "broken",
    settings: {},
    gradientFloor: 0,
    minimal: false,
    // deno-lint-ignore require-yield
    *walk({ origin }) {
      return origin.map(() => NaN);
    },
  };
  const { accuracy, diagnosis } = await diagnose(() => ({}), planOf(broken));
  assertEquals(accuracy, [1]);
  assertEquals(diagnosis.runs[0]!.broken, 0);
});

Deno.test("diagnosis counts the largest perturbation and who was pushed to the border", async () => {
  const { diagnosis } = await diagnose(
    () => ({}),
    marginAttack({ steps: 60, stepSize: 0.1, counts: "last_iterate" }),
    1.5,
  );
  const [run] = diagnosis.runs;
  assert(run!.largestPerturbation > 1 && run!.largestPerturbation <= 1.5);
  assertEquals(run!.attacked, 10);
  assertEquals(run!.candidates, 10);
  assert(run!.onBorder > 0 && run!.onBorder <= 10);
});

Deno.test("diagnosisWarnings warns of floored gradients above one in a hundred only", () => {
  const outputs = { examples: 1000, nan: 0, probabilities: 0, constant: 1 };
  const run = {
    attack: "pgd",
    radius: 1,
    attacked: 1000,
    broken: 0,
    gradients: 1000,
    nan: 0,
    candidates: 1000,
    strayed: 0,
    onBorder: 0,
    largestPerturbation: 1,
  };
  const codes = (flooredGradients: number) =>
    diagnosisWarnings({ outputs, runs: [{ ...run, flooredGradients }] }).map(({ code }) => code);
  assertEquals(codes(10), []);
  assertEquals(codes(11), ["floored_gradients"]);
});

Deno.test("mergeDiagnoses adds counts, keeps the largest perturbation, and wants like shards", async () => {
  const { diagnosis } = await diagnose(() => ({}));
  const merged = mergeDiagnoses([diagnosis, diagnosis, diagnosis]);
  const [one, three] = [diagnosis.runs[0]!, merged.runs[0]!];
  assertEquals(three.attacked, 3 * one.attacked);
  assertEquals(three.radius, one.radius);
  assertEquals(three.largestPerturbation, one.largestPerturbation);
  const outputs = { examples: 3, nan: 2, probabilities: 1, constant: 3 };
  const two = mergeDiagnoses([{ outputs, runs: [] }, { outputs, runs: [] }]);
  assertEquals(two.outputs, { examples: 6, nan: 4, probabilities: 2, constant: 6 });
  assertThrows(
    () => mergeDiagnoses([diagnosis, { ...diagnosis, runs: [] }]),
    Error,
    "one and the same",
  );
  assertThrows(() => mergeDiagnoses([]), Error, "one and the same");
});

Deno.test("mergeDiagnoses tells shards apart that are constant each", () => {
  const shard = (...rows: number[][]) => ({
    outputs: countOutputs(rows.map((row) => Float32Array.from(row))),
    runs: [],
  });
  const codes = (...shards: ReturnType<typeof shard>[]) =>
    diagnosisWarnings(mergeDiagnoses(shards)).map(({ code }) => code);
  assertEquals(codes(shard([1, 9], [1, 9]), shard([9, 1], [9, 1])), []);
  assertEquals(codes(shard([1, 9], [1, 9]), shard([9, 1])), []);
  assertEquals(codes(shard(), shard([1, 9]), shard([1, 9])), ["constant_logits"]);
});

Deno.test("diagnosis names logits that nothing of the input reaches", async () => {
  for (const attack of [short, rapidAttack]) {
    const { codes, accuracy, cleanAccuracy } = await diagnose(() => ({
      logits: (x) => tf.tidy(() => tf.add(tf.zeros([x.shape[0], 5]), tf.tensor1d([5, 4, 3, 2, 1]))),
    }), attack);
    assert(codes.includes("constant_logits"), `${codes}`);
    assert(codes.includes("floored_gradients"), `${codes}`);
    assertEquals(accuracy, [cleanAccuracy]);
  }
});
