/**
 * A process that trains two small networks in the store of the given folder,
 * in a worker each, with a checkpoint after every epoch.
 */
import { startBackend } from "../../src/backend/choose.ts";
import { computedBy } from "../../src/runs/run_spec.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { trainRuns } from "../../src/runs/train_runs.ts";
import { createWorkerPool } from "../../src/runs/worker_pool.ts";
import { print } from "../../tasks/terminal.ts";
import { tinyDataset, tinySpec } from "./tiny_runs.ts";

const [directory, epochs] = [Deno.args[0]!, Number(Deno.args[1])];
const dataset = tinyDataset([8, 8, 1], 800);
const backend = computedBy(await startBackend("wasm"));
const specs = [
  await tinySpec({ model: "mlp", method: "std", backend, settings: { batchSize: 32 } }, dataset),
  await tinySpec({ model: "mlp", method: "amr", backend, settings: { batchSize: 32 } }, dataset),
];
const pool = createWorkerPool({ size: 2, backend: "wasm" });
const requests = specs.map((spec) => ({ spec, epochs, keep: [0, 2, Math.ceil(epochs / 2)] }));
await trainRuns(requests, {
  store: openRunStore(directory),
  pool,
  dataset: () => Promise.resolve(dataset),
  checkpointSeconds: 0,
  report: print,
});
await pool.close();
