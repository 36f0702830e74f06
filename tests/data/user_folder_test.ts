import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/data/data_error.ts";
import { officialCifar10, officialMnist } from "../../src/data/official_files.ts";
import { findFiles, folderOf } from "../../src/data/user_folder.ts";

const folder = (listings: Record<string, string[]>) => ({
  directory: "mine",
  listings: new Map(Object.entries(listings).map(([name, names]) => [name, new Set(names)])),
});
const plain = officialMnist.files.map(({ name }) => name);
const batches = officialCifar10.files.map(({ name }) => name);

Deno.test("findFiles takes any spelling, the unpacked file first", () => {
  const dotted = [
    "train-images.idx3-ubyte",
    "train-labels.idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
  ];
  const names = [...dotted, "t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz", "notes.txt"];
  assertEquals(findFiles(officialMnist, folder({ "": names })), [
    "mine/train-images.idx3-ubyte",
    "mine/train-labels.idx1-ubyte.gz",
    "mine/t10k-images-idx3-ubyte.gz",
    "mine/t10k-labels-idx1-ubyte",
  ]);
});

Deno.test("findFiles looks into the folders in which archives unpack, the nearest first", () => {
  const inside = folder({ "": ["other"], "cifar-10-batches-bin": batches });
  assertEquals(findFiles(officialCifar10, inside)[5], "mine/cifar-10-batches-bin/test_batch.bin");
  const both = folder({ "": plain, mnist: plain });
  assertEquals(findFiles(officialMnist, both)[0], "mine/train-images-idx3-ubyte");
  assertEquals(folderOf(officialMnist, folder({ "": [], "MNIST/raw": plain })), "MNIST/raw");
  assertEquals(folderOf(officialMnist, inside), undefined);
});

Deno.test("findFiles never takes files from two folders, and says what is missing", () => {
  const halves = folder({ "": plain.slice(0, 3), mnist: plain });
  assertThrows(
    () => findFiles(officialMnist, halves),
    DataError,
    "from mine: expected train-images",
  );
  assertThrows(
    () => findFiles(officialMnist, halves),
    DataError,
    "found no t10k-labels-idx1-ubyte",
  );
  assertThrows(
    () => findFiles(officialCifar10, folder({ "": [] })),
    DataError,
    "found none of them",
  );
  const error = assertThrows(
    () => findFiles(officialMnist, folder({})),
    DataError,
    "no such folder",
  );
  assertEquals(error.file, "mine");
});
