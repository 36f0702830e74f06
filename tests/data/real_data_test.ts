import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { datasetHash } from "../../src/data/dataset_hash.ts";
import { officialHashes } from "../../src/data/load_dataset.ts";
import { mnistZeroOne } from "../../src/data/mnist.ts";
import { officialCifar10, officialMnist } from "../../src/data/official_files.ts";
import type { Dataset } from "../../src/types.ts";
import { realDataNeeds, realDataset } from "../support/real_data.ts";

const mnist = await realDataset("mnist");
const cifar10 = await realDataset("cifar10");

function testOn(
  dataset: Dataset | null,
  name: string,
  fn: (dataset: Dataset) => Promise<void> | void,
) {
  Deno.test({ name: `${name} ${realDataNeeds}`, ignore: dataset === null, fn: () => fn(dataset!) });
}

function classCounts(labels: Uint8Array): number[] {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

testOn(mnist, "loadDataset gives all of MNIST", async (dataset) => {
  const { train, test } = dataset;
  assertEquals([train.size, test.size, ...dataset.shape], [60_000, 10_000, 28, 28, 1]);
  assertEquals(await datasetHash(dataset), officialMnist.contentSha256);
  assertEquals([...train.labels.subarray(0, 5)], [5, 0, 4, 1, 9]); // as printed wherever MNIST is shown
  assertEquals([...test.labels.subarray(0, 5)], [7, 2, 1, 0, 4]);
  assert(train.images.buffer instanceof SharedArrayBuffer);
});

testOn(mnist, "mnistZeroOne gives the paper's case study", async (dataset) => {
  const zeroOne = mnistZeroOne(dataset);
  const { train, test } = zeroOne;
  assertEquals(await datasetHash(zeroOne), officialHashes.mnist01);
  assertEquals([train.size, test.size], [12_665, 2_115]);
  assertEquals(classCounts(train.labels).slice(0, 2), [5_923, 6_742]);
  assertEquals(classCounts(test.labels).slice(0, 2), [980, 1_135]);
});

testOn(cifar10, "loadDataset gives all of CIFAR-10", async (dataset) => {
  const { train, test } = dataset;
  assertEquals([train.size, test.size, ...dataset.shape], [50_000, 10_000, 32, 32, 3]);
  assertEquals(await datasetHash(dataset), officialCifar10.contentSha256);
  assertEquals(classCounts(train.labels), Array(10).fill(5_000));
  assertEquals(classCounts(test.labels), Array(10).fill(1_000));
  assertEquals([...test.labels.subarray(0, 10)], [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
  assertEquals([...test.images.subarray(0, 3)], [158, 112, 49]);
});

testOn(
  cifar10,
  "loadDataset keeps CIFAR-10's colours apart: the test means of red, green and blue",
  ({ test }) => {
    const sums = [0, 0, 0];
    for (let i = 0; i < test.images.length; i++) sums[i % 3]! += test.images[i]!;
    const means = sums.map((sum) => sum / 255 / (test.images.length / 3));
    [0.4942, 0.4851, 0.4504].forEach((mean, c) => assertAlmostEquals(means[c]!, mean, 5e-5));
  },
);
