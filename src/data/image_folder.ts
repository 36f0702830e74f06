/**
 * A user's folder of images with labels.
 *
 * @module
 */
import { imagesFromArrays, type NumberArray } from "./array_images.ts";
import { DataError, unexpected } from "./data_error.ts";
import { gunzip } from "./gzip.ts";
import { parseIdx } from "./idx.ts";
import type { LabelledImages } from "./labelled_images.ts";
import { parseLabelsCsv } from "./labels_csv.ts";
import { parseNpy } from "./npy.ts";
import { parsePng } from "./png_images.ts";
import { listFolder, readWhole } from "./source.ts";

/** What a folder may hold, for errors. */
const accepted = "labels.csv with PNG files, images.npy with labels.npy, " +
  "or IDX files (…images… and …labels…, raw or .gz)";

/**
 * Reads a folder of images with labels: PNG files that `labels.csv` lists;
 * `images.npy` and `labels.npy` (or `x`, `x_test`, `test_images` with `y`, `y_test`,
 * `test_labels`); or a pair of IDX files, `t10k` or `test` before others.
 *
 * @throws {DataError} If there is no such folder, it holds none of them, or something in it cannot be read.
 *
 * @example
 * ```ts ignore
 * import { readImageFolder } from "@marginlab/marginlab";
 *
 * const { shape, images, labels } = await readImageFolder("my-images");
 * ```
 */
export async function readImageFolder(directory: string): Promise<LabelledImages> {
  const names = await listFolder(directory);
  if (!names) throw unexpected(directory, `a folder with ${accepted}`, "no such folder");
  if (names.size === 0) throw unexpected(directory, accepted, "an empty folder");
  if (names.has("labels.csv")) return await readPngs(directory);
  for (const find of [npyPair, idxPair]) {
    const pair = find([...names].sort());
    if (pair) return imagesFromArrays(...await readPair(directory, pair));
  }
  throw unexpected(directory, accepted, [...names].sort().slice(0, 5).join(", "));
}

/** Whether a folder has anything that {@linkcode readImageFolder} reads, but for what is wrong with it. */
export async function hasImages(directory: string): Promise<boolean> {
  const names = [...await listFolder(directory) ?? []];
  return names.includes("labels.csv") || npyPair(names) !== null || idxPair(names) !== null;
}

type Pair = readonly [images: string, labels: string];

function npyPair(names: readonly string[]): Pair | null {
  const find = (stems: string[]) => stems.map((s) => `${s}.npy`).find((s) => names.includes(s));
  const images = find(["images", "test_images", "x_test", "X_test", "x", "X"]);
  const labels = find(["labels", "test_labels", "y_test", "y"]);
  return images && labels ? [images, labels] : null;
}

function idxPair(names: readonly string[]): Pair | null {
  const idx = names.filter((name) => /idx|ubyte/.test(name));
  const images = idx.filter((name) => name.includes("images"));
  const first = images.find((name) => /^(t10k|test)/.test(name)) ?? images[0];
  if (!first) return null;
  const [start, gz] = [first.slice(0, first.indexOf("images")), first.endsWith(".gz")];
  const labels = idx.filter((name) => name.startsWith(`${start}labels`));
  const found = labels.find((name) => name.endsWith(".gz") === gz) ?? labels[0];
  return found ? [first, found] : null;
}

async function readPair(directory: string, pair: Pair): Promise<[NumberArray, NumberArray]> {
  const [images, labels] = await Promise.all(pair.map(async (name): Promise<NumberArray> => {
    const file = `${directory}/${name}`;
    const bytes = await readWhole(file);
    if (!name.endsWith(".npy")) {
      return { file, whole: true, ...parseIdx(await gunzip(bytes, { file }), { file }) };
    }
    const { shape, kind, values } = parseNpy(bytes, { file });
    return { file, shape, values, whole: !/^[fb]/.test(kind) };
  }));
  return [images!, labels!];
}

async function readPngs(directory: string): Promise<LabelledImages> {
  const table = `${directory}/labels.csv`;
  const lines = parseLabelsCsv(new TextDecoder().decode(await readWhole(table)), table);
  const labels = lines.map(({ label }) => label);
  let [shape, images]: [LabelledImages["shape"] | null, Float32Array] = [null, new Float32Array()];
  for (const [row, { file: name }] of lines.entries()) {
    const file = `${directory}/${name}`;
    const png = parsePng(await readWhole(file), file);
    if (shape === null) {
      shape = png.shape;
      images = new Float32Array(lines.length * png.pixels.length);
    }
    if (String(png.shape) !== String(shape)) {
      throw new DataError(
        `Cannot read ${file}: all images must have the shape of the first, [${shape}], ` +
          `found [${png.shape}]`,
        { file },
      );
    }
    images.set(png.pixels, row * png.pixels.length);
  }
  return { shape: shape!, images, labels };
}
