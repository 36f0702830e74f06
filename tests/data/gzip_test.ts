import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/data/data_error.ts";
import { gunzip } from "../../src/data/gzip.ts";
import { gzipFile } from "../support/data_files.ts";

const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i * i % 251);

Deno.test("gunzip gives back what was compressed", async () => {
  assertEquals(await gunzip(await gzipFile(bytes)), bytes);
  assertEquals(await gunzip(await gzipFile(new Uint8Array(0))), new Uint8Array(0));
});

Deno.test("gunzip leaves bytes alone that are not gzip", async () => {
  assert(await gunzip(bytes) === bytes);
  assertEquals(await gunzip(new Uint8Array(0)), new Uint8Array(0));
});

Deno.test("gunzip refuses a file that is cut off or altered, and names it", async () => {
  const packed = await gzipFile(bytes);
  const altered = packed.with(packed.length - 6, packed[packed.length - 6]! ^ 1); // in its checksum
  for (const wrong of [packed.subarray(0, packed.length - 9), packed.subarray(0, 12), altered]) {
    const error = await assertRejects(
      () => gunzip(wrong, { file: "x.gz" }),
      DataError,
      "Cannot decompress x.gz",
    );
    assertEquals(error.file, "x.gz");
  }
});
