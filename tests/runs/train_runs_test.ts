import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { StoreError } from "../../src/runs/run_files.ts";
import { epochFile } from "../../src/runs/run_folder.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { sealJson } from "../../src/runs/seal.ts";
import type { TrainingSettings } from "../../src/runs/run_spec.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { stepWork } from "../../src/runs/work.ts";
import type { RunRequest } from "../../src/runs/wanted_runs.ts";
import {
  contents,
  copyFiles,
  flipByte,
  fullAfter,
  repeatable,
  truncate,
} from "../support/faulty_files.ts";
import { orderedPool, tinyDataset, tinySpec, trainTiny } from "../support/tiny_runs.ts";

const nothingToLoad = () => Promise.reject(new Error("no data should be loaded"));

Deno.test("trainRuns() keeps the weights that are asked for, the history and the record", async () => {
  const files = memoryFiles();
  const [run] = await trainTiny([{ spec: await tinySpec(), epochs: 5, keep: [0, 2] }], files);
  assertEquals(await run!.epochs(), [0, 2, 5]);
  const history = await run!.history();
  assertEquals(history.map(({ epoch }) => epoch), [1, 2, 3, 4, 5]);
  assert(history[4]!.loss < history[0]!.loss);
  const record = await run!.record();
  assertEquals([record.epochs, record.seconds.length, record.backend?.name], [5, 5, "cpu"]);
  const { arrays, metadata } = readSafetensors(await run!.weights(2));
  assertEquals([...arrays.keys()], ["layer0.weight", "layer0.bias"]);
  assertEquals([metadata.run, metadata.epoch], [run!.key, "2"]);
  await assertRejects(() => run!.weights(3), StoreError, "epoch-0003.safetensors");
  const kept = await files.list(`runs/${run!.key}/checkpoints`);
  assertEquals(kept.map(({ name }) => name), ["epoch-0004.safetensors", "epoch-0005.safetensors"]);
});

Deno.test("trainRuns() trains nothing twice and leaves no tensor", async () => {
  const files = memoryFiles();
  const requests = [{ spec: await tinySpec(), epochs: 3 }];
  await startBackend("cpu");
  const tensors = tf.memory().numTensors;
  await trainTiny(requests, files);
  assertEquals(tf.memory().numTensors, tensors);
  const before = await contents(files, "runs");
  const [run] = await trainTiny(requests, files, { dataset: nothingToLoad });
  assertEquals(await contents(files, "runs"), before);
  assertEquals((await run!.history()).length, 3);
});

Deno.test("trainRuns() goes on where it ended, to the same bytes as in one go", async () => {
  const [inOne, inSteps] = [memoryFiles(), memoryFiles()];
  const spec = await tinySpec();
  await trainTiny([{ spec, epochs: 6, keep: [1, 2, 4] }], inOne);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  for (const epochs of [1, 2, 4, 6]) {
    await trainTiny([{ spec, epochs }], inSteps, { report });
  }
  assertEquals(await repeatable(inSteps, "runs"), await repeatable(inOne, "runs"));
  const ends = lines.map((line) => line.split(" ").slice(1).join(" "));
  assertEquals(ends, ["goes on after epoch 1", "goes on after epoch 2", "goes on after epoch 4"]);
});

Deno.test("trainRuns() goes on bit for bit with every method, and with augmentation", async () => {
  const colour = tinyDataset([8, 8, 3], 12);
  for (
    const [model, method, augmentation] of [
      ["lr", "amr", "none"],
      ["lr", "lcr", "none"],
      ["lr", "adv", "none"],
      ["lenet_small", "std", "crop_and_flip"],
      ["mlp", "mmr", "none"],
      ["mlp", "dd", "none"],
    ] as const
  ) {
    const adversary = method === "adv" ? { steps: 3, stepSize: 0.1, radius: 0.2 } : null;
    const startFrom = { method: "std", epochs: 1 } as const;
    const common = {
      augmentation,
      adversary,
      learningRate: 0.01,
      ...(method === "dd" && { startFrom }),
      // another share of the units and another learning rate in the second epoch
      ...(method === "mmr" && { learningRateSteps: [{ from: 2, factor: 0.5 }] }),
    };
    const settings = { ...common, trainError: "running" } as const;
    const spec = await tinySpec({ model, method, settings }, colour);
    const options = { dataset: () => Promise.resolve(colour) };
    const [inOne, inSteps] = [memoryFiles(), memoryFiles()];
    await trainTiny([{ spec, epochs: 2, keep: [1] }], inOne, options);
    await trainTiny([{ spec, epochs: 1 }], inSteps, options);
    await trainTiny([{ spec, epochs: 2 }], inSteps, options);
    assertEquals(await repeatable(inSteps, "runs"), await repeatable(inOne, "runs"), model);
  }
});

