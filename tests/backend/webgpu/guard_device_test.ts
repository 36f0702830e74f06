import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "../../../src/backend/tf.ts";
import { runForEach } from "../../../src/backend/webgpu/run_shader.ts";
import type { WebgpuBackend } from "../../../src/backend/webgpu/webgpu_backend.ts";
import { testOnWebgpu } from "../../support/webgpu.ts";

const backend = () => tf.backend() as unknown as WebgpuBackend;

testOnWebgpu("guardDevice refuses a tensor that no shader could see whole", () => {
  const { maxStorageBufferBindingSize, maxBufferSize } = backend().device.limits;
  const length = Math.min(maxStorageBufferBindingSize, maxBufferSize) / 4 + 1;
  assertThrows(() => tf.fill([length], 1), RangeError, "a smaller batch needs less");
  return Promise.resolve();
});

testOnWebgpu(
  "guardDevice refuses a synchronous read, and awaiting the same numbers works",
  async () => {
    const sum = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])));
    assertThrows(() => sum.dataSync(), Error, "must be awaited, with data()");
    assertEquals([...await sum.data()], [4, 6]);
    sum.dispose();
  },
);

// Last: nothing can be read from this device afterwards.
testOnWebgpu(
  "guardDevice makes an operation that WebGPU refuses an error, and rejects every read",
  async () => {
    const reported = Promise.withResolvers<Error>();
    addEventListener("error", (event) => {
      event.preventDefault();
      reported.resolve(event.error);
    }, { once: true });
    const x = tf.tensor1d([1, 2]);
    const { dataId } = runForEach(backend(), {
      key: "refused",
      code: "fn valueAt(index : i32) -> f32 { return nothing; }",
      inputs: { x },
      integers: {},
      outShape: [2],
    });
    await assertRejects(
      async () => await backend().read(dataId),
      Error,
      "WebGPU refused an operation",
    );
    assertStringIncludes(
      (await reported.promise).message,
      "nothing computed since is to be trusted",
    );
    await assertRejects(() => tf.tidy(() => tf.square(x)).data(), Error, "WebGPU refused");
  },
);
