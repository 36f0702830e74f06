import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cropAndFlip } from "../../src/data/augment.ts";
import { seededRandom } from "../../src/random.ts";
import type { Dataset } from "../../src/types.ts";

type Shape = Dataset["shape"];

/** The same by the book: pad with zeros, cut out, mirror. */
function byTheBook(
  image: Uint8Array,
  shape: Shape,
  move: { down: number; right: number; mirrored: boolean },
) {
  const [height, width, channels] = shape;
  const { down, right, mirrored } = move;
  const at = (y: number, x: number, c: number) =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : image[(y * width + x) * channels + c];
  const result = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = mirrored ? width - 1 - x : x;
      for (let c = 0; c < channels; c++) result.push(at(y + down, column + right, c));
    }
  }
  return result;
}

Deno.test("cropAndFlip pads, crops and mirrors as the three numbers of an image say", () => {
  const problem = fc.record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 3),
    ),
    padding: fc.integer({ min: 0, max: 6 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(problem, ({ shape, padding, seed }) => {
      const pixels = shape[0] * shape[1] * shape[2];
      const images = Uint8Array.from({ length: 2 * pixels }, (_, i) => 1 + i % 255);
      const split = { size: 2, images, labels: new Uint8Array([4, 2]) };
      const made = cropAndFlip(split, shape, { random: seededRandom(seed), padding });
      const random = seededRandom(seed);
      const place = () => Math.floor(random() * (2 * padding + 1)) - padding;
      const wanted = [0, 1].flatMap((i) => {
        const move = { down: place(), right: place(), mirrored: random() < 0.5 };
        return byTheBook(images.subarray(i * pixels, (i + 1) * pixels), shape, move);
      });
      assertEquals([...made.images], wanted);
      assertEquals([...made.labels], [4, 2]);
    }),
    { seed: 32, numRuns: 300 },
  );
});

Deno.test("cropAndFlip reaches all 25 places and both directions about equally often", () => {
  const size = 10_000;
  const shape: Shape = [5, 5, 1];
  const one = Uint8Array.from({ length: 25 }, (_, i) => i + 1);
  const images = new Uint8Array(size * 25);
  for (let i = 0; i < size; i++) images.set(one, i * 25);
  const made = cropAndFlip({ size, images, labels: new Uint8Array(size) }, shape, {
    random: seededRandom(3, "augment"),
  });
  const counts = new Map<string, number>();
  for (let i = 0; i < size; i++) {
    const centreRow = made.images.subarray(i * 25 + 10, i * 25 + 15).join();
    counts.set(centreRow, (counts.get(centreRow) ?? 0) + 1);
  }
  assertEquals(counts.size, 50);
  for (const n of counts.values()) assert(n > 130 && n < 270, `${n} of 200 expected`);
});

Deno.test("cropAndFlip is fixed by the generator and leaves the originals as they are", () => {
  const images = Uint8Array.from({ length: 3 * 48 }, (_, i) => i);
  const split = { size: 3, images: images.slice(), labels: new Uint8Array([1, 2, 3]) };
  const make = () => cropAndFlip(split, [4, 4, 3], { random: seededRandom(9) });
  assertEquals(make(), make());
  assertEquals(split.images, images);
});

Deno.test("cropAndFlip with no padding either keeps or mirrors, and mirroring twice is nothing", () => {
  const split = { size: 1, images: new Uint8Array([1, 2, 3, 4, 5, 6]), labels: new Uint8Array(1) };
  const mirror = (s: typeof split) => cropAndFlip(s, [1, 2, 3], { random: () => 0, padding: 0 });
  const keep = cropAndFlip(split, [1, 2, 3], { random: () => 0.5, padding: 0 });
  assertEquals([...mirror(split).images], [4, 5, 6, 1, 2, 3]);
  assertEquals([...keep.images], [1, 2, 3, 4, 5, 6]);
  assertEquals([...mirror(mirror(split) as typeof split).images], [1, 2, 3, 4, 5, 6]);
});

Deno.test("cropAndFlip refuses a padding that is not a number of pixels", () => {
  const split = { size: 1, images: new Uint8Array(1), labels: new Uint8Array(1) };
  for (const padding of [-1, 0.5, NaN]) {
    assertThrows(() => cropAndFlip(split, [1, 1, 1], { random: () => 0, padding }), RangeError);
  }
});
