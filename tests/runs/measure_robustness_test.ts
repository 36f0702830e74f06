import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { startBackend } from "../../src/backend/choose.ts";
import { datasetHash } from "../../src/data/dataset_hash.ts";
import { verifyRun } from "../../src/runs/inspect_run.ts";
import type { JobPool } from "../../src/runs/job.ts";
import { jobs } from "../../src/runs/jobs.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import {
  measureRobustness,
  type MeasureRobustnessOptions,
  type RobustnessRequest,
} from "../../src/runs/measure_robustness.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { paperTraining } from "../../src/runs/paper_training.ts";
import { computedBy } from "../../src/runs/run_spec.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { trainRuns } from "../../src/runs/train_runs.ts";
import type { Dataset, Split } from "../../src/types.ts";
import { tenBands } from "../support/context.ts";
import { flipByte } from "../support/faulty_files.ts";

const backend = await startBackend("wasm");
/** Test images for several shards. */
const dataset = repeated(tenBands("mnist"), 230);
const points = Array.from({ length: 230 }, (_, i) => (i * 7) % 230);
const attack = { preset: "margin", steps: 6, stepSize: 0.5 } as const;
const radii = [0.5, 2, 4];

function repeated(dataset: Dataset, size: number): Dataset {
  const { images, labels, size: known } = dataset.test;
  const pixels = images.length / known;
  const test: Split = {
    size,
    images: Uint8Array.from(
      { length: size * pixels },
      (_, i) => images[i % images.length]! ^ (i % 7),
    ),
    labels: Uint8Array.from({ length: size }, (_, i) => labels[i % known]!),
  };
  return { ...dataset, test };
}

/** A pool of the jobs as they are, that counts the points it attacks, fails after some, or has several lanes. */
function watchedPool({ fails = Infinity, size = 1 } = {}) {
  const own = createLocalPool(jobs, backend);
  const seen = { points: 0, calls: 0 };
  const pool: JobPool<typeof jobs> = {
    ...own,
    size,
    run: async (name, inputs, listeners) => {
      if (seen.calls++ >= fails) throw new Error("killed");
      // Later calls end first, as far as one thread allows it.
      if (size > 1) await new Promise((resolve) => setTimeout(resolve, 30 - 10 * seen.calls));
      for (const input of inputs) seen.points += "indices" in input ? input.indices.length : 0;
      return await own.run(name, inputs, listeners);
    },
  };
  return { pool, seen };
}

/** A trained linear network, and the request of all its points. */
async function trained() {
  const store = openRunStore("runs", memoryFiles());
  const which = { dataset: "mnist", model: "lr", method: "std", recipe: "released" } as const;
  const spec = {
    ...which,
    dataHash: await datasetHash(dataset),
    profile: "smoke",
    seed: 1,
    backend: computedBy(backend),
    settings: paperTraining(which),
  } as const;
  const { pool } = watchedPool();
  const options = { store, pool, dataset: () => Promise.resolve(dataset) };
  const [run] = await trainRuns([{ spec, epochs: 20 }], options);
  const request: RobustnessRequest = { run: run!, epoch: 20, points, attack, radii, seed: 3 };
  return { request, options, store, folder: store.folder(run!.key) };
}

const setup = await trained();

/** Measures in a store of its own that holds the run and nothing measured of it. */
async function measure(
  requests: readonly RobustnessRequest[],
  options: Partial<MeasureRobustnessOptions> = {},
) {
  const store = openRunStore("elsewhere", memoryFiles());
  return await measureRobustness(requests, { ...setup.options, store, ...options });
}

Deno.test("measureRobustness() attacks each point once, and never gives more at a larger radius", async () => {
  const { pool, seen } = watchedPool();
  const options = { pool, store: openRunStore("once", memoryFiles()) };
  const before = tf.memory().numTensors;
  const [first] = await measure([setup.request], options);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(first!.indices, points);
  const accuracies = [first!.cleanAccuracy, ...first!.accuracy];
  assert(accuracies[0]! > 0.5 && accuracies.at(-1)! < accuracies[0]!, accuracies.join());
  for (const [i, accuracy] of accuracies.slice(1).entries()) assert(accuracy <= accuracies[i]!);
  assertEquals(await measure([setup.request, setup.request], options), [first!, first!]);
  assertEquals(seen.points, points.length);
});

