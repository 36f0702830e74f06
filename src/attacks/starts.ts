/**
 * Where an attack begins, by the names settings use.
 *
 * @module
 */
import { normal } from "../random.ts";
import type { Point } from "./attack.ts";
import { clipToBox, projectToBall, scaleToDistance } from "./l2_ball.ts";

/** The starts an attack's settings can name. */
export type StartName = "origin" | "noise_image" | "gaussian_sphere" | "gaussian_ball";

/** Makes the first iterate of one example: inside ball and box. */
export type Start = (point: Point, radius: number) => Float32Array;

/** The starts by name. */
export const starts: Readonly<Record<StartName, Start>> = {
  /** The unperturbed input. */
  origin: ({ origin }) => origin.slice(),

  /** An image of uniform noise, pulled towards the input until it is in the ball: on its sphere, unless the ball reaches farther. The paper's. */
  noise_image: ({ origin, random }, radius) => {
    const x = Float32Array.from(origin, () => random());
    projectToBall(x, origin, radius);
    return x;
  },

  /** A uniformly drawn direction to its end on the sphere, clipped. AutoAttack's. */
  gaussian_sphere: (point, radius) => gaussian(point, radius),

  /** A uniformly drawn direction and a uniformly drawn share of the radius, clipped. torchattacks'. */
  gaussian_ball: (point, radius) => gaussian(point, radius * point.random()),
};

function gaussian({ origin, random }: Point, distance: number): Float32Array {
  const x = Float32Array.from(origin, (pixel) => pixel + normal(random));
  scaleToDistance(x, origin, distance);
  clipToBox(x);
  return x;
}