Deno.test("trainRuns() notes what an epoch's steps took, and goes on noting", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  await trainTiny([{ spec, epochs: 2 }], files);
  const [run] = await trainTiny([{ spec, epochs: 3 }], files);
  const { seconds, trainingSeconds } = await run!.record();
  assertEquals(trainingSeconds!.length, 3);
  trainingSeconds!.forEach((each, i) => assert(each! >= 0 && each! <= seconds[i]!));
  const middle = trainingSeconds!.toSorted((a, b) => a! - b!)[1]!;
  assertEquals(await run!.secondsAnEpoch(), middle);
  // of a run that an earlier version trained, nothing is known
  const record = { ...await run!.record() } as Record<string, unknown>;
  delete record.trainingSeconds;
  await files.write(`runs/${run!.key}/record.json`, await sealJson(record));
  assertEquals(await run!.secondsAnEpoch(), null);
  await trainTiny([{ spec, epochs: 4 }], files);
  assertEquals((await run!.record()).trainingSeconds!.slice(0, 3), [null, null, null]);
  assert(await run!.secondsAnEpoch() !== null);
});

Deno.test("trainRuns() joins requests of one run and gives each its run", async () => {
  const files = memoryFiles();
  const [spec, other] = [await tinySpec(), await tinySpec({ seed: 1 })];
  const requests = [{ spec, epochs: 2 }, { spec: other, epochs: 1 }, {
    spec,
    epochs: 4,
    keep: [3],
  }];
  const runs = await trainTiny(requests, files);
  assertEquals(runs[0]!.key, runs[2]!.key);
  assert(runs[1]!.key !== runs[0]!.key);
  assertEquals(await runs[0]!.epochs(), [2, 3, 4]);
  assertEquals(await runs[1]!.epochs(), [1]);
  const [first, second] = await Promise.all([runs[0]!.weights(2), runs[1]!.weights(1)]);
  assert(first.toHex() !== second.toHex());
});

Deno.test("trainRuns() ends at the same bytes wherever it was cut off", async () => {
  const undisturbed = memoryFiles();
  const requests = [{ spec: await tinySpec({ method: "amr" }), epochs: 4, keep: [0, 2] }];
  const longer = [{ ...requests[0]!, epochs: 5 }];
  await trainTiny(requests, undisturbed);
  await trainTiny(longer, undisturbed);
  const expected = await repeatable(undisturbed, "runs");
  let writes = 0;
  for (let ended = false; !ended; writes++) {
    const files = memoryFiles();
    ended = await trainTiny(requests, fullAfter(files, writes)).then(() => true, () => false);
    const key = (await openRunStore("runs", files).keys())[0]!;
    await files.write(`runs/${key}/weights/epoch-0002.safetensors.17-3.tmp`, new Uint8Array(9));
    await trainTiny(requests, files);
    await trainTiny(longer, files);
    const found = await repeatable(files, "runs");
    assertEquals(found, expected, `cut off at write ${writes}`);
  }
  assert(writes > 10, `${writes}`);
});

Deno.test("trainRuns() on a full disk names the file and loses nothing else", async () => {
  const spec = await tinySpec();
  const files = memoryFiles();
  await trainTiny([{ spec, epochs: 2 }], files);
  const before = await contents(files, "runs");
  const request = [{ spec, epochs: 3 }];
  const error = await assertRejects(() => trainTiny(request, fullAfter(files, 0)), StoreError);
  assertStringIncludes(error.message, "weights/epoch-0003.safetensors: No space left on device");
  const after = await contents(files, "runs");
  for (const [path, bytes] of Object.entries(before)) {
    if (!path.endsWith("lock")) assertEquals(after[path], bytes, path);
  }
  const [run] = await trainTiny(request, files);
  assertEquals((await run!.history()).length, 3);
});

