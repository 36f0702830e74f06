import { assert, assertEquals, assertRejects } from "@std/assert";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { startBackend } from "../../src/backend/choose.ts";
import { jobs } from "../../src/runs/jobs.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { runKey, type RunSpec } from "../../src/runs/run_spec.ts";
import { startRunOf } from "../../src/runs/start_run.ts";
import { openRunStore } from "../../src/runs/store.ts";
import type { Dataset } from "../../src/types.ts";
import { flipByte, fullAfter, repeatable } from "../support/faulty_files.ts";
import { orderedPool, tinyDataset, tinySpec, trainTiny } from "../support/tiny_runs.ts";

const dataset: Dataset = tinyDataset([4, 4, 1], 30);
const options = { dataset: () => Promise.resolve(dataset) };

/** Fine-tunes the second epoch of standard training. */
async function fineTuned(): Promise<RunSpec> {
  const settings = {
    startFrom: { method: "std", epochs: 2 },
    learningRate: 0.01,
    trainSize: 24,
    trainError: "running",
  } as const;
  return await tinySpec({ method: "dd", model: "mlp", settings }, dataset);
}

Deno.test("startRunOf() is the paper's standard run of the same data, model, seed and sizes", async () => {
  const spec = await fineTuned();
  const { spec: start, epochs } = startRunOf(spec)!;
  assertEquals(epochs, 2);
  const { settings: _, method, ...others } = start;
  const { settings: __, method: ___, ...expected } = spec;
  assertEquals(others, expected);
  assertEquals([method, start.settings.learningRate, start.settings.batchSize], ["std", 0.01, 128]);
  assertEquals([start.settings.trainSize, start.settings.trainError], [24, "running"]);
  assertEquals(startRunOf(start), null);
});

Deno.test("trainRuns() trains what a run starts from first, and starts there", async () => {
  const files = memoryFiles();
  const spec = await fineTuned();
  const [run] = await trainTiny([{ spec, epochs: 3, keep: [0] }], files, options);
  const store = openRunStore("runs", files);
  const start = await store.run(startRunOf(spec)!.spec);
  assertEquals(await start.epochs(), [2]);
  const [first, second] = await Promise.all([start.weights(2), run!.weights(0)]);
  assertEquals(readSafetensors(second).arrays, readSafetensors(first).arrays);
  assertEquals((await run!.history()).length, 3);
  const { loss } = (await run!.history())[0]!;
  assert(Number.isFinite(loss));
});

Deno.test("trainRuns() gives the same bytes whatever is asked for together, in any order, by any number of workers", async () => {
  const spec = await fineTuned();
  const start = startRunOf(spec)!;
  const alone = memoryFiles();
  await trainTiny([{ ...start, keep: [1] }], alone, options);
  await trainTiny([{ spec, epochs: 2 }], alone, options);
  const expected = await repeatable(alone, "runs");
  const tuned = { spec, epochs: 2 }, shorter = { spec: start.spec, epochs: 1 };
  const backend = await startBackend("cpu");
  for (const requests of [[tuned, shorter], [shorter, tuned], [shorter, tuned, start]]) {
    for (const size of [1, 2]) {
      const files = memoryFiles();
      const pool = { ...createLocalPool(jobs, backend), size };
      const runs = await trainTiny(requests, files, { ...options, pool });
      assertEquals(await repeatable(files, "runs"), expected);
      assertEquals(runs.length, requests.length);
    }
  }
});

Deno.test("trainRuns() begins with a start that much hangs on", async () => {
  const spec = await fineTuned(), lone = await tinySpec({}, dataset);
  const { order, pool } = await orderedPool();
  const requests = [{ spec: lone, epochs: 6 }, { spec, epochs: 2 }];
  const [other, tuned] = await trainTiny(requests, memoryFiles(), { ...options, pool });
  assertEquals(order, [await runKey(startRunOf(spec)!.spec), tuned!.key, other!.key]);
});

Deno.test("trainRuns() needs no start for what it can go on with, and trains a damaged one again", async () => {
  const files = memoryFiles();
  const spec = await fineTuned();
  const [run] = await trainTiny([{ spec, epochs: 1 }], files, options);
  const start = startRunOf(spec)!;
  const folder = `runs/${await runKey(start.spec)}`;
  const weights = `${folder}/weights/epoch-0002.safetensors`;
  const whole = await files.read(weights);
  await files.remove(weights);
  await trainTiny([{ spec, epochs: 2 }], files, options);
  assertEquals(await files.read(weights), null);
  assertEquals((await run!.history()).length, 2);
  await files.write(weights, whole!);
  await flipByte(files, weights, 700);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  await trainTiny([{ spec, epochs: 2 }], files, { ...options, fresh: true, report });
  assert(lines.some((line) => line.includes(`Cannot trust ${weights}`)), lines.join("\n"));
  assertEquals(await files.read(weights), whole);
});

Deno.test("trainRuns() afresh leaves a start that was not asked for as it is", async () => {
  const files = memoryFiles();
  const spec = await fineTuned();
  await trainTiny([{ spec, epochs: 1 }], files, options);
  const folder = `runs/${await runKey(startRunOf(spec)!.spec)}`;
  const record = await files.read(`${folder}/record.json`);
  await trainTiny([{ spec, epochs: 1 }], files, { ...options, fresh: true });
  assertEquals(await files.read(`${folder}/record.json`), record);
});

Deno.test("trainRuns() ends when a start cannot be trained, and does not wait for it", async () => {
  const files = memoryFiles();
  const spec = await fineTuned();
  const full = fullAfter(files, 1);
  await assertRejects(() => trainTiny([{ spec, epochs: 1 }], full, options), Error, "No space");
});
