import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import type { Context, Experiment } from "../../src/experiments/experiment.ts";
import { lookAhead } from "../../src/experiments/look_ahead.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { tenBands, testContext, twoHalves } from "../support/context.ts";

const data: Context["dataset"] = (name) =>
  Promise.resolve(name === "mnist01" ? twoHalves() : tenBands(name));

async function foresee(experiment: Experiment) {
  const files = memoryFiles();
  const store = openRunStore("runs", files);
  const context = await testContext(data, store);
  const settings = experiment.settings.smoke;
  const foreseen = await lookAhead(experiment, { settings, context, store });
  assertEquals(await store.keys(), [], "nothing is trained");
  return foreseen;
}

Deno.test("lookAhead() learns what a figure trains and measures, and leaves no tensor", async () => {
  const fig6 = experiments.find(({ name }) => name === "fig6")!;
  await foresee(fig6);
  const before = tf.memory().numTensors;
  const { datasets, requests, margins, robustness } = await foresee(fig6);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(datasets, ["mnist"]);
  assertEquals(requests.map(({ spec }) => spec.model), ["cnn", "mlp", "lr"]);
  assertEquals(margins.length, (3 + 3 + 4) * 2); // epochs and splits
  assertEquals(robustness, []);
});

Deno.test("lookAhead() stops where runs are read or attacked, or data is all that is asked for", async () => {
  const of = async (wanted: string) => {
    const { datasets, requests, margins, robustness } = await foresee(
      experiments.find(({ name }) => name === wanted)!,
    );
    return [datasets.length, requests.length, margins.length, robustness.length > 0];
  };
  assertEquals(await of("fig5"), [2, 6, 0, false]);
  assertEquals(await of("table1"), [2, 12, 0, true]);
  assertEquals(await of("theorems"), [1, 0, 0, false]);
});

Deno.test("every experiment that asks for runs says so", async () => {
  const silent = experiments.filter(({ trains }) => !trains);
  assert(silent.length > 0);
  for (const experiment of silent) {
    const { requests } = await foresee({ ...experiment, trains: true });
    assertEquals(requests, [], experiment.name);
  }
});

Deno.test("lookAhead() passes on what an experiment throws", async () => {
  const [fig1] = experiments;
  const compute = () => Promise.reject(new RangeError("no"));
  await assertRejects(() => foresee({ ...fig1!, compute }), RangeError, "no");
});
