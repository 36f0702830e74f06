import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { datasetHash } from "../../src/data/dataset_hash.ts";
import type { Context, Experiment } from "../../src/experiments/experiment.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { SettingsError } from "../../src/experiments/settings_error.ts";
import { select } from "../../src/experiments/select.ts";
import { deviates, drawTable } from "../../src/experiments/table_drawing.ts";
import { table1 } from "../../src/experiments/table1.ts";
import { planTable2, table2 } from "../../src/experiments/table2.ts";
import { averageMargin } from "../../src/margins/summary.ts";
import { rowsFromCsv, rowsToCsv } from "../../src/records/rows.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { ownRun } from "../../src/runs/own_run.ts";
import { paperTraining } from "../../src/runs/paper_training.ts";
import { computedBy } from "../../src/runs/run_spec.ts";
import type { StoredRun } from "../../src/runs/stored_run.ts";
import { trainingsOf } from "../../src/experiments/trainings.ts";
import { openRunStore } from "../../src/runs/store.ts";
import type { RunRequest } from "../../src/runs/wanted_runs.ts";
import type { Profile, Row } from "../../src/types.ts";
import { tenBands, testContext } from "../support/context.ts";
import { textsIn } from "../support/spec_panels.ts";
import { table1Blocks, table2Blocks, tableRowsOf } from "../support/table_rows.ts";

const sets = { mnist: tenBands("mnist"), cifar10: tenBands("cifar10") };
const dataset = (name: string) => Promise.resolve(sets[name as keyof typeof sets]);
const store = openRunStore("runs", memoryFiles());
const smoke = table1.settings.smoke;

async function rowsOf(
  changes: Partial<typeof smoke>,
  context: Partial<Context> = {},
): Promise<Row[]> {
  const whole = { ...await testContext(dataset, store), ...context };
  const settings = { ...smoke, ...changes } as typeof smoke;
  return rowsFromCsv(rowsToCsv(await table1.compute(settings, whole)));
}

Deno.test("table1 runs at smoke, leaves no tensor, and gives the same rows from the store", async () => {
  await testContext(dataset);
  const before = tf.memory().numTensors;
  const rows = await rowsOf({});
  assertEquals(tf.memory().numTensors, before);
  assertEquals(rows.length, 12 * (1 + 2 * 4 + 1) + 6 * 4); // of the MLPs also what is certified
  assert(rows.every(({ value }) => value !== null && Number.isFinite(value)));
  for (const { metric, value, low, high, points } of rows) {
    if (metric === "average_margin") continue;
    assert(value! >= 0 && value! <= 1 && points === 8);
    assert(Number(low) <= value! && value! <= Number(high));
  }
  assertEquals(rowsToCsv(await rowsOf({})), rowsToCsv(rows));
  for (const { measured } of [...table1.findings(rows), ...table1.claims(rows)]) {
    assert(!/NaN|undefined|Infinity/.test(measured), measured);
  }
  for (const { verdict } of table1.claims(rows)) assertNotEquals(verdict, "fails");
  table1.draw(rows);
  table1.drawings!.robustness!(rows);
});

Deno.test("table1's rows do not rise with the radius under margin, and begin at clean accuracy", async () => {
  const rows = await rowsOf({});
  for (
    const [, own] of Map.groupBy(
      rows,
      ({ dataset, model, method }) => `${dataset}${model}${method}`,
    )
  ) {
    const robust = select(own, { metric: "robust_accuracy", attack: "margin" });
    const values = [...select(own, { metric: "clean_accuracy" }), ...robust].map((row) =>
      row.value!
    );
    assertEquals(values.length, 5);
    assertEquals(values, values.toSorted((a, b) => b - a));
    for (const { model, radius, value } of select(own, { metric: "certified_accuracy" })) {
      assertEquals(model, "mlp");
      for (const { value: left } of select(own, { metric: "robust_accuracy", radius })) {
        assert(value! <= left!, `certified ${value}, attacked ${left}`);
      }
    }
  }
});

