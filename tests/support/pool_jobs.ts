/** Jobs that behave well and badly, for the pool's tests. */
import process from "node:process";
import * as tf from "../../src/backend/tf.ts";
import type { JobTools } from "../../src/runs/job.ts";
import type { Dataset } from "../../src/types.ts";

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let worked = 0;

export const poolJobs = {
  /** Gives its number after so many milliseconds. */
  async wait({ value, milliseconds }: { value: number; milliseconds: number }): Promise<number> {
    await sleep(milliseconds);
    return value;
  },

  /** How many jobs this worker has seen, and the tensors it holds. */
  count(_: null, { backend }: JobTools): { jobs: number; backend: string; tensors: number } {
    return { jobs: ++worked, backend: backend.name, tensors: tf.memory().numTensors };
  },

  /** The sum of the squares of `0 … size - 1`, on the backend. */
  async sumOfSquares(size: number): Promise<number> {
    const sum = tf.tidy(() => tf.range(0, size).square().sum());
    const [value] = await sum.data();
    sum.dispose();
    return value!;
  },

  /** Counts steps one by one and tells every tenth. */
  steps(count: number, { progress, send }: JobTools<{ at: number }>): string {
    for (let i = 0; i < count; i++) {
      progress();
      if (i % 10 === 0) send({ at: i });
    }
    return `${count} steps`;
  },

  /** Writes into a data set's first pixel. */
  paint({ dataset, value }: { dataset: Dataset; value: number }): void {
    dataset.train.images[0] = value;
  },

  /** Multiplies matrices for so many rounds: what a worker's time goes into. */
  async multiply({ size, rounds }: { size: number; rounds: number }): Promise<number> {
    const ones = tf.ones([size, size]);
    let last = 0;
    for (let i = 0; i < rounds; i++) {
      const product = tf.tidy(() => tf.matMul(ones, ones).mean());
      [last] = await product.data() as unknown as [number];
      product.dispose();
    }
    ones.dispose();
    return last;
  },

  /** Counts in shared memory for ever, or fails once it has counted to 20. */
  async beat({ count, fails }: { count: Int32Array; fails: boolean }): Promise<void> {
    for (let beats = 0; beats < 20 || !fails; beats++) {
      Atomics.add(count, 0, 1);
      await sleep(1);
    }
    throw new Error("no more");
  },

  /** Sends two messages, then throws or goes on for long. */
  async sendThen(what: "throw" | "wait", { send }: JobTools<string>): Promise<void> {
    send("one");
    send("two");
    if (what === "throw") throw new Error("sent all");
    await sleep(60_000);
  },

  throw(message: string): never {
    throw new RangeError(message);
  },

  throwText(message: string): never {
    throw message;
  },

  /** Throws where nobody awaits it. */
  async throwLater(message: string): Promise<void> {
    setTimeout(() => {
      throw new Error(message);
    });
    await sleep(60_000);
  },

  /** Rejects where nobody awaits it. */
  async rejectLater(message: string): Promise<void> {
    Promise.reject(new Error(message));
    await sleep(60_000);
  },

  exit(code: number): void {
    Deno.exit(code);
  },

  async exitLikeNode(code: number): Promise<void> {
    setTimeout(() => process.exit(code));
    await sleep(60_000);
  },

  /** Takes more memory than there is. */
  outOfMemory(): number {
    const buffers = [];
    for (;;) buffers.push(new ArrayBuffer(2 ** 50));
  },

  /** Never gives its thread back. */
  spin(): void {
    for (;;) Math.sqrt(2);
  },

  giveFunction(): () => void {
    return () => {};
  },
};

export type PoolJobs = typeof poolJobs;
