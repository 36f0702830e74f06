import { takeBatch } from "../../src/data/batches.ts";
import { seededRandom } from "../../src/random.ts";
import type { Examples, Split } from "../../src/types.ts";

/** The images of {@linkcode tinySplit}. */
export const tinyShape = [2, 2, 1] as const;

/** Images of 2 × 2 grey pixels whose brightest of the first three, most of the time, is their class. */
export function tinySplit(size: number, seed = 1): Split {
  const random = seededRandom(seed, "images");
  const images = Uint8Array.from({ length: size * 4 }, () => 256 * random());
  const labels = Uint8Array.from({ length: size }, (_, i) => {
    const pixels = images.subarray(4 * i, 4 * i + 3);
    return random() < 0.1 ? Math.floor(3 * random()) : pixels.indexOf(Math.max(...pixels));
  });
  return { size, images, labels };
}

/** The examples of {@linkcode tinySplit}. */
export function tinyExamples(size: number, seed = 1): Examples {
  const split = tinySplit(size, seed);
  return { size, take: (positions) => takeBatch(split, tinyShape, positions) };
}
