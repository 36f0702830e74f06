// deno-lint-ignore-file no-console
/**
 * What a second worker brings: the same jobs on pools of one and of two, in
 * rounds that take turns. The workers are warm before the clock starts.
 *
 *     deno run -A bench/two_workers.ts WEIGHTS [portable|native] [ROUNDS] [attack|estimate|train …]
 *
 * WEIGHTS are of MNIST's cnn in PyTorch's layout. `attack` is `rapid` at four
 * radii on 400 images, `estimate` 16 points of 256 samples, `train` two
 * independent runs of MNIST's cnn, an epoch of 5,120 images each.
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import { datasetHash } from "../src/data/dataset_hash.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { sharedDataset } from "../src/data/shared_dataset.ts";
import { paperTraining } from "../src/runs/paper_training.ts";
import { computedBy } from "../src/runs/run_spec.ts";
import type { JobPool } from "../src/runs/job.ts";
import type { Jobs } from "../src/runs/jobs.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";

const [weights, kernels = "native", rounds = "2", ...only] = Deno.args;
if (!weights) throw new Error("usage: two_workers.ts WEIGHTS [portable|native] [ROUNDS]");
const choice = kernels === "native" ? "native" : "wasm";
const dataset = sharedDataset(await loadDataset("mnist"));
const backend = await startBackend(choice);
const model = {
  kind: "safetensors",
  bytes: await Deno.readFile(weights),
  layout: "pytorch",
} as const;
const spec = {
  dataset: "mnist",
  dataHash: await datasetHash(dataset),
  model: "cnn",
  method: "std",
  recipe: "released",
  profile: "quick",
  backend: computedBy(backend),
} as const;

/** Test images `from` to `to`, as `evaluate` gives them to a worker. */
function pointsOf(from: number, to: number) {
  const size = dataset.shape.reduce((product, n) => product * n, 1);
  const images = Float32Array.from(
    dataset.test.images.subarray(from * size, to * size),
    (byte) => byte / 255,
  );
  const labels = [...dataset.test.labels.subarray(from, to)];
  const indices = labels.map((_, i) => from + i);
  return { model, points: { shape: dataset.shape, images, labels }, indices, seed: 0 };
}

const shards = (all: number, each: number) =>
  Array.from({ length: all / each }, (_, i) => pointsOf(i * each, (i + 1) * each));
const radii = [0.5, 1, 1.5, 2];
const trainings = [0, 1].map((seed) => ({
  spec: {
    ...spec,
    seed,
    settings: {
      ...paperTraining(spec),
      trainSize: 5120,
      testSize: 128,
      trainError: "running" as const,
    },
  },
  key: `bench-${seed}`,
  dataset,
  from: null,
  start: null,
  until: 1,
  keep: [],
  checkpointSeconds: 1000,
}));

type Pool = JobPool<Jobs>;
const works: Record<string, (pool: Pool) => Promise<unknown>> = {
  attack: (pool) =>
    pool.run(
      "attackPoints",
      shards(400, 50).map((s) => ({ ...s, attack: { preset: "rapid" as const }, radii })),
    ),
  estimate: (pool) =>
    pool.run("estimateMargins", shards(16, 1).map((s) => ({ ...s, samples: 256, radius: 5 }))),
  train: (pool) => pool.run("trainRun", trainings),
};

const pools = [1, 2].map((size) => createWorkerPool({ size, backend: choice }));
for (const pool of pools) {
  const warmUp = { ...pointsOf(0, 8), samples: 16, radius: 5 };
  await pool.run("estimateMargins", Array.from({ length: pool.size }, () => warmUp));
}
for (const [name, work] of Object.entries(works)) {
  if (only.length && !only.includes(name)) continue;
  const seconds: number[][] = [[], []];
  for (let round = 0; round < Number(rounds); round++) {
    for (const [i, pool] of pools.entries()) {
      const start = performance.now();
      await work(pool);
      seconds[i]!.push((performance.now() - start) / 1000);
    }
  }
  const [one, two] = seconds.map((all) => Math.min(...all)) as [number, number];
  console.log(
    `${kernels}, ${name}: one worker ${one.toFixed(1)} s, two ${two.toFixed(1)} s, ` +
      `${(one / two).toFixed(2)} times the throughput`,
  );
}
for (const pool of pools) await pool.close();
