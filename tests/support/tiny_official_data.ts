/** A folder of data in the official formats, small enough for every figure in seconds. */
import type { Dataset, Split } from "../../src/types.ts";
import { tenBands } from "./context.ts";
import { idxFile } from "./data_files.ts";

/** Writes MNIST's and CIFAR-10's files: a few hundred images. */
export async function writeTinyData(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const mnist = tenBands("mnist", [100, 60]);
  for (
    const [name, { size, images, labels }] of [["train", mnist.train], [
      "t10k",
      mnist.test,
    ]] as const
  ) {
    await Deno.writeFile(`${folder}/${name}-images-idx3-ubyte`, idxFile([size, 28, 28], images));
    await Deno.writeFile(`${folder}/${name}-labels-idx1-ubyte`, idxFile([size], labels));
  }
  const { shape, train, test } = tenBands("cifar10", [200, 40]);
  for (let batch = 0; batch < 5; batch++) {
    const part = cifarBatch(train, shape, [40 * batch, 40 * batch + 40]);
    await Deno.writeFile(`${folder}/data_batch_${batch + 1}.bin`, part);
  }
  await Deno.writeFile(`${folder}/test_batch.bin`, cifarBatch(test, shape, [0, test.size]));
}

/** Of each image its label, then its channels one after another. */
function cifarBatch(
  { images, labels }: Split,
  [height, width, channels]: Dataset["shape"],
  [from, to]: readonly [number, number],
): Uint8Array {
  const area = height * width;
  const bytes: number[] = [];
  for (let i = from; i < to; i++) {
    bytes.push(labels[i]!);
    for (let channel = 0; channel < channels; channel++) {
      for (let place = 0; place < area; place++) {
        bytes.push(images[(i * area + place) * channels + channel]!);
      }
    }
  }
  return Uint8Array.from(bytes);
}
