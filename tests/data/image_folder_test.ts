import { crc32 } from "node:zlib";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { encode } from "fast-png";
import { imagesFromArrays } from "../../src/data/array_images.ts";
import { DataError } from "../../src/data/data_error.ts";
import { readImageFolder } from "../../src/data/image_folder.ts";
import { parseLabelsCsv } from "../../src/data/labels_csv.ts";
import { parseNpy } from "../../src/data/npy.ts";
import { parsePng } from "../../src/data/png_images.ts";
import { gzipFile, idxFile, npyFile } from "../support/data_files.ts";
import { testInFolder } from "../support/test_in_folder.ts";

const array = (file: string, shape: number[], values: number[], whole = false) => ({
  ...{ file, shape, values, whole },
});

/** Float32 values as fractions of 255. */
const bytes = (images: Float32Array) => [...images].map((pixel) => Math.round(255 * pixel));

Deno.test("parseNpy() reads numbers of every kind and byte order", () => {
  for (const descr of ["<f4", ">f4", "<f8", "<f2", "|u1", "<i2", ">i8", "<u4"]) {
    const { shape, kind, values } = parseNpy(npyFile(descr, [2, 2], [0, 1, 2, 3]));
    assertEquals([shape, kind, [...values]], [[2, 2], descr.slice(1), [0, 1, 2, 3]]);
  }
  assertEquals(parseNpy(npyFile("<f4", [], [7])).shape, []);
});

Deno.test("parseNpy() refuses what is no whole array of numbers in C order", () => {
  const good = npyFile("<f4", [2], [1, 2]);
  const refuse = (file: Uint8Array, found: string) =>
    assertThrows(() => parseNpy(file, { file: "a.npy" }), DataError, found);
  refuse(new Uint8Array(3), "3 bytes");
  refuse(good.slice(0, -1), "expected 8 bytes of numbers ([2] of <f4), found 7");
  refuse(npyFile("<c8", [1], [1]), "found one of <c8");
  refuse(npyFile("|O", [1], [1]), "a header that names one array of numbers");
  refuse(npyFile("<f4", [2], [1, 2], "True"), "Fortran order");
});

