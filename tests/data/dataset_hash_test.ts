import { assertEquals, assertNotEquals } from "@std/assert";
import { datasetHash, sha256 } from "../../src/data/dataset_hash.ts";
import { sharedDataset } from "../../src/data/shared_dataset.ts";
import type { Dataset } from "../../src/types.ts";

const split = (image: number, label: number) => ({
  size: 1,
  images: new Uint8Array([image, 5]),
  labels: new Uint8Array([label]),
});
const tiny: Dataset = {
  name: "tiny",
  shape: [1, 2, 1],
  classes: 2,
  train: split(1, 0),
  test: split(2, 1),
};

Deno.test("sha256 gives the published value for abc (FIPS 180-4), from any kind of memory", async () => {
  const abc = new TextEncoder().encode("abc");
  const wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals(await sha256(abc), wanted);
  assertEquals(await sha256(new Uint8Array([0, ...abc, 0]).subarray(1, 4)), wanted);
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set(abc);
  assertEquals(await sha256(shared), wanted);
});

Deno.test("datasetHash sees every pixel, label, shape and half, and nothing else", async () => {
  const hash = await datasetHash(tiny);
  assertEquals(await datasetHash({ ...sharedDataset(tiny), name: "other", classes: 9 }), hash);
  const changes: Partial<Dataset>[] = [
    { train: split(3, 0) },
    { train: split(1, 1) },
    { test: split(3, 1) },
    { test: split(2, 0) },
    { train: tiny.test, test: tiny.train },
    { shape: [2, 1, 1] },
  ];
  for (const change of changes) assertNotEquals(await datasetHash({ ...tiny, ...change }), hash);
});
