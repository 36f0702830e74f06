import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { BackendChoice } from "../../src/backend/choose.ts";
import { sharedDataset } from "../../src/data/shared_dataset.ts";
import { JobError, type JobPool } from "../../src/runs/job.ts";
import { choiceOf } from "../../src/runs/pool_worker.ts";
import { createWorkerPool } from "../../src/runs/worker_pool.ts";
import type { Dataset } from "../../src/types.ts";
import type { PoolJobs } from "../support/pool_jobs.ts";

/** A worker's modules are files, and a worker reads them itself. */
const ignore = Deno.permissions.querySync({ name: "read" }).state !== "granted";
const entry = new URL("../support/pool_worker.ts", import.meta.url);

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const cases: { name: string; fn: () => Promise<void> }[] = [];

function test(
  name: string,
  size: number,
  use: (pool: JobPool<PoolJobs>) => Promise<void>,
  backend: BackendChoice = "cpu",
): void {
  const fn = async () => {
    const pool = createWorkerPool<PoolJobs>({ size, backend, entry });
    try {
      await use(pool);
    } finally {
      await pool.close();
    }
  };
  cases.push({ name, fn });
}

Deno.test("choiceOf() gives a backend again that was chosen by itself", () => {
  const backend = { adapter: null, kernels: null, library: null, reason: "best", version: "4" };
  assertEquals(choiceOf("auto"), "auto");
  for (const name of ["webgpu", "wasm", "cpu"] as const) {
    assertEquals(choiceOf({ ...backend, name }), name);
  }
  const library = { provider: "BLAS", version: null, path: "/lib", sha256: null, pinned: false };
  assertEquals(choiceOf({ ...backend, name: "wasm", library }), "native");
});

Deno.test("createWorkerPool() wants at least one worker", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(() => createWorkerPool({ size, backend: "cpu" }), RangeError, `found ${size}`);
  }
});

for (const size of [1, 2, 3]) {
  test(`gives outputs in the order of the inputs with ${size} workers`, size, async (pool) => {
    const inputs = [60, 5, 40, 1, 20].map((milliseconds, value) => ({ value, milliseconds }));
    assertEquals(await pool.run("wait", inputs), [0, 1, 2, 3, 4]);
  });
}

test("runs jobs on the backend, the same in every worker", 2, async (pool) => {
  const sizes = [10, 100, 200, 10];
  assertEquals(await pool.run("sumOfSquares", sizes), [285, 328350, 2646700, 285]);
}, "wasm");

test("starts a worker once for many jobs and leaves no tensor in it", 1, async (pool) => {
  await pool.run("sumOfSquares", [10]);
  const counts = await pool.run("count", [null, null]);
  assertEquals(counts.map(({ jobs }) => jobs), [1, 2]);
  assertEquals(counts.map(({ tensors }) => tensors), [0, 0]);
  assertEquals(await pool.run("count", []), []);
});

test("adds the progress of all jobs up and keeps each job's messages in order", 2, async (pool) => {
  let steps = 0;
  const heard: [number, number][] = [];
  const outputs = await pool.run("steps", [1000, 25, 40], {
    onProgress: (more) => void (steps += more),
    onMessage: async ({ at }, index) => {
      if (at % 20 === 0) await sleep(2);
      heard.push([index, at]);
    },
  });
  assertEquals(outputs, ["1000 steps", "25 steps", "40 steps"]);
  assertEquals(steps, 1065);
  const tens = (count: number) => Array.from({ length: Math.ceil(count / 10) }, (_, i) => 10 * i);
  const of = (job: number) => heard.filter(([index]) => index === job).map(([, at]) => at);
  assertEquals([of(0), of(1), of(2)], [tens(1000), tens(25), tens(40)]);
});

test("shares a data set's bytes with its workers", 2, async (pool) => {
  const split = { size: 1, images: new Uint8Array(4), labels: new Uint8Array(1) };
  const plain: Dataset = { name: "dot", shape: [2, 2, 1], classes: 1, train: split, test: split };
  const dataset = sharedDataset(plain);
  await pool.run("paint", [{ dataset, value: 7 }]);
  assertEquals(dataset.train.images[0], 7);
  assertEquals(plain.train.images[0], 0);
});

test("hands a large data set over at once", 1, async (pool) => {
  await pool.run("count", [null]);
  const images = new Uint8Array(new SharedArrayBuffer(2 ** 27));
  const split = { size: 1, images, labels: new Uint8Array(1) };
  const dataset = {
    name: "big",
    shape: [1, 2 ** 27, 1],
    classes: 1,
    train: split,
    test: split,
  } as const;
  const started = performance.now();
  await pool.run("paint", [{ dataset, value: 1 }]);
  const seconds = (performance.now() - started) / 1000;
  assert(seconds < 3, `${seconds} s for what is shared`);
});

test("rejects with a job's message and name and goes on afterwards", 2, async (pool) => {
  const error = await assertRejects(() => pool.run("throw", ["no such digit"]), JobError);
  assertEquals(error.message, "no such digit (job throw)");
  assertEquals(error.job, "throw");
  assertEquals((error.cause as Error).name, "RangeError");
  assertStringIncludes((error.cause as Error).stack!, "pool_jobs.ts");
  await assertRejects(() => pool.run("throwText", ["bare"]), JobError, "bare");
  assertEquals(await pool.run("wait", [{ value: 3, milliseconds: 0 }]), [3]);
});

