/**
 * Trains MNIST's CNN by one method, for attacks_compare.py to attack, and
 * writes its weights (safetensors, in PyTorch's layout). Interrupted, it
 * goes on from its last checkpoint.
 *
 *     deno run -A bench/peer_networks.ts std|lcr|amr [EPOCHS] [FOLDER]
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import { datasetHash } from "../src/data/dataset_hash.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { loadWeights, saveWeights } from "../src/models/weights_file.ts";
import { seededRandom } from "../src/random.ts";
import { paperTraining } from "../src/runs/paper_training.ts";
import { computedBy, type Method } from "../src/runs/run_spec.ts";
import { openRunStore } from "../src/runs/store.ts";
import { trainRuns } from "../src/runs/train_runs.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";

const [method = "std", epochs = "5", folder = "bench/.networks"] = Deno.args;
const dataset = await loadDataset("mnist");
const backend = await startBackend("native");
const which = {
  dataset: "mnist",
  model: "cnn",
  method: method as Method,
  recipe: "released",
} as const;
const spec = {
  ...which,
  dataHash: await datasetHash(dataset),
  profile: "quick",
  seed: 0,
  backend: computedBy(backend),
  settings: { ...paperTraining(which), trainError: "running" },
} as const;
const pool = createWorkerPool({ size: 1, backend: "native" });
const [run] = await trainRuns([{ spec, epochs: Number(epochs) }], {
  store: openRunStore(`${folder}/runs`),
  pool,
  dataset: () => Promise.resolve(dataset),
});
await pool.close();
const { shape: inputShape, classes } = dataset;
const network = createNetwork(findArchitecture("cnn", inputShape), {
  inputShape,
  classes,
  random: seededRandom(0),
});
loadWeights(network, await run!.weights(Number(epochs)));
await Deno.writeFile(
  `${folder}/${method}.safetensors`,
  await saveWeights(network, { layout: "pytorch" }),
);
const { trainError, testError } = (await run!.history()).at(-1)!;
// deno-lint-ignore no-console
console.log(`${method}: ${epochs} epochs, training error ${trainError}, test error ${testError}`);
