import { assertEquals } from "@std/assert";
import { sha256 } from "../../src/data/dataset_hash.ts";
import { summariseRun, verifyRun } from "../../src/runs/inspect_run.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { pruneRun } from "../../src/runs/prune_run.ts";
import { RunFolder } from "../../src/runs/run_folder.ts";
import { flipByte, truncate } from "../support/faulty_files.ts";
import { tinySpec, trainTiny } from "../support/tiny_runs.ts";

async function trained() {
  const files = memoryFiles();
  const [run] = await trainTiny([{ spec: await tinySpec(), epochs: 3, keep: [1] }], files);
  const key = run!.key;
  return { files, run: run!, folder: new RunFolder(files, `runs/${key}`, key) };
}

Deno.test("summariseRun() says what is trained, to which epoch, its size and its hash", async () => {
  const { files, run, folder } = await trained();
  const summary = await summariseRun(folder);
  const sizes = (await folder.list()).map(({ size }) => size);
  assertEquals(summary, {
    key: run.key,
    epochs: 3,
    wanted: 3,
    weights: [1, 3],
    bytes: sizes.reduce((sum, size) => sum + size),
    hash: await sha256(await run.weights(3)),
    trainedBy: null,
  });
  const lock = await files.tryLock(`${folder.path}/lock`, "process 42");
  assertEquals((await summariseRun(folder)).trainedBy, "process 42");
  await lock!.release();
  await flipByte(files, `${folder.path}/record.json`, 200);
  assertEquals((await summariseRun(folder)).wanted, null);
});

Deno.test("verifyRun() names every damaged file and no other", async () => {
  const { files, folder } = await trained();
  assertEquals(await verifyRun(folder), []);
  const names = (await folder.list()).map(({ name }) => name).filter((name) => name !== "lock");
  assertEquals(names.length, 7);
  for (const name of names) {
    const path = `${folder.path}/${name}`;
    const whole = (await files.read(path))!;
    await flipByte(files, path, Math.floor(whole.length / 3));
    const expected = [`${path} is damaged: its SHA-256 does not fit`];
    assertEquals(await verifyRun(folder), expected);
    await files.write(path, whole);
    await truncate(files, path, whole.length - 1);
    assertEquals(await verifyRun(folder), expected);
    await files.write(path, whole);
  }
  await files.write(`${folder.path}/weights/epoch-0009.safetensors.1-1.tmp`, new Uint8Array(3));
  await files.write(`${folder.path}/history.json.damaged`, new Uint8Array(3));
  assertEquals(await verifyRun(folder), []);
});

Deno.test("verifyRun() notices a spec that is missing or another run's", async () => {
  const { files, folder } = await trained();
  const other = (await trainTiny([{ spec: await tinySpec({ seed: 1 }), epochs: 1 }], files))[0]!;
  const path = `${folder.path}/spec.json`;
  await files.write(path, (await files.read(`runs/${other.key}/spec.json`))!);
  assertEquals(await verifyRun(folder), [`${path} is another run's`]);
  await files.remove(path);
  assertEquals(await verifyRun(folder), [`${path} is missing`]);
});

Deno.test("pruneRun() removes checkpoints of finished runs and leftovers, nothing else", async () => {
  const { files, run, folder } = await trained();
  await files.write(`${folder.path}/history.json.damaged`, new Uint8Array(3));
  await files.write(`${folder.path}/weights/epoch-0009.safetensors.1-1.tmp`, new Uint8Array(5));
  const expected = [
    "checkpoints/epoch-0002.safetensors",
    "checkpoints/epoch-0003.safetensors",
    "history.json.damaged",
    "weights/epoch-0009.safetensors.1-1.tmp",
  ];
  const names = async (dryRun: boolean) =>
    (await pruneRun(folder, { dryRun })).files.map(({ name }) => name);
  const before = await folder.list();
  const lock = (await folder.tryLock())!;
  for (const dryRun of [true, false]) {
    const trainedBy = await folder.holder();
    assertEquals(await pruneRun(folder, { dryRun }), { files: [], trainedBy });
  }
  await lock.release();
  assertEquals(await names(true), expected);
  assertEquals(await folder.list(), before);
  assertEquals(await names(false), expected);
  assertEquals(await names(false), []);
  assertEquals(await verifyRun(folder), []);
  const request = { spec: run.spec, keep: [1] };
  const dataset = () => Promise.reject(new Error("nothing is to be trained"));
  await trainTiny([{ ...request, epochs: 3 }], files, { dataset });
  const [longer] = await trainTiny([{ ...request, epochs: 4 }], files);
  assertEquals(await longer!.epochs(), [1, 3, 4]);
});

Deno.test("pruneRun() keeps the checkpoints of a run that is not finished", async () => {
  const { files, folder } = await trained();
  await files.remove(`${folder.path}/weights/epoch-0003.safetensors`);
  assertEquals((await pruneRun(folder, { dryRun: false })).files, []);
});
