/**
 * A worker of `workers.ts`: training steps of one case until told to stop.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import * as tf from "../src/backend/tf.ts";
import { type Case, makeCase } from "./cases.ts";
import { kernelSets } from "./kernel_sets.ts";

/** What it is asked: to make itself ready, or to work so many seconds. */
export type Order = { readonly set: string } | { readonly model: string; readonly seconds: number };

/** `null` when ready, else how many steps it did a second. */
export type Report = number | null;

const reply = (report: Report): void => parentPort!.postMessage(report);
const cases = new Map<string, Case>();

parentPort!.on("message", async (order: Order) => {
  if ("set" in order) {
    tf.enableProdMode();
    await kernelSets[order.set]!();
    return reply(null);
  }
  const made = cases.get(order.model) ?? makeCase(order.model);
  cases.set(order.model, made);
  for (let i = 0; i < 3; i++) await made.run.step!();
  const begin = performance.now();
  let steps = 0, elapsed = 0;
  while (elapsed < 1000 * order.seconds) {
    await made.run.step!();
    steps++;
    elapsed = performance.now() - begin;
  }
  reply(1000 * steps / elapsed);
});
