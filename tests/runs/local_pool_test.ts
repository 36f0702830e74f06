import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import { JobError } from "../../src/runs/job.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import { poolJobs } from "../support/pool_jobs.ts";

Deno.test("createLocalPool() gives what workers give, in order, with the same messages", async () => {
  const pool = createLocalPool(poolJobs, await startBackend("cpu"));
  assertEquals(await pool.run("sumOfSquares", [10, 100]), [285, 328350]);
  let steps = 0;
  const heard: [number, number][] = [];
  const outputs = await pool.run("steps", [15, 5], {
    onProgress: (more) => void (steps += more),
    onMessage: ({ at }, index) => void heard.push([index, at]),
  });
  assertEquals(outputs, ["15 steps", "5 steps"]);
  assertEquals(steps, 20);
  assertEquals(heard, [[0, 0], [0, 10], [1, 0]]);
  await pool.close();
});

Deno.test("createLocalPool() copies inputs as a worker would, and shares what is shared", async () => {
  const pool = createLocalPool(poolJobs, await startBackend("cpu"));
  const split = (pixel: Uint8Array) => ({ size: 1, images: pixel, labels: new Uint8Array(1) });
  for (
    const [buffer, painted] of [[new ArrayBuffer(1), 0], [new SharedArrayBuffer(1), 9]] as const
  ) {
    const train = split(new Uint8Array(buffer));
    const dataset = { name: "dot", shape: [1, 1, 1] as const, classes: 1, train, test: train };
    await pool.run("paint", [{ dataset, value: 9 }]);
    assertEquals(train.images[0], painted);
  }
});

Deno.test("createLocalPool() rejects with a job's message and name, and with a listener's", async () => {
  const pool = createLocalPool(poolJobs, await startBackend("cpu"));
  const error = await assertRejects(() => pool.run("throw", ["no", "never"]), JobError);
  assertEquals(error.message, "no (job throw 1 of 2)");
  const onMessage = () => Promise.reject(new Error("cannot keep this"));
  const heard = await assertRejects(() => pool.run("steps", [5], { onMessage }), JobError);
  assertStringIncludes(heard.message, "cannot keep this");
});