Deno.test("measureRobustness() gives the same with one job and with three, whoever ends first", async () => {
  const requests = [
    setup.request,
    { ...setup.request, attack: { ...attack, preset: "paper" } } as const,
  ];
  const one = await measure(requests, { pool: watchedPool({ size: 1 }).pool });
  assertEquals(await measure(requests, { pool: watchedPool({ size: 3 }).pool }), one);
});

Deno.test("measureRobustness() that was killed goes on where it was, to the same result", async () => {
  const calm = await measure([setup.request]);
  const store = openRunStore("killed", memoryFiles());
  const killed = watchedPool({ fails: 2 });
  await assertRejects(
    () => measure([setup.request], { store, pool: killed.pool }),
    Error,
    "killed",
  );
  assertEquals(killed.seen.points, 200);
  const { pool, seen } = watchedPool();
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  assertEquals(await measure([setup.request], { store, pool, report }), calm);
  assertEquals(seen.points, 30);
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0]!, "margin attack, 230 of 230 points: clean ");
});

Deno.test("measureRobustness() of more points takes over what was measured of fewer", async () => {
  const store = openRunStore("more", memoryFiles());
  const few = { ...setup.request, points: points.slice(0, 200) };
  await measure([few], { store });
  const { pool, seen } = watchedPool();
  const [all] = await measure([setup.request], { store, pool });
  assertEquals(seen.points, 30);
  assertEquals([all!], await measure([setup.request]));
});

Deno.test("measureRobustness() keeps apart attacks, budgets, radii, seeds and epochs", async () => {
  const { pool, seen } = watchedPool();
  const few = { ...setup.request, points: points.slice(0, 3) };
  const others: RobustnessRequest[] = [
    few,
    { ...few, attack: { ...attack, preset: "paper" } },
    { ...few, attack: { ...attack, steps: 5 } },
    { ...few, radii: [0.5, 2] },
    { ...few, seed: 4 },
  ];
  const store = openRunStore("apart", memoryFiles());
  for (const other of others) await measure([other], { pool, store });
  assertEquals(seen.points, 15);
});

Deno.test("measureRobustness() names a damaged shard and attacks its points again", async () => {
  const { request, options, folder, store } = setup;
  const [calm] = await measureRobustness([request], options);
  assertEquals(await verifyRun(folder), []);
  const [file] = (await folder.list()).filter(({ name }) => name.startsWith("attacks/"));
  const path = `${folder.path}/${file!.name}`;
  await flipByte(store.files, path, -20);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  assertEquals(await measureRobustness([request], { ...options, report }), [calm!]);
  assertStringIncludes(lines[0]!, `${path} is damaged: measured again`);
  assertEquals(await verifyRun(folder), []);
});

Deno.test("measureRobustness() tells what a long attack will take at most, and nothing of a short one", async () => {
  const told: number[] = [];
  const estimate = (_: string, milliseconds: number) => void told.push(milliseconds);
  await measure([setup.request], { estimate });
  assertEquals(told, []);
  const long = {
    ...setup.request,
    attack: { preset: "margin", steps: 400, stepSize: 0.1 },
  } as const;
  await measure([long], { estimate });
  assertEquals(told.length, 1);
  assert(told[0]! > 0 && Number.isFinite(told[0]!));
});

Deno.test("measureRobustness() refuses a budget for an attack that takes none, and points that are not there", async () => {
  const wrong = (change: Partial<RobustnessRequest>) => measure([{ ...setup.request, ...change }]);
  const standard = { preset: "standard", steps: 3 } as const;
  await assertRejects(() => wrong({ attack: standard }), RangeError, "found steps");
  await assertRejects(() => wrong({ points: [230] }), RangeError, "Cannot take example 230");
});
