import { assertEquals } from "@std/assert";
import { startBackend } from "../../../src/backend/choose.ts";
import { detached } from "../../../src/backend/operators/detached.ts";
import { placesOfNonzero, putRows, takeRows } from "../../../src/backend/operators/rows.ts";
import * as tf from "../../../src/backend/tf.ts";

const rows = Int32Array.of(2, 0);

Deno.test("takeRows() and putRows() are each other's gradient, and leave no tensor", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await startBackend(backend);
    const before = tf.memory().numTensors;
    const x = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
    const two = tf.tensor2d([[7, 8], [9, 10]]);
    const [took, put] = [takeRows(x, rows), putRows(two, rows, 3)];
    assertEquals(await took.array(), [[5, 6], [1, 2]]);
    assertEquals(await put.array(), [[9, 10], [0, 0], [7, 8]]);
    const ofTaking = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(takeRows(x, rows), two)))(x);
    assertEquals(await ofTaking.array(), [[9, 10], [0, 0], [7, 8]]);
    const ofPutting = tf.grad((y: tf.Tensor) => tf.sum(tf.mul(putRows(y, rows, 3), x)))(two);
    assertEquals(await ofPutting.array(), [[5, 6], [1, 2]]);
    const labels = tf.tensor1d([4, 5, 6], "int32");
    const some = takeRows(labels, rows);
    assertEquals([some.dtype, ...await some.data()], ["int32", 6, 4]);
    tf.dispose([x, two, took, put, ofTaking, ofPutting, labels, some]);
    assertEquals(tf.memory().numTensors, before);
  }
});

Deno.test("placesOfNonzero() are those of the numbers that are not zero", async () => {
  await startBackend("wasm");
  assertEquals([...placesOfNonzero(tf.tensor2d([[0, 1, 0], [-2, 0, NaN]]))], [1, 3, 5]);
});

Deno.test("detached() is a constant: no gradient flows through it, and nothing of it is kept", async () => {
  await startBackend("wasm");
  const x = tf.scalar(3);
  const before = tf.memory().numTensors;
  const slope = tf.grad((x: tf.Tensor) => tf.mul(x, detached(() => tf.square(x))))(x);
  assertEquals([...await slope.data()], [9]);
  slope.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("detached() makes a constant of a tensor that is there, which stays its owner's", async () => {
  await startBackend("wasm");
  const x = tf.scalar(3);
  const slope = tf.grad((x: tf.Tensor) => tf.mul(x, detached(() => x)))(x);
  assertEquals([...await slope.data()], [3]);
  const before = tf.memory().numTensors;
  detached(() => x).dispose();
  assertEquals([...await x.data()], [3]);
  tf.dispose([x, slope]);
  assertEquals(tf.memory().numTensors, before - 2);
});
