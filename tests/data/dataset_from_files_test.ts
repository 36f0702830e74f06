import { assert, assertEquals, assertRejects } from "@std/assert";
import { cifar10 } from "../../src/data/cifar10.ts";
import { datasetFromFiles } from "../../src/data/dataset_from_files.ts";
import { DataError } from "../../src/data/data_error.ts";
import { mnist } from "../../src/data/mnist.ts";
import { officialCifar10, officialMnist } from "../../src/data/official_files.ts";
import { tinyCifarBatch, tinyMnist } from "../support/data_files.ts";

const mnistFiles = tinyMnist();
const { trainImages, trainLabels, testImages, testLabels } = mnistFiles;
const idx = [trainImages, trainLabels, testImages, testLabels];
const batches = [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [9, 0]].map(tinyCifarBatch);
const reading = (files: readonly Uint8Array[]) => (place: number) =>
  Promise.resolve({ bytes: files[place]!, path: `file ${place}` });

Deno.test("datasetFromFiles makes what mnist and cifar10 make, on shared memory", async () => {
  const digits = await datasetFromFiles(officialMnist, reading(idx));
  const pictures = await datasetFromFiles(officialCifar10, reading(batches));
  assertEquals(digits, mnist(mnistFiles));
  assertEquals(pictures, cifar10(batches));
  for (const { train, test } of [digits, pictures]) {
    for (const bytes of [train.images, train.labels, test.images, test.labels]) {
      assert(bytes.buffer instanceof SharedArrayBuffer);
    }
  }
});

Deno.test("datasetFromFiles names the file that is wrong as its reader does", async () => {
  const wrong = (files: readonly Uint8Array[], place: number) =>
    files.with(place, new Uint8Array(9));
  for (const place of [0, 1, 2, 3]) {
    const read = reading(wrong(idx, place));
    const error = await assertRejects(() => datasetFromFiles(officialMnist, read), DataError);
    assertEquals(error.file, `file ${place}`);
  }
  for (const place of [0, 1, 2, 3, 4, 5]) {
    const read = reading(wrong(batches, place));
    const error = await assertRejects(() => datasetFromFiles(officialCifar10, read), DataError);
    assertEquals(error.file, `file ${place}`);
  }
});

Deno.test("datasetFromFiles fails once when a batch is bad and the next cannot be read", async () => {
  const read = (place: number) =>
    place === 0
      ? Promise.resolve({ bytes: new Uint8Array(9), path: "bad" })
      : Promise.reject(new Error("cannot be read"));
  await assertRejects(() => datasetFromFiles(officialCifar10, read), DataError, "Cannot read bad");
});