Deno.test("trainRuns() sets damaged files aside, names them and makes them again", async (t) => {
  const undisturbed = memoryFiles();
  const requests = [{ spec: await tinySpec(), epochs: 4, keep: [1, 3] }];
  const { key } = (await trainTiny(requests, undisturbed))[0]!;
  const expected = await repeatable(undisturbed, "runs");
  for (
    const name of [
      "weights/epoch-0001.safetensors",
      "weights/epoch-0003.safetensors",
      "weights/epoch-0004.safetensors",
      "history.json",
      "spec.json",
    ]
  ) {
    const path = `runs/${key}/${name}`;
    const size = (await undisturbed.read(path))!.length;
    for (const at of [0, 9, 60, Math.floor(size / 2), -1]) {
      await t.step(`${name}, byte ${at}`, () => mend(name, (files) => flipByte(files, path, at)));
    }
    for (const length of [0, 1, Math.floor(size / 2), size - 1]) {
      await t.step(
        `${name}, ${length} bytes left`,
        () => mend(name, (files) => truncate(files, path, length)),
      );
    }
  }

  async function mend(
    name: string,
    damage: (files: ReturnType<typeof memoryFiles>) => Promise<void>,
  ) {
    const files = memoryFiles();
    await copyFiles(undisturbed, files, "runs");
    await damage(files);
    const lines: string[] = [];
    const [run] = await trainTiny(requests, files, { report: (line) => void lines.push(line) });
    assertStringIncludes(lines[0]!, `Cannot trust runs/${key}/${name}`);
    assert(await files.read(`runs/${key}/${name}.damaged`));
    assertEquals(await repeatable(files, "runs"), expected);
    assertEquals((await run!.history()).length, 4);
  }
});

Deno.test("trainRuns() takes a lost history from the last checkpoint and trains nothing", async () => {
  const files = memoryFiles();
  const requests = [{ spec: await tinySpec(), epochs: 3 }];
  const [run] = await trainTiny(requests, files);
  const history = await run!.history();
  await files.remove(`runs/${run!.key}/history.json`);
  let steps = 0;
  const progress = () => ({ advance: (more = 1) => void (steps += more), finish: () => {} });
  await trainTiny(requests, files, { progress });
  assertEquals(steps, 0);
  assertEquals(await run!.history(), history);
});

Deno.test("trainRuns() keeps two checkpoints at a time, and later ones while it fills a gap", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  let most = 0;
  const counted = {
    ...files,
    async write(path: string, bytes: Uint8Array) {
      const folder = path.slice(0, path.indexOf("/", 5));
      most = Math.max(most, (await files.list(`${folder}/checkpoints`)).length);
      await files.write(path, bytes);
    },
  };
  const [run] = await trainTiny([{ spec, epochs: 6, keep: [4] }], counted);
  assertEquals(most, 2);
  await files.remove(`runs/${run!.key}/weights/epoch-0004.safetensors`);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const isGap = (path: string) => path.includes("weights/epoch-0004");
  const cut = {
    ...files,
    write: (path: string, bytes: Uint8Array) =>
      isGap(path) ? Promise.reject(new Error("cut off")) : files.write(path, bytes),
  };
  await assertRejects(
    () => trainTiny([{ spec, epochs: 6, keep: [4] }], cut, { report }),
    Error,
    "cut off",
  );
  await trainTiny([{ spec, epochs: 6, keep: [4] }], files, { report });
  assertEquals(lines, [`${run!.key} goes on after epoch 3`]);
  const kept = await files.list(`runs/${run!.key}/checkpoints`);
  assertEquals(kept.map(({ name }) => name), ["epoch-0005.safetensors", "epoch-0006.safetensors"]);
});

Deno.test("trainRuns() never trusts a damaged checkpoint: the one before it serves, or the beginning", async () => {
  const spec = await tinySpec();
  const undisturbed = memoryFiles();
  await trainTiny([{ spec, epochs: 6, keep: [4] }], undisturbed);
  const expected = await repeatable(undisturbed, "runs");
  for (const [damaged, start] of [[[4], 3], [[3, 4], 0], [[3], 4]] as const) {
    const files = memoryFiles();
    const [run] = await trainTiny([{ spec, epochs: 4 }], files);
    for (const epoch of damaged) {
      await flipByte(files, `runs/${run!.key}/checkpoints/epoch-000${epoch}.safetensors`, 700);
    }
    const lines: string[] = [];
    const report = (line: string) => void lines.push(line);
    await trainTiny([{ spec, epochs: 6 }], files, { report });
    const isNamed = (epoch: number) => lines.some((line) => line.includes(`/epoch-000${epoch}.`));
    assertEquals(damaged.map(isNamed), damaged.map((epoch) => epoch > start));
    assertEquals(lines.some((line) => line.endsWith(`goes on after epoch ${start}`)), start > 0);
    assertEquals(await repeatable(files, "runs"), expected);
  }
});

