import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { diskFiles } from "../../src/runs/disk_files.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { withFolder } from "../support/disk.ts";
import { granted } from "../support/permissions.ts";
import { copyFiles, flipByte } from "../support/faulty_files.ts";
import { tinySpec, trainTiny } from "../support/tiny_runs.ts";

const task = new URL("../../tasks/runs.ts", import.meta.url).pathname;

async function run(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "--allow-write", task, ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function test(name: string, use: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `deno task runs ${name} (needs --allow-run)`,
    ignore: !granted("read", "write", "run"),
    fn: () => withFolder("disk", use),
  });
}

/** A store `runs` in the folder with one run of two epochs. */
async function store(folder: string): Promise<{ key: string; store: string }> {
  const files = memoryFiles();
  const [trained] = await trainTiny([{ spec: await tinySpec(), epochs: 2 }], files);
  await copyFiles(files, {
    ...diskFiles,
    write: (path, bytes) => diskFiles.write(`${folder}/${path}`, bytes),
  }, "runs");
  return { key: trained!.key, store: `${folder}/runs` };
}

test("lists, verifies and prunes a store", async (folder) => {
  const { key, store: directory } = await store(folder);
  const listed = await run("--runs", directory);
  assertEquals(listed.code, 0);
  const [, row] = listed.stdout.trimEnd().split("\n");
  assert(/^\S+ +2 of 2 +2 +0\.0 MB +[0-9a-f]{16}$/.test(row!), row);
  assert(row!.startsWith(key));
  const verified = await run("--verify", "--runs", directory);
  assertEquals([verified.code, verified.stdout], [0, `all 1 runs in ${directory} are whole\n`]);
  const dry = await run("--prune", "--dry-run", "--runs", directory);
  assertStringIncludes(dry.stdout, `would remove ${key}/checkpoints/epoch-0001.safetensors\n`);
  const pruned = await run("--prune", "--runs", directory);
  assertStringIncludes(pruned.stdout, `removed ${key}/checkpoints/epoch-0002.safetensors\n`);
  assertEquals((await run("--prune", "--runs", directory)).stdout, "freed 0.0 MB\n");
});

test("--verify names what is damaged and ends with 1", async (folder) => {
  const { key, store: directory } = await store(folder);
  const path = `${directory}/${key}/weights/epoch-0002.safetensors`;
  await flipByte(diskFiles, path, -1);
  const { code, stdout, stderr } = await run("--verify", "--runs", directory);
  assertEquals(code, 1);
  assertEquals(stdout, `${path} is damaged: its SHA-256 does not fit\n`);
  assertEquals(stderr.split("\n").length, 2, stderr);
});

test("ends with 2 where usage is wrong, with 1 where there is no store", async (folder) => {
  for (
    const [args, complaint] of [
      [["--verify", "--prune"], "--verify and --prune"],
      [["--dry-run"], "--dry-run goes with --prune"],
      [["--runs"], "--runs needs a folder"],
      [["--runs", "a", "--runs", "b"], "--runs is given twice"],
      [["--run", folder], "unknown flag --run"],
      [[folder], "unknown argument"],
    ] as const
  ) {
    const { code, stderr, stdout } = await run(...args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, complaint);
    assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
  }
  const missing = await run("--runs", `${folder}/nowhere`);
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.stderr, "there is no such folder");
  const file = await run("--runs", task);
  assertEquals(file.code, 1);
  assertStringIncludes(file.stderr, "runs.ts: it is a file, not a folder");
  const help = await run("--help");
  assertEquals(help.code, 0);
  assertStringIncludes(help.stdout, "--verify");
  const empty = await run("--runs", folder);
  assertEquals([empty.code, empty.stdout], [0, `no runs in ${folder}\n`]);
});
