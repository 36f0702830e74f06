import { assert, assertEquals, assertRejects } from "@std/assert";
import { cachedFile, type FileStore } from "../../src/data/cached_file.ts";
import { DataError } from "../../src/data/data_error.ts";
import { sha256 } from "../../src/data/dataset_hash.ts";

const right = new TextEncoder().encode("the right bytes");
const file = { name: "batch.bin", sha256: await sha256(right) };

/** A store in memory, and what went on. */
function watched(kept: Uint8Array | null, fetched: Uint8Array = right) {
  const log: string[] = [];
  const files = new Map(kept ? [[file.name, kept]] : []);
  const store: FileStore = {
    path: (name) => `store/${name}`,
    read: (name) => Promise.resolve(files.get(name) ?? null),
    write: async (name, produce) => {
      const bytes = await produce();
      files.set(name, bytes);
      log.push("kept");
      return bytes;
    },
  };
  const fetch = (name: string) => {
    log.push(`fetched ${name}`);
    return Promise.resolve({ bytes: fetched, origin: "package/batch.png" });
  };
  return { log, files, options: { store, fetch, report: (line: string) => void log.push(line) } };
}

Deno.test("cachedFile takes what is kept and right without fetching", async () => {
  const { log, options } = watched(right);
  assertEquals(await cachedFile(file, options), right);
  assertEquals(log, []);
});

Deno.test("cachedFile fetches what is not there, and keeps it", async () => {
  const { log, files, options } = watched(null);
  assertEquals(await cachedFile(file, options), right);
  assertEquals(log, ["fetched batch.bin", "kept"]);
  assertEquals(files.get("batch.bin"), right);
  assertEquals(await cachedFile(file, options), right);
  assertEquals(log.length, 2);
});

Deno.test("cachedFile notices every flipped bit and every lost byte, says so, and fetches again", async () => {
  const damaged = [
    ...Array.from({ length: 8 * right.length }, (_, bit) => {
      return right.with(bit >> 3, right[bit >> 3]! ^ 1 << bit % 8);
    }),
    ...Array.from(right, (_, length) => right.subarray(0, length)),
  ];
  for (const bytes of damaged) {
    const { log, files, options } = watched(bytes);
    assertEquals(await cachedFile(file, options), right);
    assertEquals(log.slice(1), ["fetched batch.bin", "kept"]);
    assert(
      /^Cannot read store\/batch\.bin: expected the SHA-256 .+, found .+ bytes: fetching it again$/
        .test(log[0]!),
    );
    assertEquals(files.get("batch.bin"), right);
  }
});

Deno.test("cachedFile refuses a fetched file of another hash, names it, and keeps nothing", async () => {
  const { log, files, options } = watched(null, right.subarray(1));
  const error = await assertRejects(
    () => cachedFile(file, options),
    DataError,
    file.sha256.slice(0, 16),
  );
  assertEquals(error.file, "package/batch.png");
  assertEquals([log, files.size], [["fetched batch.bin"], 0]);
});