test("stops the others when a job fails", 2, async (pool) => {
  const count = new Int32Array(new SharedArrayBuffer(4));
  const inputs = [false, true, false, false].map((fails) => ({ count, fails }));
  const error = await assertRejects(() => pool.run("beat", inputs), JobError);
  assertEquals(error.message, "no more (job beat 2 of 4)");
  await sleep(100);
  const beats = Atomics.load(count, 0);
  assert(beats > 20, "the first job never ran beside the second");
  await sleep(100);
  assertEquals(Atomics.load(count, 0), beats);
});

test("takes a failing listener as a failure of its job", 2, async (pool) => {
  const onMessage = () => Promise.reject(new Error("cannot keep this"));
  const error = await assertRejects(() => pool.run("steps", [5], { onMessage }), JobError);
  assertEquals(error.message, "cannot keep this (job steps)");
  const onProgress = () => {
    throw new Error("cannot show this");
  };
  await assertRejects(() => pool.run("steps", [5], { onProgress }), JobError, "cannot show this");
});

test("rejects only after the last listener is done", 2, async (pool) => {
  let writing = 0;
  const onMessage = async () => {
    writing++;
    await sleep(100);
    writing--;
  };
  const run = pool.run("sendThen", ["throw", "wait"], { onMessage });
  await assertRejects(() => run, JobError, "sent all (job sendThen 1 of 2)");
  assertEquals(writing, 0);
});

test("rejects what still runs or waits when it is closed", 1, async (pool) => {
  const run = pool.run("wait", [1, 2].map((value) => ({ value, milliseconds: 60_000 })));
  const other = pool.run("wait", [{ value: 9, milliseconds: 1 }]);
  await sleep(300);
  await pool.close();
  await assertRejects(() => run, JobError, "the pool was closed");
  await assertRejects(() => other, JobError, "the pool was closed");
});

test(
  "gives the next job a worker that lives, although one answered as it was stopped",
  1,
  async (pool) => {
    await pool.run("count", [null]); // it runs
    const controller = new AbortController();
    const run = pool.run("steps", [5], { onMessage: () => sleep(300), signal: controller.signal });
    const rejected = assertRejects(() => run, JobError, "enough");
    await sleep(150); // the job is done, its listener not
    controller.abort(new Error("enough"));
    await rejected;
    assertEquals(await pool.run("wait", [{ value: 2, milliseconds: 0 }]), [2]);
  },
);

test("leaves nothing at a signal that outlives its work, done or failed", 1, async (pool) => {
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  const add = signal.addEventListener.bind(signal),
    remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener) => {
    listening.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    listening.delete(listener);
    remove(type, listener);
  };
  await pool.run("wait", [1, 2].map((value) => ({ value, milliseconds: 1 })), { signal });
  await assertRejects(() => pool.run("throw", ["no"], { signal }), JobError);
  assertEquals(listening.size, 0);
});

for (
  const [job, input, message] of [
    ["exit", 3, "the worker ended itself with code 3"],
    ["exitLikeNode", 4, "the worker ended itself with code 4"],
    ["throwLater", "nobody awaits this", "nobody awaits this"],
    ["rejectLater", "nor this", "nor this"],
    ["outOfMemory", undefined, "Array buffer allocation failed"],
    ["giveFunction", undefined, "could not be cloned"],
  ] as const
) {
  test(`takes ${job} in a worker as a failure, never hangs`, 1, async (pool) => {
    const run = pool.run(job as "throw", [input as string]);
    const error = await assertRejects(() => run, JobError);
    assertStringIncludes(error.message, message);
    assertStringIncludes(error.message, `(job ${job})`);
    assertEquals(await pool.run("wait", [{ value: 1, milliseconds: 0 }]), [1]);
  });
}

test("closes while a job keeps its thread to itself", 1, async (pool) => {
  const run = pool.run("spin", [undefined as never]);
  await sleep(300);
  await pool.close();
  await assertRejects(() => run, JobError, "the pool was closed");
  await assertRejects(() => pool.run("spin", []), Error, "found closed");
});

cases.push({
  name: "says when its entry is broken or there is no such job",
  async fn() {
    const broken = new URL("data:text/javascript,throw new Error('cannot even start')");
    const noEntry = createWorkerPool<PoolJobs>({ size: 1, backend: "cpu", entry: broken });
    const run = noEntry.run("wait", [{ value: 1, milliseconds: 1 }]);
    await assertRejects(() => run, JobError, "cannot even start");
    await noEntry.close();
    const unknown = createWorkerPool<Record<string, () => void>>({
      size: 1,
      backend: "cpu",
      entry,
    });
    await assertRejects(() => unknown.run("dance", [1]), JobError, "Cannot run job dance");
    await unknown.close();
  },
});

Deno.test({
  name: "createWorkerPool() (needs --allow-read)",
  ignore,
  async fn(t) {
    for (const each of cases) await t.step(each);
  },
});
