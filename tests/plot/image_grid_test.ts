import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decode } from "fast-png";
import { bytesToText, textToBytes } from "../../src/plot/base64.ts";
import { imageGrid } from "../../src/plot/image_grid.ts";
import { mosaicPng } from "../../src/plot/mosaic.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { imageRows } from "../support/plot_rows.ts";
import { textsIn } from "../support/spec_panels.ts";

const pixels = () => Uint8Array.of(1, 2, 3, 4);
const options = { title: "t", shape: [2, 2, 1], pixels } as const;

Deno.test("mosaicPng() decodes to every image's bytes, each pixel a square, white between", () => {
  const image = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
  const drawn = fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom(1, 3),
    fc.integer({ min: 1, max: 4 }),
  ).chain(([height, width, channels, scale]) =>
    fc.record({
      shape: fc.constant([height, width, channels] as const),
      scale: fc.constant(scale),
      gaps: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
      images: fc.array(
        fc.array(fc.option(image(height * width * channels)), { minLength: 3, maxLength: 3 }),
        { minLength: 1, maxLength: 3 },
      ),
    })
  );
  fc.assert(
    fc.property(drawn, (mosaic) => {
      const [height, width, channels] = mosaic.shape;
      const png = decode(mosaicPng(mosaic));
      const [stepX, stepY] = [
        width * mosaic.scale + mosaic.gaps[0],
        height * mosaic.scale + mosaic.gaps[1],
      ];
      assertEquals(png.width, 3 * stepX - mosaic.gaps[0]);
      assertEquals(png.height, mosaic.images.length * stepY - mosaic.gaps[1]);
      for (let y = 0; y < png.height; y++) {
        for (let x = 0; x < png.width; x++) {
          const [column, line] = [Math.floor(x / stepX), Math.floor(y / stepY)];
          const [dx, dy] = [
            Math.floor((x - column * stepX) / mosaic.scale),
            Math.floor((y - line * stepY) / mosaic.scale),
          ];
          const one = dx < width && dy < height ? mosaic.images[line]![column] : null;
          for (let channel = 0; channel < channels; channel++) {
            const wanted = one ? one[(dy * width + dx) * channels + channel] : 255;
            assertEquals(png.data[(y * png.width + x) * channels + channel], wanted);
          }
        }
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("imageGrid() embeds one PNG, written once, with a caption for each image", async () => {
  const spec = imageGrid(imageRows(), {
    title: "t",
    row: "digit",
    column: (row) => `epoch ${row.epoch}`,
    shape: [8, 8, 1],
    pixels: (row) => row.pixels,
    caption: (row) => row.norm.toFixed(2),
  });
  const svg = await renderSvg(spec);
  assertEquals(svg.match(/data:image/g)?.length, 1);
  const png = decode(textToBytes(svg.match(/base64,([^"]+)"/)![1]!));
  assertEquals(png.channels, 1);
  const texts = textsIn(spec);
  for (const text of ["0", "1", "epoch 1", "epoch 100", "3.00", "1.50"]) {
    assert(texts.includes(text));
  }
  assertStringIncludes(spec.description, "0, epoch 1: 3.00; 0, epoch 10: 1.50");
});

Deno.test("imageGrid() reads pixels from a cell as base64", () => {
  const rows = [{ image: bytesToText(pixels()) }];
  const [fromText, fromBytes] = [
    imageGrid(rows, { ...options, pixels: "image" }),
    imageGrid(rows, options),
  ];
  assertEquals(fromText, fromBytes);
});

Deno.test("imageGrid() leaves a place without an image white", async () => {
  const rows = [{ row: "a", column: "x" }, { row: "b", column: "y" }];
  const svg = await renderSvg(imageGrid(rows, { ...options, row: "row", column: "column" }));
  const png = decode(textToBytes(svg.match(/base64,([^"]+)"/)![1]!));
  assertEquals([png.data[0], png.data[png.width - 1]], [1, 255]);
});

Deno.test("imageGrid() names the place of bytes that do not fit the shape", () => {
  const message = "line 1, column 2: an image of shape [2,2,1] must have 4 bytes, not 3";
  const rows = [{ at: 1, image: "AAAAAA==" }, { at: 2, image: "AAAA" }];
  assertThrows(
    () => imageGrid(rows, { ...options, pixels: "image", column: "at" }),
    RangeError,
    message,
  );
});

Deno.test("imageGrid() refuses two images at one place, and 2 channels", () => {
  assertThrows(() => imageGrid([{}, {}], options), RangeError, "2 rows say it is theirs");
  assertThrows(
    () => imageGrid([{}], { ...options, shape: [2, 1, 2] }),
    RangeError,
    "1 or 3 channels",
  );
});

Deno.test("imageGrid() of no rows says so", () => {
  assertEquals(textsIn(imageGrid([], options)), ["no data"]);
});

Deno.test("bytesToText() and textToBytes() keep any bytes, long ones too", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at * 7);
  assertEquals(textToBytes(bytesToText(bytes)), bytes);
});

Deno.test("textToBytes() shows the beginning of what is no base64", () => {
  assertThrows(
    () => textToBytes("not base64 at all, really"),
    SyntaxError,
    '"not base64 at all, r…"',
  );
});
