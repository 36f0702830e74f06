/**
 * Which images are evaluated.
 */
import {
  imagesHash,
  imagesOf,
  type LabelledImages,
  takeImages,
} from "../../src/data/labelled_images.ts";
import { hasImages, readImageFolder } from "../../src/data/image_folder.ts";
import { hasDataset, loadDataset } from "../../src/data/load_dataset.ts";
import { seededRandom } from "../../src/random.ts";
import type { Dataset } from "../../src/types.ts";
import { modelName, type Request } from "./request.ts";

/** The chosen images, and what they were chosen from. */
export interface ChosenPoints {
  /** The data set's name, or its folder's. */
  readonly name: string;
  /** How many classes it is known to have; null for a folder of the user's. */
  readonly classes: number | null;
  /** How many images there are. */
  readonly available: number;
  readonly points: LabelledImages;
  /** Their places among all. */
  readonly indices: readonly number[];
  readonly hash: string;
}

/** Reads the images, and takes as many as asked for. */
export async function choosePoints(
  request: Request,
  report: (line: string) => void,
): Promise<ChosenPoints> {
  const { data } = request;
  if (data === "mnist" || data === "cifar10") {
    return await fromDataset(await loadDataset(data, { report }), request);
  }
  await checkFolder(data);
  const official = await hasImages(data) ? [] : await officialIn(data);
  if (official.length > 1) {
    throw new Error(`${data} holds ${official.join(" and ")}: name the folder of one of them`);
  }
  for (const name of official) {
    return await fromDataset(await loadDataset(name, { directory: data, report }), request);
  }
  const images = await readImageFolder(data);
  const name = modelName(data);
  return await chosen(images, { request, name, classes: null, available: images.labels.length });
}

async function checkFolder(data: string): Promise<void> {
  const isFile = await Deno.stat(data).then(({ isDirectory }) => !isDirectory, () => false);
  if (!isFile) return; // what is missing is told by who reads it
  throw new Error(`Cannot take images from ${data}: a folder is needed, and it is a file`);
}

/** The data sets whose official files a folder has, as every task's `--data` takes them. */
async function officialIn(data: string): Promise<("mnist" | "cifar10")[]> {
  const names = ["mnist", "cifar10"] as const;
  const found = await Promise.all(names.map((name) => hasDataset(name, data)));
  return names.filter((_, i) => found[i]);
}

/** The test images of a data set: bytes become numbers only for those that are taken. */
async function fromDataset(
  { name, classes, shape, test }: Dataset,
  request: Request,
): Promise<ChosenPoints> {
  const indices = choice(test.size, request);
  const points = imagesOf(test, shape, indices);
  const hash = await imagesHash(points);
  return { name, classes, available: test.size, points, indices, hash };
}

async function chosen(
  images: LabelledImages,
  { request, ...known }: Pick<ChosenPoints, "name" | "classes" | "available"> & {
    readonly request: Request;
  },
): Promise<ChosenPoints> {
  const indices = choice(known.available, request);
  const points = takeImages(images, indices);
  return { ...known, points, indices, hash: await imagesHash(points) };
}

/** A choice without repeats, fixed by the seed, in rising order; a larger one holds every smaller one. */
function choice(available: number, { points, seed }: Request): number[] {
  const order = Array.from({ length: available }, (_, i) => i);
  const random = seededRandom(seed, "points");
  const count = Math.min(points, available);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (available - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, count).sort((a, b) => a - b);
}
