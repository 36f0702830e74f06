/**
 * Numbers whose squares neither overflow nor vanish in float32.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";

/** Numbers times one power of two. */
export interface Squarable<T extends tf.Tensor> {
  /** The numbers times the factor; the largest magnitude lies in 2^±32, or is tiny. */
  readonly scaled: T;
  /** The power of two. */
  readonly factor: tf.Scalar;
}

/**
 * Multiplies numbers by a power of two that brings their largest magnitude
 * near 1. That is exact: what is computed of them differs by the factor alone.
 */
export function squarable<T extends tf.Tensor>(numbers: T): Squarable<T> {
  return tf.tidy(() => {
    const largest = tf.max(tf.abs(numbers));
    let factor = tf.scalar(2 ** 96);
    for (const exponent of [-72, -24, 24, 72]) {
      const lower = tf.scalar(2 ** -(exponent + 24));
      factor = tf.where(tf.greater(largest, 2 ** exponent), lower, factor);
    }
    return { scaled: tf.mul<T>(numbers, factor), factor };
  }) as Squarable<T>;
}
