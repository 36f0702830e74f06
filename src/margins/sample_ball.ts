/**
 * Points drawn uniformly from an l2 ball.
 *
 * @module
 */
import type { FastRandom } from "./fast_normal.ts";

/** A ball, and the generator that draws from it. */
export interface Ball {
  /** `[dimensions]` */
  readonly centre: Float32Array;
  readonly radius: number;
  readonly random: FastRandom;
}

/**
 * Writes a point drawn uniformly from a ball: a normal direction, and the
 * radius times the d-th root of a uniform number. It is not clipped.
 */
export function sampleBall(point: Float32Array, { centre, radius, random }: Ball): void {
  random.fillNormal(point);
  let squares = 0;
  for (let i = 0; i < point.length; i++) squares += point[i] * point[i];
  const length = radius * random.uniform() ** (1 / point.length);
  const scale = length / Math.sqrt(squares);
  for (let i = 0; i < point.length; i++) point[i] = centre[i] + scale * point[i];
}
