import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/data/data_error.ts";
import { hasDataset, loadDataset } from "../../src/data/load_dataset.ts";
import { mnist, mnistFileNames } from "../../src/data/mnist.ts";
import type { DatasetName } from "../../src/data/official_files.ts";
import { gzipFile, tinyCifarBatch, tinyMnist } from "../support/data_files.ts";
import { testInFolder } from "../support/test_in_folder.ts";

const tiny = tinyMnist(23, 12);
const keys = Object.keys(tiny) as (keyof typeof tiny)[];

async function writeMnist(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const key of keys) await Deno.writeFile(`${folder}/${mnistFileNames[key]}`, tiny[key]);
}

async function writeCifar10(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const k of [1, 2, 3, 4, 5]) {
    await Deno.writeFile(`${folder}/data_batch_${k}.bin`, tinyCifarBatch([k, k - 1]));
  }
  await Deno.writeFile(`${folder}/test_batch.bin.gz`, await gzipFile(tinyCifarBatch([9, 8])));
}

Deno.test("loadDataset refuses a name that it does not know", async () => {
  const load = () => loadDataset("mnits" as DatasetName);
  await assertRejects(
    load,
    RangeError,
    "data set mnits: it must be one of mnist, mnist01, cifar10",
  );
});

testInFolder(
  "loadDataset reads a folder of one's own and says that it is not the official data",
  async (folder) => {
    await writeMnist(folder);
    const lines: string[] = [];
    const dataset = await loadDataset("mnist", {
      directory: folder,
      report: (l) => void lines.push(l),
    });
    assertEquals(dataset, mnist(tiny));
    assertEquals(lines, [`The files in ${folder} are not the official MNIST: taken as they are`]);
    const zeroOne = await loadDataset("mnist01", { directory: folder });
    assertEquals([...zeroOne.train.labels], [0, 1, 0, 1, 0, 1]);
  },
);

testInFolder("loadDataset reads gzip files and other spellings", async (folder) => {
  for (const key of keys) {
    const name = mnistFileNames[key].replace("-idx", ".idx");
    await Deno.writeFile(`${folder}/${name}.gz`, await gzipFile(tiny[key]));
  }
  assertEquals(await loadDataset("mnist", { directory: folder }), mnist(tiny));
});

testInFolder(
  "loadDataset reads CIFAR-10 batches from where the archive unpacks them",
  async (folder) => {
    await writeCifar10(`${folder}/cifar-10-batches-bin`);
    const { train, test } = await loadDataset("cifar10", { directory: folder });
    assertEquals([...train.labels, ...test.labels], [1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 9, 8]);
  },
);

testInFolder(
  "loadDataset finds both sets in one folder, and hasDataset tells which are there",
  async (folder) => {
    assertEquals(await hasDataset("mnist", folder), false);
    await writeMnist(`${folder}/mnist`);
    assertEquals([await hasDataset("mnist01", folder), await hasDataset("cifar10", folder)], [
      true,
      false,
    ]);
    await writeCifar10(`${folder}/cifar10`);
    assertEquals((await loadDataset("cifar10", { directory: folder })).test.size, 2);
    assertEquals((await loadDataset("mnist", { directory: folder })).test.size, 12);
  },
);

testInFolder("loadDataset refuses a damaged file by its path, raw and packed", async (folder) => {
  await writeMnist(folder);
  const refuse = async (path: string, message: string) => {
    const error = await assertRejects(
      () => loadDataset("mnist", { directory: folder }),
      DataError,
      message,
    );
    assertEquals(error.file, path);
  };
  const images = `${folder}/${mnistFileNames.trainImages}`;
  await Deno.truncate(images, 4000);
  await refuse(images, `Cannot read ${images}: expected 18,048 bytes (23 × 28 × 28 values`);
  await Deno.remove(images);
  await refuse(folder, `found no ${mnistFileNames.trainImages}`);
  const packed = await gzipFile(tiny.trainImages);
  await Deno.writeFile(`${images}.gz`, packed.subarray(0, packed.length - 20));
  await refuse(`${images}.gz`, "damaged or cut off");
  await Deno.mkdir(images);
  await refuse(images, "directory");
});

testInFolder("loadDataset says that a folder is not there, or is none", async (folder) => {
  await Deno.writeTextFile(`${folder}/file`, "");
  for (const directory of [`${folder}/nowhere`, `${folder}/file`]) {
    const load = () => loadDataset("cifar10", { directory });
    const error = await assertRejects(
      load,
      DataError,
      `CIFAR-10 from ${directory}: expected data_batch_1.bin`,
    );
    assertEquals(error.message.endsWith("found no such folder"), true);
  }
});
