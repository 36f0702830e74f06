/**
 * What the network says without attack.
 *
 * @module
 */
import type { Network } from "../types.ts";
import type { Answer, Point, Query } from "./attack.ts";
import { drive, type DriveOptions } from "./drive.ts";
import { type Examples, pointAt } from "./examples.ts";

/** The logits of every example, `[classes]` each. */
export async function cleanLogits(
  network: Network,
  examples: Examples,
  options: DriveOptions,
): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  const tasks = Array.from({ length: examples.count }, (_, row) => {
    const point = pointAt(examples, row, 0, "clean");
    return { point, walk: ask(point), done: (z: Float32Array) => void (logits[row] = z) };
  });
  await drive(network, tasks, options);
  return logits;
}

function* ask({ origin }: Point): Generator<Query, Float32Array, Answer> {
  const { logits } = yield { x: origin, loss: null };
  return logits.slice();
}