Deno.test("a part of table1 gives the whole's rows, and the whole takes them over", async () => {
  const part = {
    models: ["mlp"],
    datasets: ["mnist"],
    methods: ["std", "amr"],
    attacks: ["margin"],
  };
  const apart = openRunStore("apart", memoryFiles());
  const context = await testContext(dataset, apart);
  const rows = rowsFromCsv(
    rowsToCsv(await table1.compute({ ...smoke, ...part } as typeof smoke, context)),
  );
  assertEquals(rows.length, 2 * (1 + 4 + 4 + 1));
  const whole = await rowsOf({});
  const kept = whole.filter(({ dataset, model, method, attack }) =>
    dataset === "mnist" && model === "mlp" && method !== "lcr" && attack !== "paper"
  );
  assertEquals(rows, kept);
  assertEquals((await apart.keys()).length, 2);
  const settings = { ...smoke, ...part, models: [] } as typeof smoke;
  const error = await table1.compute(settings, context).catch((error) => error);
  assert(error instanceof SettingsError && /without cells/.test(error.message));
});

Deno.test("a table's metrics can be measured apart, and are drawn and told apart", async () => {
  const whole = await rowsOf({});
  for (const metric of ["robust_accuracy", "average_margin"]) {
    const rows = await rowsOf({ metrics: [metric] });
    const isMargin = metric === "average_margin";
    assertEquals(rows, whole.filter((row) => (row.metric === "average_margin") === isMargin));
    const lines = table1.findings(rows);
    assertEquals(lines.length, isMargin ? 12 : 12 * 2 + 6); // two attacks, and certified MLPs
    for (const { quantity, measured, paper } of lines) {
      const words = [quantity, measured, paper].join("|");
      assertEquals(/margin$|; margin/.test(quantity.replace(/, margin:/, ":")), isMargin, words);
      assert(!/NaN|undefined|^;|; ?(\||$)/.test(words), words);
      if (isMargin) assert(/^\d/.test(measured) && /^\d/.test(paper), words);
    }
    assert(textsIn(table1.draw(rows)).some((text) => text === "AMR"));
  }
});

/** The requests of runs that an experiment makes, without training any. */
async function requested(experiment: Experiment, profile: Profile): Promise<RunRequest[]> {
  const asked: RunRequest[] = [];
  const stop = new Error("asked");
  const context: Context = {
    ...await testContext(dataset),
    profile,
    runs: (requests) => {
      asked.push(...requests);
      return Promise.reject(stop);
    },
  };
  const error = await experiment.compute(experiment.settings[profile], context).catch((e) => e);
  assertEquals(error, stop);
  return asked;
}

Deno.test("table1 asks for the very runs of figure 3, at epochs that it keeps or does not reach", async () => {
  const fig3 = experiments.find(({ name }) => name === "fig3")!;
  for (const profile of ["smoke", "quick", "paper"] as const) {
    const theirs = await requested(fig3, profile);
    const ours = await requested(table1 as unknown as Experiment, profile);
    assertEquals(ours.length, 12);
    const shared = ours.filter(({ spec }) => spec.method !== "lcr");
    assertEquals(shared.length, 8);
    for (const { spec, epochs } of shared) {
      assert(
        theirs.some((each) =>
          JSON.stringify(each.spec) === JSON.stringify(spec) &&
          (each.keep!.includes(epochs) || epochs > each.epochs)
        ),
      );
    }
  }
});

Deno.test("table2 trains at paper as the paper does, and keeps proportions where it is shorter", async () => {
  const asked = await requested(table2 as unknown as Experiment, "paper");
  assertEquals(asked.length, 12);
  for (const { spec: { settings, ...spec }, epochs } of asked) {
    assertEquals(settings, paperTraining(spec));
    assertEquals(epochs, { dd: 5, mmr: 100 }[spec.method as string] ?? 200);
  }
  const plan = (method: "mmr" | "dd" | "adv", dataset: "mnist" | "cifar10" = "mnist") =>
    planTable2({ dataset, model: "lenet", method }, table2.settings.quick, "released").training!;
  const { linearRegions, learningRateSteps } = plan("mmr");
  assertEquals([linearRegions!.epochs, linearRegions!.warmUpEpochs], [6, 0.6]);
  assertEquals(learningRateSteps, [{ from: 6, factor: 0.1 }]);
  assertEquals(plan("dd").startFrom, { method: "std", epochs: table2.settings.quick.stdEpochs });
  const { steps, stepSize, radius } = plan("adv", "cifar10").adversary!;
  assertEquals([steps * stepSize, radius], [0.4, 0.4]);
});