Deno.test("imagesFromArrays() takes fractions, bytes, and PyTorch's channels first", () => {
  const labels = array("y", [1], [3], true);
  const grey = imagesFromArrays(array("x", [1, 1, 2], [0.5, 1]), labels);
  assertEquals([grey.shape, [...grey.images], grey.labels], [[1, 2, 1], [0.5, 1], [3]]);
  const whole = imagesFromArrays(array("x", [1, 1, 2, 1], [51, 255], true), labels);
  assertEquals(bytes(whole.images), [51, 255]);
  const first = imagesFromArrays(array("x", [1, 3, 2, 2], [...Array(12).keys()], true), labels);
  assertEquals(first.shape, [2, 2, 3]);
  assertEquals(bytes(first.images), [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  const column = imagesFromArrays(array("x", [1, 1, 1], [1]), array("y", [1, 1], [2], true));
  assertEquals(column.labels, [2]);
});

Deno.test("imagesFromArrays() names pixels outside the box, labels and shapes that do not fit", () => {
  const x = array("x.npy", [2, 1, 1], [0, 1]);
  const refuse = (images: typeof x, labels: typeof x, found: string) =>
    assertThrows(() => imagesFromArrays(images, labels), DataError, found);
  const y = array("y.npy", [2], [0, 1], true);
  refuse(
    array("x.npy", [2, 1, 1], [0, 200]),
    y,
    "Cannot read x.npy: expected pixels in [0, 1], found 200 in values from 0 to 200",
  );
  refuse(array("x.npy", [2, 1, 1], [0, -0.1]), y, "found -0.1");
  refuse(array("x.npy", [2, 1, 1], [0, NaN]), y, "found NaN");
  refuse(array("x.npy", [2, 1, 1], [0, 256], true), y, "[0, 255], found 256");
  refuse(array("x.npy", [2, 1, 1], [NaN, NaN]), y, "of which none is a number");
  refuse(array("x.npy", [2, 1, 1], [0, 1], true), y, "found whole ones up to 1");
  refuse(array("x.npy", [2, 2], [0, 1, 1, 1]), y, "found [2,2]");
  refuse(array("x.npy", [0, 1, 1], []), y, "at least one image");
  refuse(x, array("y.npy", [3], [0, 1, 2], true), "expected 2 labels, one an image");
  refuse(x, array("y.npy", [2, 2], [0, 1, 0, 1], true), "an array [2,2]");
  refuse(x, array("y.npy", [2], [0, 0.5]), "found 0.5 as label 1");
  refuse(x, array("y.npy", [2], [0, -1], true), "found -1 as label 1");
});

Deno.test("parsePng() reads grey, colour, opaque alpha, palettes and 16 bits", () => {
  const png = (channels: number, data: number[], depth: 8 | 16 = 8) =>
    encode({
      ...{ width: 1, height: 2, channels, depth },
      data: depth === 8 ? Uint8Array.from(data) : Uint16Array.from(data),
    });
  const read = (file: Uint8Array) => {
    const { shape, pixels } = parsePng(file, "a.png");
    return [shape, bytes(pixels)];
  };
  assertEquals(read(png(1, [3, 255])), [[2, 1, 1], [3, 255]]);
  assertEquals(read(png(3, [1, 2, 3, 4, 5, 6])), [[2, 1, 3], [1, 2, 3, 4, 5, 6]]);
  assertEquals(read(png(4, [1, 2, 3, 255, 4, 5, 6, 255])), [[2, 1, 3], [1, 2, 3, 4, 5, 6]]);
  assertEquals(read(png(2, [9, 255, 8, 255])), [[2, 1, 1], [9, 8]]);
  assertEquals(read(png(1, [257 * 4, 65_535], 16)), [[2, 1, 1], [4, 255]]);
  assertThrows(() => read(png(2, [9, 255, 8, 7])), DataError, "one of alpha 7");
  assertThrows(() => read(withTransparency(png(1, [9, 8]))), DataError, "that is transparent");
  assertThrows(() => read(Uint8Array.of(1, 2)), DataError, "expected a whole PNG image");
});

/** A grey PNG in which one grey is transparent: a tRNS chunk before its pixels. */
function withTransparency(png: Uint8Array): Uint8Array {
  const chunk = Uint8Array.from([...new TextEncoder().encode("tRNS"), 0, 9]);
  const at = 33; // behind the signature and the header
  const file = new Uint8Array([
    ...png.slice(0, at),
    0,
    0,
    0,
    2,
    ...chunk,
    0,
    0,
    0,
    0,
    ...png.slice(at),
  ]);
  new DataView(file.buffer).setUint32(at + 4 + chunk.length, crc32(chunk));
  return file;
}

Deno.test("parseLabelsCsv() takes a header or none, and names the line that is wrong", () => {
  const expected = [{ file: "a.png", label: 3 }, { file: "b, c.png", label: 0 }];
  const read = (text: string) => parseLabelsCsv(text, "labels.csv");
  assertEquals(read('a.png,3\n"b, c.png",0\n'), expected);
  assertEquals(read('file,label\r\na.png,3\r\n"b, c.png",0\r\n'), expected);
  assertEquals(read('split,Class,Filename\nx,3,a.png\nx,0,"b, c.png"\n'), expected);
  assertThrows(() => read(""), DataError, "found none");
  assertThrows(() => read("file,label\n"), DataError, "found none");
  assertThrows(() => read("file,label\na.png,cat\n"), DataError, "found a.png,cat in line 2");
  assertThrows(() => read("a.png,1\nb.png\n"), DataError, "found b.png in line 2");
  assertThrows(() => read('a,"b\n'), DataError, "expected CSV");
});

Deno.test("parseLabelsCsv() prefers the columns file and label to other names, wherever they are", () => {
  const lines = [
    ["id,file,label", "7,a.png,3"],
    ["file,y,class,label", "a.png,0,cat,3"],
    ["y,label,image,file", "0,3,b.png,a.png"],
    ["id,y,target,filename", "7,0,3,a.png"],
  ] as const;
  for (const [header, line] of lines) {
    const read = parseLabelsCsv(`${header}\n${line}\n`, "labels.csv");
    assertEquals(read, [{ file: "a.png", label: 3 }], header);
  }
});

testInFolder("readImageFolder() reads PNG files, arrays and IDX files alike", async (folder) => {
  const pixels = [[0, 51, 102, 255], [1, 2, 3, 4]];
  const png = (data: number[]) =>
    encode({ width: 2, height: 2, channels: 1, data: Uint8Array.from(data) });
  const files: Record<string, Record<string, Uint8Array>> = {
    png: {
      "one.png": png(pixels[0]!),
      "two.png": png(pixels[1]!),
      "labels.csv": new TextEncoder().encode("file,label\none.png,1\ntwo.png,0\n"),
    },
    npy: {
      "images.npy": npyFile("|u1", [2, 2, 2], pixels.flat()),
      "labels.npy": npyFile("<i8", [2], [1, 0]),
    },
    idx: {
      "t10k-images-idx3-ubyte.gz": await gzipFile(idxFile([2, 2, 2], pixels.flat())),
      "t10k-labels-idx1-ubyte": idxFile([2], [1, 0]),
      "train-images-idx3-ubyte": idxFile([1, 2, 2], [9, 9, 9, 9]),
      "train-labels-idx1-ubyte": idxFile([1], [5]),
    },
  };
  for (const [kind, each] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${kind}`);
    for (const [name, file] of Object.entries(each)) {
      await Deno.writeFile(`${folder}/${kind}/${name}`, file);
    }
    const { shape, images, labels } = await readImageFolder(`${folder}/${kind}`);
    assertEquals([kind, shape, bytes(images), labels], [kind, [2, 2, 1], pixels.flat(), [1, 0]]);
  }
});

testInFolder("readImageFolder() takes booleans for black and white", async (folder) => {
  await Deno.writeFile(`${folder}/images.npy`, npyFile("|b1", [1, 2, 2], [0, 1, 1, 0]));
  await Deno.writeFile(`${folder}/labels.npy`, npyFile("<i8", [1], [3]));
  assertEquals([...(await readImageFolder(folder)).images], [0, 1, 1, 0]);
});

testInFolder("readImageFolder() names what a folder lacks", async (folder) => {
  const refuse = (path: string, found: string) =>
    assertRejects(() => readImageFolder(path), DataError, found);
  await refuse(`${folder}/nowhere`, "found no such folder");
  await refuse(folder, "found an empty folder");
  await Deno.writeTextFile(`${folder}/notes.txt`, "");
  await refuse(folder, "found notes.txt");
  await Deno.writeTextFile(`${folder}/labels.csv`, "a.png,1\n");
  await refuse(folder, "a.png");
  const png = (height: number) =>
    encode({ width: 1, height, channels: 1, data: new Uint8Array(height) });
  await Deno.writeFile(`${folder}/a.png`, png(1));
  await Deno.writeFile(`${folder}/b.png`, png(2));
  await Deno.writeTextFile(`${folder}/labels.csv`, "a.png,1\nb.png,1\n");
  await refuse(folder, "must have the shape of the first, [1,1,1], found [2,1,1]");
});
