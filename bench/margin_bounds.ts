// deno-lint-ignore-file no-console
/**
 * Theorem 3's estimate at the paper's number of samples, with bounds that rule
 * gradients out and without them: rounds take turns, the least times are
 * compared. The first round with bounds finds the kernel's directions as well.
 *
 *     deno run -A bench/margin_bounds.ts WEIGHTS [portable|native] [ROUNDS] [SAMPLES]
 *
 * WEIGHTS are of MNIST's mlp, as runs keep them.
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { takeBatch } from "../src/data/batches.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { lipschitzMargin } from "../src/margins/lipschitz.ts";
import { openModel } from "../src/models/open_model.ts";
import { seededRandom } from "../src/random.ts";
import type { Network } from "../src/types.ts";

const [weights, kernels = "native", rounds = "3", samples = "51200"] = Deno.args;
if (!weights) throw new Error("usage: margin_bounds.ts WEIGHTS [portable|native] [ROUNDS]");
await startBackend(kernels === "native" ? "native" : "wasm");
const dataset = await loadDataset("mnist");
const { network } = await openModel(
  { kind: "safetensors", bytes: await Deno.readFile(weights), layout: "tfjs" },
  dataset.shape,
);
const { images } = takeBatch(dataset.train, dataset.shape, [0, 1]);

/** The same network, whose gradients have no bounds. */
const unbounded: Network = {
  ...network,
  inputGradients() {
    const { at, dispose } = network.inputGradients!();
    return { at, dispose };
  },
};

/** Seconds, and the estimates. */
async function time(network: Network): Promise<[number, number[]]> {
  const start = performance.now();
  const options = { samples: Number(samples), random: seededRandom(1) };
  const estimates = await lipschitzMargin(network, images, options);
  return [(performance.now() - start) / 1000, estimates.map(({ estimate }) => estimate)];
}

const times: Record<"with" | "without", number[]> = { with: [], without: [] };
for (let round = 0; round < Number(rounds); round++) {
  const [seconds, estimates] = await time(network);
  const [longer, expected] = await time(unbounded);
  times.with.push(seconds);
  times.without.push(longer);
  if (`${estimates}` !== `${expected}`) console.log(`differ: ${estimates} and ${expected}`);
}
tf.dispose(images);
const [bounded, each] = [Math.min(...times.with), Math.min(...times.without)];
console.log(
  `${kernels}, ${samples} samples of 2 points: ${each.toFixed(1)} s; with bounds ` +
    `${bounded.toFixed(1)} s (${(bounded / each).toFixed(2)}), at first ${
      times.with[0]!.toFixed(1)
    } s`,
);
