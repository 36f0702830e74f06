import { assert, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import {
  keepEach,
  type KeepLargest,
  keepOpen,
  type SampleBatch,
} from "../../src/margins/keep_largest.ts";
import type { DifferenceBounds, InputGradients, Network } from "../../src/types.ts";
import { noise } from "../support/noise.ts";
import { oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

const size = 7;
const predicted = [2, 0, 1];

/** Batches of 16 samples; some hold samples of two balls. */
async function batches(): Promise<SampleBatch[]> {
  const all = await Promise.all(Array.from({ length: 9 }, async (_, i): Promise<SampleBatch> => {
    const x = noise([16, size], 40 + i);
    const images = (await x.data<"float32">()).slice();
    x.dispose();
    return {
      images,
      balls: Array.from({ length: 16 }, (_, row) => Math.floor((i * 16 + row) / 50)),
    };
  }));
  return all;
}

/** What is kept of all batches, and how many gradients were computed. */
async function kept(
  network: Network,
  makeKeep: (context: KeepLargest) => (batch: SampleBatch) => Promise<void>,
): Promise<{ maxima: number[][]; computed: number }> {
  const own = network.inputGradients!();
  let computed = 0;
  const gradients: InputGradients = {
    ...own,
    at: (x) => {
      const pullback = own.at(x);
      return {
        ...pullback,
        pullSquaredNorm(cotangent) {
          computed += cotangent.shape[0];
          return pullback.pullSquaredNorm(cotangent);
        },
      };
    },
  };
  const maxima = predicted.map(() => new Float64Array(network.classes));
  const keep = makeKeep({ network, gradients, predicted, maxima });
  for (const batch of await batches()) await keep(batch);
  own.dispose();
  return { maxima: maxima.map((squares) => [...squares]), computed };
}

/** The norms themselves, scaled. */
function scaledNorms(network: Network, factor: number): DifferenceBounds {
  const gradients = network.inputGradients!();
  return {
    at: (x, label) =>
      tf.tidy(() => {
        const pullback = gradients.at(x);
        const columns = Array.from({ length: network.classes }, (_, rival) => {
          const row = Array.from({ length: network.classes }, (_, k) =>
            Number(k === label) - Number(k === rival));
          return pullback.pullSquaredNorm(tf.tensor2d(Array(x.shape[0]).fill(row)));
        });
        pullback.dispose();
        return tf.mul(tf.stack(columns, 1), factor) as tf.Tensor2D;
      }),
    dispose: () => gradients.dispose(),
  };
}

Deno.test("keepOpen() keeps what keepEach() keeps and computes less, whatever the bounds", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [size] });
  const before = tf.memory().numTensors;
  const all = await kept(network, keepEach);
  assertEquals(all.computed, 9 * 16 * 2);
  assert(
    all.maxima.every((row, ball) =>
      row.every((value, k) => (value > 0) === (k !== predicted[ball]))
    ),
  );
  for (const [factor, atOnce, share] of [[1.0001, 4, 0.2], [1.2, 16, 0.6], [1e6, 16, 1]] as const) {
    const bounds = scaledNorms(network, factor);
    const open = await kept(network, (context) => keepOpen(bounds, atOnce, context));
    bounds.dispose();
    assertEquals(open.maxima, all.maxima);
    assert(open.computed <= share * all.computed, `${factor}: ${open.computed}`);
  }
  assertEquals(tf.memory().numTensors, before);
  network.dispose();
});

Deno.test("keepOpen() rules nothing out by a bound that is no number", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [size] });
  const all = await kept(network, keepEach);
  const bounds = scaledNorms(network, NaN);
  const open = await kept(network, (context) => keepOpen(bounds, 16, context));
  bounds.dispose();
  assertEquals(open, all);
  network.dispose();
});
