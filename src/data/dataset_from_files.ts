/**
 * A data set on shared memory from files that come one at a time.
 *
 * @module
 */
import type { Dataset } from "../types.ts";
import { assembleCifar10 } from "./cifar10.ts";
import { mnist } from "./mnist.ts";
import { officialMnist, type OfficialSet } from "./official_files.ts";
import { sharedBytes, sharedDataset } from "./shared_dataset.ts";

/** A file's bytes, not compressed, and what it is called in messages. */
export interface NamedFile {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** Gets one of a set's files, by its place among them. */
export type ReadFile = (place: number) => Promise<NamedFile>;

/**
 * The data set that a set's files hold.
 *
 * @throws {DataError} If a file is damaged or does not fit the others.
 */
export async function datasetFromFiles(set: OfficialSet, read: ReadFile): Promise<Dataset> {
  return await (set === officialMnist ? mnistFromFiles(read) : cifar10FromFiles(set, read));
}

async function mnistFromFiles(read: ReadFile): Promise<Dataset> {
  const trainImages = await read(0);
  const trainLabels = await read(1);
  const testImages = await read(2);
  const testLabels = await read(3);
  const files = {
    trainImages: trainImages.bytes,
    trainLabels: trainLabels.bytes,
    testImages: testImages.bytes,
    testLabels: testLabels.bytes,
  };
  const names = {
    trainImages: trainImages.path,
    trainLabels: trainLabels.path,
    testImages: testImages.path,
    testLabels: testLabels.path,
  };
  return sharedDataset(mnist(files, { names }));
}

/** Reads the next batch while one is decoded; two are in memory at a time. */
async function cifar10FromFiles(set: OfficialSet, read: ReadFile): Promise<Dataset> {
  const assembly = assembleCifar10(sharedBytes);
  let next = read(0);
  for (let place = 1; place <= set.files.length; place++) {
    const { bytes, path } = await next;
    if (place < set.files.length) {
      next = read(place);
      next.catch(() => {}); // it is awaited in the next round, if there is one
    }
    assembly.add(bytes, path);
  }
  return assembly.dataset();
}
