import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import type { Experiment } from "../../src/experiments/experiment.ts";
import { fig1 } from "../../src/experiments/fig1.ts";
import { fig4 } from "../../src/experiments/fig4.ts";
import { only, select, series } from "../../src/experiments/select.ts";
import { SettingsError } from "../../src/experiments/settings_error.ts";
import { theorems } from "../../src/experiments/theorems.ts";
import { rowsFromCsv, rowsToCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";
import { testContext, twoHalves } from "../support/context.ts";
import { realDataNeeds, realDataset } from "../support/real_data.ts";

const caseStudies = [fig1, fig4, theorems] as unknown as Experiment[];

/** Rows as a figure sees them: through the CSV. */
async function measured(experiment: Experiment, dataset = twoHalves()): Promise<Row[]> {
  const context = await testContext(() => Promise.resolve(dataset));
  return rowsFromCsv(rowsToCsv(await experiment.compute(experiment.settings.smoke, context)));
}

for (const experiment of caseStudies) {
  Deno.test(`${experiment.name} runs at smoke on any two classes, with no tensor left and the same rows twice`, async () => {
    await testContext(() => Promise.resolve(twoHalves()));
    const before = tf.memory().numTensors;
    const rows = await measured(experiment);
    assertEquals(tf.memory().numTensors, before);
    assertEquals(rowsToCsv(await measured(experiment)), rowsToCsv(rows));
    assert(
      rows.every((row) => row.profile === "smoke" && row.backend === "wasm" && row.seed === 0),
    );
    for (const { measured: words } of experiment.findings(rows)) {
      assert(!words.includes("NaN"), words);
    }
    for (const { measured: words, verdict } of experiment.claims(rows)) {
      assert(!words.includes("NaN") && !words.includes("undefined"), words);
      assert(["holds", "fails", "not tested at this profile"].includes(verdict));
    }
  });
}

Deno.test("a case study says which digit no training image is of, and leaves no tensor", async () => {
  const whole = twoHalves();
  const before = tf.memory().numTensors;
  for (const digit of [0, 1]) {
    const labels = whole.train.labels.map(() => 1 - digit);
    const dataset = { ...whole, train: { ...whole.train, labels } };
    for (const experiment of caseStudies) {
      await assertRejects(
        () => measured(experiment, dataset),
        Error,
        `both digits are needed, none of the 60 training images of them is a ${digit}`,
      );
    }
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a case study of one epoch has no trend, and theorems no class at one half", async () => {
  const short = { gdEpochs: 1, normalisedEpochs: 1 }, trends = new Set([2, 3, 6, 22]);
  for (const experiment of caseStudies) {
    const context = await testContext(() => Promise.resolve(twoHalves()));
    const rows = await experiment.compute({ ...experiment.settings.smoke, ...short }, context);
    for (const { claim, verdict } of experiment.claims(rows)) {
      if (trends.has(claim)) assertEquals(verdict, "not tested at this profile", `${claim}`);
    }
  }
  const context = await testContext(() => Promise.resolve(twoHalves()));
  const half = { ...theorems.settings.smoke, etas: [0.3, 0.5] };
  await assertRejects(() => theorems.compute(half, context), SettingsError, "etas must not hold");
});

Deno.test("a case study's claims fail on rows that contradict them", async () => {
  const rows = (await measured(caseStudies[0])).map((row) => ({ ...row, profile: "quick" }));
  const reversed = rows.map((row) =>
    row.metric === "average_margin" && row.epoch !== null
      ? { ...row, value: row.epoch }
      : row.metric === "error"
      ? { ...row, value: 0.1 }
      : row
  );
  const verdicts = fig1.claims(reversed);
  assertEquals(verdicts[0].verdict, "fails");
  assertEquals(verdicts[2].verdict, "fails");
});

const mnist01 = await realDataset("mnist01");

Deno.test({
  name: `fig1 on MNIST gives the known numbers of section 3 ${realDataNeeds}`,
  ignore: mnist01 === null,
  fn: async () => {
    const rows = await measured(caseStudies[0], mnist01!);
    const first = { method: "gd", epoch: 1, split: "train" };
    assertAlmostEquals(only(rows, { ...first, metric: "average_margin" }), 3.64188, 1e-5);
    assertAlmostEquals(only(rows, { ...first, metric: "minimum_margin" }), -2.98599, 1.5e-5);
    assertAlmostEquals(only(rows, { ...first, metric: "error" }), 0.00979, 1e-6);
    assertEquals(
      series(rows, { method: "normalised_gd", split: "train", metric: "error" }).at(-1),
      0,
    );
    const svm = { method: "svm" };
    assertAlmostEquals(only(rows, { ...svm, metric: "margin_lower_bound" }), 0.36414583, 4e-7);
    assertAlmostEquals(only(rows, { ...svm, metric: "margin_upper_bound" }), 0.36414583, 4e-7);
    assertAlmostEquals(only(rows, { ...svm, metric: "weight_norm" }), 2.74615253, 3e-6);
    assertEquals(only(rows, { ...svm, metric: "support_vectors" }), 87);
    assertAlmostEquals(
      only(rows, { ...svm, split: "train", metric: "average_margin" }),
      1.35475,
      1e-5,
    );
    assertAlmostEquals(
      only(rows, { ...svm, split: "test", metric: "average_margin" }),
      1.38322,
      1e-5,
    );
    assertAlmostEquals(
      only(rows, { ...svm, split: "test", metric: "minimum_margin" }),
      -0.26808,
      1e-5,
    );
    assertAlmostEquals(only(rows, { ...svm, split: "test", metric: "error" }) * 2115, 2, 1e-6);
    assertEquals(select(rows, { metric: "margin_count" }).length, 6 * fig1.settings.smoke.bins);
  },
});