Deno.test("trainRuns() that diverges names run, epoch and loss and keeps no such weights", async () => {
  const files = memoryFiles();
  const spec = await tinySpec({ model: "mlp", settings: { learningRate: 1e20 } });
  const request = [{ spec, epochs: 9 }];
  const error = await assertRejects(() => trainTiny(request, files), Error);
  const [key] = await openRunStore("runs", files).keys();
  assertStringIncludes(error.message, `${key}: `);
  assert(/found NaN.* in epoch 1/.test(error.message), error.message);
  assertEquals(await openRunStore("runs", files).folder(key!).epochs("weights"), []);
  assertEquals(await openRunStore("runs", files).folder(key!).epochs("checkpoints"), []);
});

Deno.test("trainRuns() waits for a run that another one trains, and says so", async () => {
  const files = memoryFiles();
  const [spec, other] = [await tinySpec(), await tinySpec({ seed: 1 })];
  const { key } = await openRunStore("runs", files).run(spec);
  const lock = (await files.tryLock(`runs/${key}/lock`, "process 42"))!;
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const requests = [{ spec, epochs: 2 }, { spec: other, epochs: 2 }];
  let done = false;
  const training = trainTiny(requests, files, { report }).finally(() => done = true);
  await new Promise((resolve) => setTimeout(resolve, 900));
  assertEquals(done, false);
  assertEquals(lines, [`${key} is being trained by process 42: waiting for it`]);
  const otherRun = await openRunStore("runs", files).run(other);
  assertEquals((await otherRun.history()).length, 2, "what can be trained is trained meanwhile");
  await lock.release();
  const [run] = await training;
  assertEquals((await run!.history()).length, 2);
});

Deno.test("trainRuns() twice at once trains each run once", async () => {
  const files = memoryFiles();
  const requests = [{ spec: await tinySpec(), epochs: 3 }, {
    spec: await tinySpec({ seed: 1 }),
    epochs: 3,
  }];
  let [announced, done] = [0, 0];
  const progress = (_: string, work: number) => {
    announced += work;
    return { advance: (more = 1) => void (done += more), finish: () => {} };
  };
  const trained = await Promise.all([1, 2].map(() => trainTiny(requests, files, { progress })));
  assertEquals(trained[0]!.map(({ key }) => key), trained[1]!.map(({ key }) => key));
  assertEquals(done, announced, "steps that another one did count, too");
  const undisturbed = memoryFiles();
  await trainTiny(requests, undisturbed);
  assertEquals(await repeatable(files, "runs"), await repeatable(undisturbed, "runs"));
});

Deno.test("trainRuns() afresh forgets what is kept", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  const [run] = await trainTiny([{ spec, epochs: 3, keep: [1] }], files);
  const weights = (await run!.weights(3)).toHex();
  await trainTiny([{ spec, epochs: 2 }], files, { fresh: true });
  assertEquals(await run!.epochs(), [2]);
  assertEquals((await run!.history()).length, 2);
  await trainTiny([{ spec, epochs: 3 }], files);
  assertEquals((await run!.weights(3)).toHex(), weights);
});

Deno.test("trainRuns() refuses to train on another backend than the spec's", async () => {
  const files = memoryFiles();
  const spec = await tinySpec({ backend: "wasm, portable, SIMD" });
  const error = await assertRejects(() => trainTiny([{ spec, epochs: 1 }], files), Error);
  assertStringIncludes(error.message, "must be wasm, portable, SIMD, found cpu");
});

Deno.test("trainRuns() refuses other data and epochs that cannot be meant", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  const other = { dataset: () => Promise.resolve(tinyDataset([4, 4, 1], 21)) };
  await assertRejects(() => trainTiny([{ spec, epochs: 1 }], files, other), Error, "its data must");
  for (const [epochs, keep] of [[0, []], [1.5, []], [2, [3]], [2, [-1]], [2, [NaN]]] as const) {
    await assertRejects(
      () => trainTiny([{ spec, epochs, keep }], files),
      RangeError,
      "epochs must",
    );
  }
  assertEquals(await contents(files, "runs"), {});
});

Deno.test("trainRuns() tells of a run that fails and trains the others where it may go on", async () => {
  const files = memoryFiles();
  const broken = await tinySpec({ model: "mlp", settings: { learningRate: 1e20 } });
  const whole = await tinySpec();
  const failures: [string, string][] = [];
  const failed = (key: string, { message }: Error) => void failures.push([key, message]);
  const requests = [{ spec: broken, epochs: 3 }, { spec: whole, epochs: 3 }];
  const [first, second] = await trainTiny(requests, files, { failed });
  assertEquals(failures.map(([key]) => key), [first!.key]);
  assertStringIncludes(failures[0]![1], "found NaN");
  assertEquals((await second!.history()).length, 3);
});

