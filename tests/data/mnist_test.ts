import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/data/data_error.ts";
import { mnist, mnistZeroOne } from "../../src/data/mnist.ts";
import { sharedDataset } from "../../src/data/shared_dataset.ts";
import { idxFile, tinyMnist } from "../support/data_files.ts";

Deno.test("mnist puts each image beside its label", () => {
  const { name, shape, classes, train, test } = mnist(tinyMnist(12, 3));
  assertEquals([name, ...shape, classes, train.size, test.size], ["mnist", 28, 28, 1, 10, 12, 3]);
  assertEquals([...train.labels], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  for (let i = 0; i < train.size; i++) {
    const image = train.images.subarray(i * 784, (i + 1) * 784);
    assertEquals(new Set(image), new Set([i]));
  }
  assertEquals(test.images.length, 3 * 784);
});

Deno.test("mnist refuses what does not fit together and names the file", () => {
  const refuse = (change: Partial<ReturnType<typeof tinyMnist>>, file: string, message: string) => {
    const error = assertThrows(() => mnist({ ...tinyMnist(), ...change }), DataError, message);
    assertEquals(error.file, file);
  };
  const tiny = tinyMnist();
  refuse(
    { trainLabels: tiny.testLabels },
    "train-labels-idx1-ubyte",
    "expected 5 labels, as train-images",
  );
  refuse({ testImages: tiny.trainImages }, "t10k-labels-idx1-ubyte", "found 3");
  refuse({ testImages: tiny.testLabels }, "t10k-images-idx3-ubyte", "magic number 00 00 08 03");
  refuse({ trainLabels: tiny.trainImages }, "train-labels-idx1-ubyte", "magic number 00 00 08 01");
  refuse(
    { trainImages: idxFile([1, 2, 3], [1, 2, 3, 4, 5, 6]) },
    "train-images-idx3-ubyte",
    "28 × 28, found 2 × 3",
  );
  const narrow = idxFile([1, 28, 27], new Uint8Array(28 * 27));
  refuse({ testImages: narrow }, "t10k-images-idx3-ubyte", "28 × 28, found 28 × 27");
  refuse(
    { trainImages: idxFile([0, 28, 28], []) },
    "train-images-idx3-ubyte",
    "at least one image",
  );
  refuse(
    { trainLabels: idxFile([5], [0, 1, 2, 10, 4]) },
    "train-labels-idx1-ubyte",
    "found 10 at position 3",
  );
  refuse(
    { trainImages: tiny.trainImages.subarray(0, 2000) },
    "train-images-idx3-ubyte",
    "found 2,000 bytes",
  );
});

Deno.test("mnist calls files what it is told to", () => {
  const files = { ...tinyMnist(), testLabels: new Uint8Array([1]) };
  const error = assertThrows(
    () => mnist(files, { names: { testLabels: "my/labels.gz" } }),
    DataError,
  );
  assertEquals(error.file, "my/labels.gz");
});

Deno.test("mnistZeroOne keeps zeros and ones in their order, with their images", () => {
  const { name, classes, train, test } = mnistZeroOne(mnist(tinyMnist(23, 12)));
  assertEquals([name, classes, train.size, test.size], ["mnist01", 2, 6, 4]);
  assertEquals([...train.labels], [0, 1, 0, 1, 0, 1]);
  assertEquals([0, 1, 2, 3, 4, 5].map((i) => train.images[i * 784]), [0, 1, 10, 11, 20, 21]);
  assertEquals(test.images.length, 4 * 784);
});

Deno.test("mnistZeroOne leaves its argument alone and shares memory when that is shared", () => {
  const whole = sharedDataset(mnist(tinyMnist(12, 12)));
  const before = [...whole.train.images];
  const part = mnistZeroOne(whole);
  part.train.images.fill(77);
  assertEquals([...whole.train.images], before);
  assertEquals(part.train.images.buffer instanceof SharedArrayBuffer, true);
});

Deno.test("mnistZeroOne refuses a half without zeros and ones", () => {
  const labels = idxFile([3], [7, 7, 7]);
  assertThrows(
    () => mnistZeroOne(mnist({ ...tinyMnist(), testLabels: labels })),
    Error,
    "none is among 3 labels",
  );
});
