import { assert, assertEquals, assertThrows } from "@std/assert";
import { sharedBytes, sharedDataset } from "../../src/data/shared_dataset.ts";
import type { Dataset } from "../../src/types.ts";

const split = { size: 2, images: new Uint8Array([7, 8]), labels: new Uint8Array([0, 1]) };
const tiny: Dataset = { name: "tiny", shape: [1, 1, 1], classes: 2, train: split, test: split };

Deno.test("sharedDataset holds the same data, in memory that is shared", () => {
  const shared = sharedDataset(tiny);
  assertEquals({ ...shared, train: null, test: null }, { ...tiny, train: null, test: null });
  for (const { size, images, labels } of [shared.train, shared.test]) {
    assertEquals([size, [...images], [...labels]], [2, [7, 8], [0, 1]]);
    assert(
      images.buffer instanceof SharedArrayBuffer && labels.buffer instanceof SharedArrayBuffer,
    );
  }
});

Deno.test("sharedDataset does not copy what is shared already", () => {
  const once = sharedDataset(tiny);
  assert(sharedDataset(once).train.images === once.train.images);
});

Deno.test("sharedDataset is one memory on both sides of a message", async () => {
  const { port1, port2 } = new MessageChannel();
  const shared = sharedDataset(tiny);
  const arrived = new Promise<Dataset>((resolve) =>
    port2.onmessage = (event) => resolve(event.data)
  );
  port1.postMessage(shared);
  const there = await arrived;
  there.train.images[0] = 99;
  assertEquals(shared.train.images[0], 99);
  port1.close();
  port2.close();
});

Deno.test("sharedBytes says what is missing where the platform has no shared memory", () => {
  const kept = globalThis.SharedArrayBuffer;
  try {
    Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
    assertThrows(() => sharedBytes(1), Error, "SharedArrayBuffer is needed");
  } finally {
    globalThis.SharedArrayBuffer = kept;
  }
});
