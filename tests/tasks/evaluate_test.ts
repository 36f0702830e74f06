import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import { findArchitecture } from "../../src/models/architectures.ts";
import { createNetwork } from "../../src/models/network.ts";
import { saveWeights } from "../../src/models/weights_file.ts";
import { seededRandom } from "../../src/random.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import { isWhole } from "../../src/runs/seal.ts";
import { mnistFileNames } from "../../src/data/mnist.ts";
import { modelName } from "../../tasks/evaluate/request.ts";
import { npyFile, tinyCifarBatch, tinyMnist } from "../support/data_files.ts";
import { granted } from "../support/permissions.ts";
import { runTask, type TaskRun } from "../support/run_task.ts";
import { graphFiles } from "../support/tfjs_models.ts";

await startBackend("wasm");

const images = 12;
const pixels = Array.from({ length: images * 784 }, (_, i) => (i * 7919) % 256);
const labels = Array.from({ length: images }, (_, i) => i % 10);

/** A linear model, images and labels, in a folder of their own. */
function testWithFiles(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `${name} (needs read, write and run)`,
    ignore: !granted("read", "write", "run"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await writeFiles(folder);
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function writeFiles(folder: string): Promise<void> {
  const inputShape = [28, 28, 1];
  const random = seededRandom(5);
  const network = createNetwork(findArchitecture("lr", inputShape), {
    inputShape,
    classes: 10,
    random,
  });
  await Deno.writeFile(`${folder}/lr.safetensors`, await saveWeights(network));
  network.dispose();
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeFile(`${folder}/data/images.npy`, npyFile("|u1", [images, 28, 28], pixels));
  await Deno.writeFile(`${folder}/data/labels.npy`, npyFile("|u1", [images], labels));
}

/** Runs the task on the folder's files; flags that are given replace these. */
function evaluate(folder: string, ...args: string[]): Promise<TaskRun> {
  const usual = [
    ["--model", `${folder}/lr.safetensors`],
    ["--data", `${folder}/data`],
    ["--out", `${folder}/out`],
    ["--backend", "wasm"],
    ["--jobs", "2"],
  ];
  return runTask("evaluate.ts", [
    ...usual.filter(([flag]) => !args.includes(flag!)).flat(),
    ...args,
  ]);
}

testWithFiles(
  "evaluate measures exact margins of a linear model, which its attack meets",
  async (folder) => {
    const run = await evaluate(folder, "--radii", "0.01,0.2,5");
    assertEquals([run.code, run.stderr.includes("error")], [0, false], run.stderr);
    assertMatch(run.stdout, /clean accuracy +[\d.]+ %[^]+average margin +[\d.]+ +12 points/);
    const rows = rowsFromCsv(await Deno.readTextFile(`${folder}/out/rows.csv`));
    const of = (metric: string) => rows.filter((row) => row.metric === metric);
    const margins = of("margin");
    const distances = of("adversarial_distance");
    assertEquals([margins.length, distances.length], [images, images]);
    let right = 0;
    for (const [i, { value: margin, index }] of margins.entries()) {
      const { value: distance } = distances[i]!;
      assertEquals(distances[i]!.index, index);
      if (margin! < 0) assertEquals(distance, 0);
      else {
        right++;
        assert(distance! >= margin! * 0.999, `${distance} nearer than ${margin}`);
      }
    }
    assertAlmostEquals(of("clean_accuracy")[0]!.value!, right / images, 1e-9);
    for (const { radius, value } of of("robust_accuracy")) {
      const beyond = margins.filter(({ value: margin }) => margin! > radius! * 1.001).length;
      assert(value! * images >= beyond - 1e-9, `radius ${radius}: ${value} below ${beyond}`);
    }
    assertEquals(of("robust_accuracy").at(-1)!.value, 0);
    assertMatch(
      await Deno.readTextFile(`${folder}/out/evaluate.svg`),
      /^<svg[^]+Robust accuracy of lr/,
    );
    const record = JSON.parse(await Deno.readTextFile(`${folder}/out/record.json`));
    assertEquals([record.plan.name, record.settings.margins], ["rapid", "exact"]);
    assertEquals((await evaluate(folder, "--radii", "0.01,0.2,5", "--margin-points", "0")).code, 0);
    const others = rowsFromCsv(await Deno.readTextFile(`${folder}/out/rows.csv`));
    assertEquals(others, rows.filter(({ metric }) => !metric.endsWith("margin")));
  },
);

testWithFiles(
  "evaluate goes on where it was, to the same rows, and trusts no damaged shard",
  async (folder) => {
    const flags = ["--radii", "0.01,0.2", "--attack", "ddn"];
    const read = () => Deno.readTextFile(`${folder}/out/rows.csv`);
    const shards = async () => {
      const paths = [];
      for await (const { name } of Deno.readDir(`${folder}/out/shards`)) paths.push(name);
      return paths.sort();
    };
    assertEquals((await evaluate(folder, ...flags)).code, 0);
    const [rows, [attack, margins]] = [await read(), await shards() as [string, string]];
    const path = `${folder}/out/shards/${attack}`;
    const bytes = await Deno.readFile(path);
    await Deno.remove(`${folder}/out/shards/${margins}`);
    const damaged = new TextDecoder().decode(bytes).replace(
      /"robust": \[\s*\[\s*\d/,
      (found) => `${found}1`,
    );
    await Deno.writeTextFile(path, damaged);
    const again = await evaluate(folder, ...flags, "--jobs", "1");
    assertMatch(again.stderr, /attack-00000-\w+\.json is damaged: measured again/);
    assertEquals(await read(), rows);
    assert(await isWhole(await Deno.readFile(path)));
    const { mtime } = await Deno.stat(path);
    assertEquals((await evaluate(folder, ...flags)).code, 0);
    assertEquals([(await Deno.stat(path)).mtime, await read()], [mtime, rows]);
    await evaluate(folder, ...flags, "--seed", "1");
    assertEquals((await shards()).length, 4); // another seed takes nothing of the first
  },
);

testWithFiles(
  "evaluate refuses wrong input with exit code 2 and one clear line",
  async (folder) => {
    const wrong = async (pattern: RegExp, ...args: string[]) => {
      const { code, stdout, stderr } = await evaluate(folder, ...args);
      assertMatch(stderr.trimEnd().split("\n").at(-1)!, pattern);
      assertEquals([code, stdout, stderr.match(/^error/gm)?.length], [2, "", 1]);
    };
    const npy = async (name: string, file: Uint8Array) => {
      await Deno.mkdir(`${folder}/${name}`);
      await Deno.writeFile(`${folder}/${name}/images.npy`, file);
      await Deno.writeFile(`${folder}/${name}/labels.npy`, npyFile("|u1", [1], [99]));
      return ["--data", `${folder}/${name}`];
    };
    await wrong(/unknown flag --nope/, "--nope");
    await wrong(/--attack must be one of/, "--attack", "fgsm");
    await wrong(/--radii must rise/, "--radii", "1,0.5");
    await wrong(/--seed must be .+ from 0 to 4294967295, found -1/, "--seed", "-1");
    await wrong(/--margin-points must be .+, found -1/, "--margin-points", "-1");
    await wrong(/--model is given twice/, "--model", "a", "--model=b");
    const file = `${folder}/lr.safetensors`;
    await wrong(/lr.safetensors: a folder is needed, and it is a file/, "--data", file);
    await wrong(/there is no such file/, "--model", `${folder}/none.safetensors`);
    await Deno.mkdir(`${folder}/empty`);
    await wrong(/found an empty folder/, "--data", `${folder}/empty`);
    const outside = npyFile("<f4", [1, 28, 28], Array(784).fill(2));
    await wrong(/expected pixels in \[0, 1\], found 2/, ...await npy("outside", outside));
    const black = npyFile("|u1", [1, 28, 28], Array(784).fill(0));
    await wrong(/at least 100 classes.+found 10/, ...await npy("labels", black));
    const colour = npyFile("|u1", [1, 32, 32, 3], Array(3072).fill(0));
    await wrong(/found those of lr for images \[28,28,1\]/, ...await npy("colour", colour));
    await Deno.writeFile(`${folder}/short.safetensors`, new Uint8Array(3));
    await wrong(/at least 8 bytes/, "--model", `${folder}/short.safetensors`);
    const { json, weights } = graphFiles("Cumprod", pixels.slice(0, 7840), 10);
    await Deno.writeTextFile(`${folder}/model.json`, json);
    await wrong(/weights.bin: there is no such file/, "--model", `${folder}/model.json`);
    await Deno.writeFile(`${folder}/weights.bin`, weights);
    await wrong(/tfjs has none for Cumprod/, "--model", `${folder}/model.json`);
  },
);

testWithFiles(
  "evaluate takes the folder of official files that other tasks take, unless it holds two data sets",
  async (folder) => {
    const files = tinyMnist(5, 3), official = `${folder}/official`;
    await Deno.mkdir(`${official}/mnist`, { recursive: true });
    for (const [file, name] of Object.entries(mnistFileNames)) {
      await Deno.writeFile(`${official}/mnist/${name}`, files[file as keyof typeof files]);
    }
    const run = await evaluate(folder, "--data", official, "--radii", "0.1");
    assertEquals(run.code, 0, run.stderr);
    assertMatch(run.stderr, /3 of 3 images \[28,28,1\] of mnist/);
    await Deno.mkdir(`${official}/cifar10`);
    await Deno.writeFile(`${official}/cifar10/test_batch.bin`, tinyCifarBatch([1]));
    const both = await evaluate(folder, "--data", official);
    assertEquals(both.code, 2);
    assertMatch(both.stderr, /holds mnist and cifar10: name the folder of one of them/);
  },
);

testWithFiles("evaluate says whose results it replaces", async (folder) => {
  const flags = ["--radii", "0.1"];
  const first = await evaluate(folder, ...flags);
  const again = await evaluate(folder, ...flags);
  for (const { stderr } of [first, again]) assertEquals(stderr.includes("replace"), false, stderr);
  const other = await evaluate(folder, ...flags, "--attack", "ddn");
  assertMatch(other.stderr, /holds .+lr.safetensors on .+data under rapid: this will replace it/);
  for (const damaged of ["null", "7", "{"]) {
    await Deno.writeTextFile(`${folder}/out/record.json`, damaged);
    const { code, stderr } = await evaluate(folder, ...flags);
    assertEquals([code, stderr.includes("replace")], [0, false], stderr);
  }
});

Deno.test("a model is called after its file, its folder or its run", () => {
  assertEquals(modelName("a/b/lenet.safetensors"), "lenet");
  assertEquals(modelName("a/lenet/model.json"), "lenet");
  assertEquals(
    modelName("runs/mnist-lr-1/weights/epoch-0020.safetensors"),
    "mnist-lr-1-epoch-0020",
  );
  assertEquals(modelName("weights/lr.safetensors"), "lr");
});

testWithFiles(
  "evaluate takes a model that tfjs saved, and says where to read about a warning",
  async (folder) => {
    const zeros = graphFiles("Softmax", Array(7840).fill(0), 10);
    await Deno.writeTextFile(`${folder}/model.json`, zeros.json);
    await Deno.writeFile(`${folder}/weights.bin`, zeros.weights);
    const { code, stdout, stderr } = await evaluate(
      folder,
      ...["--model", `${folder}/model.json`, "--margin-points", "0"],
    );
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /taken before its softmax, 10 classes/);
    assertMatch(stdout, /warning constant_logits: [^]+docs\/attacks\.md#constant_logits/);
  },
);