Deno.test("trainRuns() trains nothing where all weights that are needed are there, and keeps the others when it does", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  const trained = async (request: Omit<RunRequest, "spec">) => {
    let work = 0;
    const progress = (_: string, announced: number) => {
      work = announced;
      return { advance: () => {}, finish: () => {} };
    };
    const [run] = await trainTiny([{ spec, ...request }], files, { progress });
    return { run: run!, work };
  };
  const { run } = await trained({ epochs: 3, keep: [1, 2], needs: [] });
  const folder = openRunStore("runs", files).folder(run.key);
  assertEquals(await folder.epochs("weights"), [1, 2, 3]);
  await files.remove(`${folder.path}/weights/epoch-0002.safetensors`);
  assertEquals((await trained({ epochs: 3, keep: [1, 2], needs: [] })).work, 0);
  assertEquals((await trained({ epochs: 3, keep: [1, 2], needs: [1] })).work, 0);
  assertEquals((await trained({ epochs: 3 })).work, 0);
  assertEquals(await folder.epochs("weights"), [1, 3]);
  await trained({ epochs: 3, keep: [1, 2] });
  assertEquals(await folder.epochs("weights"), [1, 2, 3]);
});

Deno.test("trainRuns() goes on from a checkpoint although weights before it are gone that are not needed", async () => {
  const files = memoryFiles();
  const spec = await tinySpec();
  const [run] = await trainTiny([{ spec, epochs: 3, keep: [1], needs: [] }], files);
  const folder = openRunStore("runs", files).folder(run!.key);
  for (const epoch of await folder.epochs("weights")) {
    await files.remove(`${folder.path}/${epochFile("weights", epoch)}`);
  }
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  await trainTiny([{ spec, epochs: 5, keep: [1, 4], needs: [] }], files, { report });
  assertEquals(lines, [`${run!.key} goes on after epoch 3`]);
  assertEquals(await folder.epochs("weights"), [4, 5]);
  const straight = memoryFiles();
  const [other] = await trainTiny([{ spec, epochs: 5 }], straight);
  assertEquals(await run!.weights(5), await other!.weights(5));
});

Deno.test("trainRuns() counts each step as the work that it is", async () => {
  const [light, heavy] = [await tinySpec(), await tinySpec({ model: "mlp" })];
  const count = async (...requests: Parameters<typeof trainTiny>[0][number][]) => {
    let [announced, done] = [0, 0];
    await trainTiny(requests, memoryFiles(), {
      progress: (_, work) => {
        announced = work;
        return { advance: (work = 1) => void (done += work), finish: () => {} };
      },
    });
    assertEquals(done, announced);
    return done;
  };
  const [one, other] = [
    await count({ spec: light, epochs: 1 }),
    await count({ spec: heavy, epochs: 1 }),
  ];
  assert(other > one);
  assertEquals(
    await count({ spec: light, epochs: 2 }, { spec: heavy, epochs: 1 }),
    2 * one + other,
  );
});

Deno.test("stepWork() counts the orthogonality penalty, and AMR's second pass", async () => {
  const dataset = { shape: [28, 28, 1], classes: 10 } as const;
  const work = async (settings: Partial<TrainingSettings>) =>
    stepWork(await tinySpec({ model: "mlp", settings }), dataset);
  const bare = await work({});
  const penalty = 1.5 * (784 * 1024 * 784 + 1024 * 10 * 10);
  assertEquals(await work({ orthogonalityStrength: 1e-3 }), bare + penalty);
  assertEquals(
    await work({ orthogonalityStrength: 1e-3, marginStrength: 0.1 }),
    2 * bare + penalty,
  );
});

Deno.test("trainRuns() begins with what takes longest, and gives the runs as they were asked for", async () => {
  const seeds = [0, 1, 2, 3], epochs = [2, 5, 1, 2];
  const specs = await Promise.all(
    seeds.map((seed) => tinySpec({ seed, model: seed === 3 ? "mlp" : "lr" })),
  );
  const requests = specs.map((spec, i) => ({ spec, epochs: epochs[i]! }));
  const { order, pool } = await orderedPool();
  const runs = await trainTiny(requests, memoryFiles(), { pool });
  assertEquals(order, [1, 3, 0, 2].map((seed) => runs[seed]!.key));
});
