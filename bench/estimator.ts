// deno-lint-ignore-file no-console
/**
 * Theorem 3's estimate: milliseconds for 128 gradients of a logit difference,
 * beside 128 gradients by tfjs's tape, a forward pass for each.
 *
 * `deno run bench/estimator.ts [ARCHITECTURE …]`
 *
 * @module
 */
import { startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { lipschitzMargin } from "../src/margins/lipschitz.ts";
import { findArchitecture } from "../src/models/architectures.ts";
import { createNetwork } from "../src/models/network.ts";
import { seededRandom } from "../src/random.ts";
import type { Network } from "../src/types.ts";

const shapes = { mnist: [28, 28, 1], cifar10: [32, 32, 3] };

/** Milliseconds for 128 gradients. */
async function estimatorTime(
  network: Network,
  batchSize: number,
  batches: number,
): Promise<number> {
  const x = tf.zeros([1, ...network.inputShape]);
  const samples = 128 * batches;
  const start = performance.now();
  await lipschitzMargin(network, x, { samples, batchSize, random: seededRandom(1) });
  x.dispose();
  return (performance.now() - start) / batches / (network.classes - 1);
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

await startBackend("wasm");
for (const name of Deno.args.length > 0 ? Deno.args : ["mlp", "cnn"]) {
  for (const [dataset, inputShape] of Object.entries(shapes)) {
    const random = seededRandom(1);
    const network = createNetwork(findArchitecture(name, inputShape), {
      inputShape,
      classes: 10,
      random,
    });
    const { classes, logits } = network;
    const taped: Network = { inputShape, classes, logits };
    const batches = name === "cnn" ? 1 : 4;
    const columns = {
      "taped": () => estimatorTime(taped, 128, batches),
      "64 at once": () => estimatorTime(network, 64, batches),
      "128 at once": () => estimatorTime(network, 128, batches),
      "256 at once": () => estimatorTime(network, 256, 2 * batches),
    };
    const times = new Map<string, number[]>();
    for (let round = 0; round < 5; round++) {
      for (const [column, time] of Object.entries(columns)) {
        times.set(column, [...times.get(column) ?? [], await time()]);
      }
    }
    const shown = [...times].map(([column, all]) =>
      `${column} ${median(all).toFixed(1)} (min ${Math.min(...all).toFixed(1)})`
    );
    console.log(`${name} ${dataset}: ms for 128 gradients, ${shown.join(", ")}`);
    network.dispose();
  }
}