Deno.test("table2 trains every method at smoke and tells what an epoch of each took", async () => {
  const context = await testContext(dataset, store);
  const trained: StoredRun[] = [];
  const settings = { ...table2.settings.smoke, datasets: ["mnist"] } as typeof smoke;
  const rows = rowsFromCsv(rowsToCsv(
    await table2.compute(settings, {
      ...context,
      runs: async (requests) => {
        const runs = await context.runs(requests);
        trained.push(...runs);
        return runs;
      },
    }),
  ));
  assertEquals(rows.length, 6 * (1 + 2 * 4 + 1));
  assert(rows.every(({ value }) => value !== null && Number.isFinite(value)));
  const trainings = await trainingsOf(trained);
  assertEquals(
    trainings.map(({ model, method }) => `${model} ${method}`).sort(),
    ["adv", "amr", "dd", "std"].map((method) => `lenet ${method}`)
      .concat(["lenet_small amr", "lenet_small mmr"]),
  );
  for (const { method, attackSteps, secondsAnEpoch } of trainings) {
    assert(secondsAnEpoch! > 0);
    assertEquals(attackSteps, method === "adv" ? 2 : null);
  }
  for (const { verdict, measured } of table2.claims(rows, trainings)) {
    assertEquals(verdict, "not tested at this profile");
    assert(!/NaN|undefined|Infinity/.test(measured), measured);
  }
  table2.drawings!.robustness!(rows);
});

Deno.test("rows count the images that there are, where a setting asks for more", async () => {
  const few = tenBands("mnist", [20, 12]);
  const context = await testContext(() => Promise.resolve(few));
  const only = { datasets: ["mnist"], models: ["mlp"], methods: ["std"], attacks: ["paper"] };
  const rows = await table1.compute({ ...smoke, ...only } as typeof smoke, context);
  assertEquals(new Set(rows.map((row) => row.train_images)), new Set([20]));
  const fig5 = experiments.find(({ name }) => name === "fig5")!;
  const errors = await fig5.compute({ ...fig5.settings.smoke, ...only }, context);
  const counted = errors.map(({ split, points }) => `${split} ${points}`);
  assertEquals(new Set(counted), new Set(["train 20", "test 12"]));
});

Deno.test("someone's own weights stand as one more line in the block of their network", async () => {
  const context = await testContext(dataset, store);
  const part = { models: ["mlp"], datasets: ["mnist"], methods: ["std"] };
  const captured: { weights: Uint8Array<ArrayBuffer> }[] = [];
  const std = await rowsOf(part, {
    runs: async (requests) => {
      const runs = await context.runs(requests);
      captured.push({ weights: await runs[0]!.weights(3) });
      return runs;
    },
  });
  const run = await ownRun(captured[0]!.weights, {
    dataset: "mnist",
    model: "mlp",
    dataHash: await datasetHash(sets.mnist),
    backend: computedBy(context.backend),
  });
  const own = [{ dataset: "mnist", model: "mlp", run }];
  const rows = await rowsOf(part, { own });
  assertEquals(rows.slice(0, std.length), std);
  const added = rows.slice(std.length);
  assertEquals(added.map(({ value }) => value), std.map(({ value }) => value));
  assert(
    added.every(({ method, recipe, epoch, published }) =>
      method === "own" && recipe === "own" && epoch === null && published === null
    ),
  );
  await assertRejects(
    () => rowsOf({ ...part, datasets: ["cifar10"] }, { own }),
    RangeError,
    "found mlp on mnist",
  );
  assertStringIncludes(table1.draw(rows).description, "own weights°: attack paper, clean ");
});

Deno.test("table1's average margin is that of the margins which lie in the store", async () => {
  const rows = await rowsOf({});
  const key = (await store.keys()).find((each) => each.startsWith("mnist-mlp-lcr"))!;
  const folder = store.folder(key);
  const [file] = (await folder.list()).filter(({ name }) => name.startsWith("margins/"));
  const { margins } = JSON.parse(new TextDecoder().decode((await folder.read(file!.name))!));
  const of = { dataset: "mnist", model: "mlp", method: "lcr", metric: "average_margin" };
  const [row] = select(rows, of);
  assertEquals(row!.value, Number(averageMargin(margins).toPrecision(10)));
});

