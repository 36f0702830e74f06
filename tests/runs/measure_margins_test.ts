import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { startBackend } from "../../src/backend/choose.ts";
import { datasetHash } from "../../src/data/dataset_hash.ts";
import { jobs } from "../../src/runs/jobs.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import { shardsOf } from "../../src/runs/margin_shards.ts";
import { measureMargins } from "../../src/runs/measure_margins.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { paperTraining } from "../../src/runs/paper_training.ts";
import { computedBy } from "../../src/runs/run_spec.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { trainRuns } from "../../src/runs/train_runs.ts";
import type { JobPool } from "../../src/runs/job.ts";
import { tenBands } from "../support/context.ts";

const backend = await startBackend("wasm");
const dataset = tenBands("mnist");
const sampling = { samples: 20, radius: 5, batchSize: 16, seed: 3 };
const points = [5, 0, 7, 2, 9];

/** A store with one run, and a pool that counts the points it measures. */
async function trained(model: "lr" | "mlp", epochs = 2) {
  const store = openRunStore("runs", memoryFiles());
  const own = createLocalPool(jobs, backend);
  const counted = { points: 0 };
  const pool: JobPool<typeof jobs> = {
    ...own,
    run: (name, inputs, listeners) => {
      for (const input of inputs) {
        counted.points += "points" in input ? input.points.labels.length : 0;
      }
      return own.run(name, inputs, listeners);
    },
  };
  const which = { dataset: "mnist", model, method: "std", recipe: "released" } as const;
  const spec = {
    ...which,
    dataHash: await datasetHash(dataset),
    profile: "smoke",
    seed: 1,
    backend: computedBy(backend),
    settings: paperTraining(which),
  } as const;
  const options = { store, pool, dataset: () => Promise.resolve(dataset) };
  const [run] = await trainRuns([{ spec, epochs, keep: [1, 2] }], options);
  return { run: run!, options, counted, folder: store.folder(run!.key) };
}

Deno.test("measureMargins() measures each point once and leaves no tensor", async () => {
  const { run, options, counted } = await trained("mlp");
  const before = tf.memory().numTensors;
  const request = { run, epoch: 2, split: "test", points, sampling } as const;
  const [margins] = await measureMargins([request], options);
  assertEquals(margins!.length, points.length);
  assertEquals(await measureMargins([request, request], options), [margins!, margins!]);
  assertEquals(counted.points, points.length);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("measureMargins() keeps apart epochs, splits, points and samplings", async () => {
  const { run, options, counted } = await trained("mlp");
  const request = { run, epoch: 2, split: "test", points, sampling } as const;
  const others = [
    request,
    { ...request, epoch: 1 },
    { ...request, split: "train" as const },
    { ...request, points: points.toReversed() },
    { ...request, sampling: { ...sampling, samples: 2 } },
  ];
  const all = await measureMargins(others, options);
  assertEquals(counted.points, 5 * points.length);
  assertEquals(new Set(all.map((margins) => margins.join())).size, 5);
});

Deno.test("measureMargins() gives the same margins in one shard as in several", async () => {
  const { run, options } = await trained("mlp");
  const request = { run, epoch: 2, split: "test", points, sampling } as const;
  const [whole] = await measureMargins([request], options);
  const { shape, classes, test } = dataset;
  const weights = await run.weights(2);
  const pixels = test.images.length / test.size;
  const part = (first: number) => ({
    model: "mlp" as const,
    weights,
    shape,
    classes,
    points: {
      size: 1,
      images: test.images.slice(points[first]! * pixels, (points[first]! + 1) * pixels),
      labels: test.labels.slice(points[first]!, points[first]! + 1),
    },
    first,
    sampling,
  });
  for (const first of points.keys()) {
    const [margin] = await jobs.measurePoints(part(first), { progress: () => {} });
    assertAlmostEquals(margin!, whole![first]!, 1e-5 * Math.abs(whole![first]!));
  }
});

Deno.test("measureMargins() of a linear network: sampled once or closed form, the same distances", async () => {
  const { run, options } = await trained("lr", 40);
  const request = { run, epoch: 40, split: "train", points, sampling: null } as const;
  const once = { samples: 1, radius: 1000, batchSize: 4, seed: 0 };
  const [exact, estimated] = await measureMargins(
    [request, { ...request, sampling: once }],
    options,
  );
  for (const [i, margin] of exact!.entries()) assertAlmostEquals(estimated![i]!, margin, 1e-4);
  assert(exact!.every((margin) => margin > 0));
});

Deno.test("measureMargins() names damaged margins, sets them aside and measures again", async () => {
  const { run, options, folder } = await trained("lr");
  const request = { run, epoch: 2, split: "train", points, sampling: null } as const;
  const [margins] = await measureMargins([request], options);
  const { file } = (await shardsOf(request))[0]!;
  const bytes = (await folder.read(file))!;
  bytes[bytes.length - 9]! ^= 1;
  await folder.write(file, bytes);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  assertEquals(await measureMargins([request], { ...options, report }), [margins!]);
  assertEquals(lines.length, 1);
  assert(lines[0]!.includes(file));
});

Deno.test("measureMargins() fails on an epoch without weights, and on exact margins of a deep network", async () => {
  const { run, options } = await trained("mlp");
  const request = { run, epoch: 2, split: "test", points, sampling } as const;
  await assertRejects(
    () => measureMargins([{ ...request, epoch: 9 }], options),
    Error,
    "epoch-0009",
  );
  await assertRejects(
    () => measureMargins([{ ...request, sampling: null }], options),
    Error,
    "the network must be linear",
  );
});

Deno.test("measureMargins() tells what a long measurement will take, and nothing of a short one", async () => {
  const { run, options } = await trained("lr");
  const told: number[] = [];
  const estimate = (_: string, milliseconds: number) => void told.push(milliseconds);
  const request = { run, epoch: 2, split: "test", points, sampling } as const;
  await measureMargins([request], { ...options, estimate });
  assertEquals(told, []);
  const long = {
    ...request,
    points: [1, 2],
    sampling: { ...sampling, samples: 10_000, batchSize: 128 },
  };
  await measureMargins([long], { ...options, estimate });
  assertEquals(told.length, 1);
  assert(told[0]! > 0 && Number.isFinite(told[0]!));
});

Deno.test("shardsOf() parts points by samples, in their order, whoever works on them", async () => {
  const { run } = await trained("lr");
  const many = Array.from({ length: 12 }, (_, i) => i);
  const request = {
    run,
    epoch: 1,
    split: "test",
    points: many,
    sampling: { ...sampling, samples: 51_200 },
  } as const;
  const shards = await shardsOf(request);
  assertEquals(shards.map((shard) => shard.points.length), [5, 5, 2]);
  assertEquals(shards.flatMap((shard) => shard.points), many);
  assertEquals(shards.map(({ first }) => first), [0, 5, 10]);
  assertEquals(new Set(shards.map(({ file }) => file)).size, 3);
});
