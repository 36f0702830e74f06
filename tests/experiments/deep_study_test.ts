import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { networkSettings, type StudySettings } from "../../src/experiments/deep_study.ts";
import { select } from "../../src/experiments/select.ts";
import { measuredPoints } from "../../src/experiments/study_runs.ts";
import { averageMargin, minimumMargin } from "../../src/margins/summary.ts";
import { paperSubset } from "../../src/data/paper_subsets.ts";
import { rowsFromCsv, rowsToCsv } from "../../src/records/rows.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { openRunStore } from "../../src/runs/store.ts";
import type { Row, Split } from "../../src/types.ts";
import { tenBands, testContext } from "../support/context.ts";

const figure = (name: string) => experiments.find((each) => each.name === name)!;
const store = openRunStore("runs", memoryFiles());
const dataset = (name: string) => Promise.resolve(tenBands(name as "mnist" | "cifar10"));

/** A figure's smoke rows as it sees them, through the CSV; all figures of this file share one store. */
async function measured(name: string): Promise<Row[]> {
  const { settings, compute } = figure(name);
  const context = await testContext(dataset, store);
  return rowsFromCsv(rowsToCsv(await compute(settings.smoke, context)));
}

for (const name of ["fig6", "fig7", "fig2", "fig8", "fig5", "fig3"]) {
  Deno.test(`${name} runs at smoke on any images, leaves no tensor, and gives the same rows from the store`, async () => {
    await testContext(dataset);
    const before = tf.memory().numTensors;
    const rows = await measured(name);
    assertEquals(tf.memory().numTensors, before);
    assert(rows.length > 0 && rows.every(({ value }) => value !== null && Number.isFinite(value)));
    assert(
      rows.every(({ profile, backend, seed }) =>
        profile === "smoke" && backend === "wasm" && seed === 0
      ),
    );
    assertEquals(rowsToCsv(await measured(name)), rowsToCsv(rows));
    const { findings, claims } = figure(name);
    for (const { measured: words } of [...findings(rows), ...claims(rows)]) {
      assert(!/NaN|undefined|Infinity/.test(words), words);
    }
    for (const { verdict } of claims(rows)) assertNotEquals(verdict, "fails");
  });
}

Deno.test("figures of one data set train nothing that another has trained", async () => {
  const context = await testContext(dataset, store);
  const asked: string[] = [];
  const watched = {
    ...context,
    runs: async (requests: Parameters<typeof context.runs>[0]) => {
      const before = (await store.keys()).length;
      const runs = await context.runs(requests);
      asked.push(...runs.map(({ key }) => key));
      assertEquals((await store.keys()).length, before);
      return runs;
    },
  };
  await measured("fig6");
  await figure("fig7").compute(figure("fig7").settings.smoke, watched);
  assertEquals(asked.map((key) => key.split("-")[1]), ["cnn", "mlp", "lr"]);
});

Deno.test("datasets and models leave a part of the study to be trained, measured and drawn", async () => {
  const context = await testContext(dataset, store);
  for (
    const [name, lines] of [["fig6", 1], ["fig3", 2], ["fig5", 1], ["fig7", 1], ["bracket", 1]]
  ) {
    const { settings: { smoke }, choices, compute, draw, findings } = figure(name as string);
    assert(choices?.models?.includes("lr"), `${name}`);
    const rows = await compute({ ...smoke, datasets: ["mnist"], models: ["lr"] }, context);
    const networks = rows.map((row) => [row.dataset, row.model, row.method].join(" "));
    assertEquals(new Set(networks).size, lines);
    assert(networks.every((each) => /^mnist lr (std|amr)$/.test(each)));
    draw(rows);
    for (const { measured } of findings(rows)) assert(!/NaN|not measured/.test(measured), measured);
  }
});

Deno.test("a margin figure's rows are those of the margins that lie in the store", async () => {
  const rows = await measured("fig6");
  const keys = await store.keys();
  const key = keys.find((each) => each.startsWith("mnist-mlp-std"))!;
  const folder = store.folder(key);
  const files = (await folder.list()).map(({ name }) => name);
  const file = files.find((name) => /^margins\/.*epoch-0003-test/.test(name))!;
  const { margins } = JSON.parse(new TextDecoder().decode((await folder.read(file))!));
  const of = { model: "mlp", epoch: 3, split: "test" };
  const value = (metric: string) => select(rows, { ...of, metric })[0]!.value!;
  assertEquals(value("average_margin"), Number(averageMargin(margins).toPrecision(10)));
  assertEquals(value("minimum_margin"), Number(minimumMargin(margins).toPrecision(10)));
});

Deno.test("measuredPoints are the paper's own where the whole split is used, else drawn once from what is used", () => {
  const split = (size: number): Split => ({
    size,
    images: new Uint8Array(),
    labels: new Uint8Array(),
  });
  const mnist = { name: "mnist", train: split(60_000), test: split(10_000) };
  const all = { points: 500, images: 0 };
  assertEquals([...measuredPoints(mnist, "train", all)], [...paperSubset("mnist", "train")]);
  assertEquals([...measuredPoints(mnist, "test", all)], [...paperSubset("mnist", "test")]);
  const few = measuredPoints(mnist, "train", { points: 30, images: 40 });
  assertEquals(new Set(few).size, 30);
  assert(few.every((point) => point >= 0 && point < 40));
  assertEquals(measuredPoints(mnist, "train", { points: 30, images: 40 }), few);
  assertEquals(
    [...measuredPoints(mnist, "test", { points: 30, images: 40 })],
    paperSubset("mnist", "test").slice(0, 30),
  );
});

Deno.test("figures of the deep study agree on what a profile trains and measures", () => {
  for (const profile of ["smoke", "quick", "paper"] as const) {
    for (
      const [dataset, names] of [["cifar10", ["fig2", "fig3", "fig5", "fig8"]], ["mnist", [
        "fig6",
        "fig3",
        "fig5",
        "fig7",
      ]]] as const
    ) {
      for (const model of ["lr", "mlp", "cnn"] as const) {
        const [first, ...others] = names.map((name) =>
          networkSettings(figure(name).settings[profile] as StudySettings, { dataset, model })
        );
        for (const other of others) assertEquals(other, first);
      }
    }
  }
});