Deno.test("a printed number deviates outside our interval, and not inside", () => {
  const row = (published: number | null, metric = "robust_accuracy") =>
    ({ published, low: 0.4, high: 0.6, metric }) as unknown as Row;
  assertEquals([0.39, 0.61].map((value) => deviates(row(value))), [true, true]);
  assertEquals([0.41, 0.59, 0.6].map((value) => deviates(row(value))), [false, false, false]);
  assertEquals(deviates(row(null)), false);
  assertEquals(deviates(row(0.604, "average_margin")), false); // printed with two decimals
});

Deno.test("drawTable() marks deviations and stuck attacks, and prints the best of a block bold", () => {
  const rows = tableRowsOf(
    table1Blocks,
    ({ method, metric, attack }) =>
      metric === "average_margin" ? 1 : attack ? (method === "amr" ? 0.9 : 0.5) : 0.98,
  );
  const spec = drawTable(rows, "T");
  const bold = JSON.stringify(spec).match(/"90.00"/g)!.length;
  assertEquals(bold, 4 * 2 * 4);
  const texts = textsIn(spec);
  assert(texts.includes("†") && texts.includes("†‡"));
  assert(texts.includes("CNN: 6,000 images, 20 epochs; 10,000 test points"));
});

Deno.test("drawTable() of margins alone has no column for what was not measured", () => {
  const rows = tableRowsOf(table1Blocks, ({ metric }) => metric === "average_margin" ? 1.5 : 0.5, {
    points: 500,
  });
  const margins = rows.filter(({ metric }) => metric === "average_margin");
  const texts = textsIn(drawTable(margins, "T"));
  assert(texts.includes("training") && texts.includes("margin") && texts.includes("1.50"));
  for (const label of ["attack", "clean", "2", "at radius"]) assert(!texts.includes(label), label);
  assert(texts.some((text) => /^CNN: .* 500 test points$/.test(text)), `${texts}`);
});

Deno.test("a block's heading counts its epochs", () => {
  const headings = [1, 2].map((epoch) => {
    const rows = tableRowsOf(table1Blocks, () => 0.5).map((row) => ({ ...row, epoch }));
    return textsIn(drawTable(rows, "T")).find((text) => text.startsWith("MLP: "));
  });
  assertEquals(headings, [
    "MLP: 6,000 images, 1 epoch; 10,000 test points",
    "MLP: 6,000 images, 2 epochs; 10,000 test points",
  ]);
});

Deno.test("table 1's title names the average margin where it is in the rows", () => {
  const rows = tableRowsOf(table1Blocks, () => 0.5);
  const titled = (own: readonly Row[]) => JSON.stringify(table1.draw(own).title);
  assertStringIncludes(titled(rows), "average margin");
  const accuracies = rows.filter(({ metric }) => metric !== "average_margin");
  assert(!titled(accuracies).includes("margin"), titled(accuracies));
});

Deno.test("a table has a line for what is certified in the blocks where it is known", () => {
  const rows = tableRowsOf(table1Blocks, ({ attack }) => attack ? 0.9 : 0.98);
  const known = rows.filter(({ model, attack }) => model === "mlp" && attack === "margin")
    .map((row) => ({ ...row, attack: null, metric: "certified_accuracy", value: 0.4567 }));
  const texts = textsIn(drawTable([...rows, ...known], "T"));
  const count = (text: string) => texts.filter((other) => other === text).length;
  assertEquals([count("certified"), count("margin")], [2 * 3, 4 * 3 + 2]); // data sets, methods; two columns
  assertEquals(count("45.67"), known.length);
  assert(texts.some((text) => text.startsWith("certified: ")));
  const found = table1.findings([...rows, ...known])
    .filter(({ quantity }) => quantity.includes("certified"));
  assertEquals(found.map(({ paper }) => paper), Array(6).fill(""));
  assertEquals(found[0]!.measured, "98.00, 45.67, 45.67, 45.67, 45.67; 0.98†");
});

Deno.test("tables of no rows say so", () => {
  for (const { draw, drawings, findings } of [table1, table2]) {
    draw([]);
    drawings!.robustness!([]);
    assertEquals(findings([]), []);
  }
  assertEquals(table2Blocks.length, 4);
});
