/**
 * Some of a tensor's rows, along its first axis, and back. By copying where
 * numbers can be read at once, which they cannot on WebGPU: tfjs's own kernel
 * for wasm goes number by number.
 *
 * @module
 */
import * as tf from "../tf.ts";

/**
 * The places of the numbers that are not zero, row-major; of all numbers where
 * they cannot be read at once.
 */
export function placesOfNonzero(x: tf.Tensor): Int32Array {
  const all = Int32Array.from({ length: x.size }, (_, place) => place);
  if (tf.getBackend() === "webgpu") return all;
  const values = x.dataSync<"float32">();
  return all.filter((place) => values[place] !== 0);
}

/**
 * The rows in the order in which they are named; differentiable in x.
 *
 * @param x `[count, ...]`
 * @param rows Positions along its first axis.
 */
export function takeRows<T extends tf.Tensor>(x: T, rows: Int32Array): T {
  if (isAll(rows, x.shape[0]!)) return x;
  const [count] = x.shape as [number];
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: taken(args[0] as tf.Tensor, rows),
    gradFunc: (dy: tf.Tensor) => put(dy, rows, count),
  }))(x) as T;
}

/**
 * The rows at their places among `count`, zeros elsewhere; differentiable in x.
 *
 * @param x `[rows, ...]`
 * @param rows Their places, none twice.
 */
export function putRows<T extends tf.Tensor>(x: T, rows: Int32Array, count: number): T {
  if (isAll(rows, count)) return x;
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: put(args[0] as tf.Tensor, rows, count),
    gradFunc: (dy: tf.Tensor) => taken(dy, rows),
  }))(x) as T;
}

function isAll(rows: Int32Array, count: number): boolean {
  return rows.length === count && rows.every((row, i) => row === i);
}

function taken(x: tf.Tensor, rows: Int32Array): tf.Tensor {
  if (tf.getBackend() === "webgpu") return tf.gather(x, tf.tensor1d(rows, "int32"));
  return copied(x, rows.length, [...rows.entries()].map(([to, from]) => [from, to]));
}

/** Rows named twice are added up on WebGPU alone. */
function put(x: tf.Tensor, rows: Int32Array, count: number): tf.Tensor {
  if (tf.getBackend() === "webgpu") {
    return tf.unsortedSegmentSum(x, tf.tensor1d(rows, "int32"), count);
  }
  return copied(x, count, [...rows.entries()]);
}

function copied(x: tf.Tensor, count: number, moves: [from: number, to: number][]): tf.Tensor {
  const shape = x.shape.slice(1);
  const size = shape.reduce((product, length) => product * length, 1);
  const values = x.dataSync<"float32">();
  const copies = x.dtype === "int32"
    ? new Int32Array(count * size)
    : new Float32Array(count * size);
  for (const [from, to] of moves) {
    copies.set(values.subarray(from * size, (from + 1) * size), to * size);
  }
  return tf.tensor(copies, [count, ...shape], x.dtype);
}
