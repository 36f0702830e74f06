import * as tf from "../../src/backend/tf.ts";
import { normal, seededRandom } from "../../src/random.ts";

/** Standard normal numbers. */
export function noise(shape: number[], seed = 3): tf.Tensor {
  const random = seededRandom(seed, "noise");
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => normal(random)), shape);
}
