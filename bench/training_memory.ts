// deno-lint-ignore-file no-console
/**
 * The most memory that training CIFAR-10's cnn takes, in a process of its own:
 * with one worker, and what a second one adds.
 *
 *     deno run -A bench/training_memory.ts [portable|native]
 *
 * It trains with the average margin regulariser (its frozen concave part and
 * Gram matrices included) for an epoch of 2,560 of the 50,000 images in memory.
 * The peak is Linux's VmHWM.
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import { datasetHash } from "../src/data/dataset_hash.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { sharedDataset } from "../src/data/shared_dataset.ts";
import { paperTraining } from "../src/runs/paper_training.ts";
import { computedBy } from "../src/runs/run_spec.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";

const [kernels = "portable", workers] = Deno.args;
if (workers) await train(Number(workers));
else {
  for (const count of ["0", "1", "2"]) {
    const args = ["run", "-A", import.meta.filename!, kernels, count];
    await new Deno.Command(Deno.execPath(), { args, stdout: "inherit" }).output();
  }
}

async function train(count: number): Promise<void> {
  const choice = kernels === "native" ? "native" : "wasm";
  const dataset = sharedDataset(await loadDataset("cifar10"));
  const backend = computedBy(await startBackend(choice));
  const which = {
    dataset: "cifar10",
    model: "cnn",
    method: "amr",
    recipe: "released",
    profile: "quick",
  } as const;
  const settings = { ...paperTraining(which), trainSize: 2560, testSize: 1000 };
  const dataHash = await datasetHash(dataset);
  const inputs = Array.from({ length: count }, (_, seed) => ({
    spec: { ...which, dataHash, backend, seed, settings },
    ...{
      key: `bench-${seed}`,
      dataset,
      from: null,
      start: null,
      until: 1,
      keep: [],
      checkpointSeconds: 1000,
    },
  }));
  if (count > 0) {
    const pool = createWorkerPool({ size: count, backend: choice });
    await pool.run("trainRun", inputs);
    await pool.close();
  }
  const status = await Deno.readTextFile("/proc/self/status");
  const peak = Number(status.match(/VmHWM:\s+(\d+)/)![1]) / 1024;
  console.log(`${backend}, ${count} workers: ${peak.toFixed(0)} MiB at most`);
}
