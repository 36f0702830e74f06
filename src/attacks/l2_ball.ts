/**
 * The sets an attack stays in, the l2 ball around the origin and the box
 * [0, 1], as in-place operations on one example's pixels. Pixels are float32,
 * sums are taken in double precision.
 *
 * @module
 */

/** The l2 norm of a vector, `[size]`. */
export function l2Norm(v: Float32Array): number {
  // Two sums side by side: one alone waits for each addition to end.
  let [even, odd] = [0, 0];
  const whole = v.length & ~1;
  for (let i = 0; i < whole; i += 2) {
    even += v[i]! * v[i]!;
    odd += v[i + 1]! * v[i + 1]!;
  }
  if (whole < v.length) even += v[whole]! ** 2;
  return Math.sqrt(even + odd);
}

/** The l2 distance of two points, `[size]` each. */
export function l2Distance(p: Float32Array, q: Float32Array): number {
  let [even, odd] = [0, 0];
  const whole = p.length & ~1;
  for (let i = 0; i < whole; i += 2) {
    const d = p[i]! - q[i]!;
    const e = p[i + 1]! - q[i + 1]!;
    even += d * d;
    odd += e * e;
  }
  if (whole < p.length) even += (p[whole]! - q[whole]!) ** 2;
  return Math.sqrt(even + odd);
}

/** Clips every pixel of `x` into [0, 1]. */
export function clipToBox(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    if (v < 0) x[i] = 0;
    else if (v > 1) x[i] = 1;
  }
}

/** Moves `x` along its direction from the origin until it is `distance` away. */
export function scaleToDistance(x: Float32Array, origin: Float32Array, distance: number): void {
  const now = l2Distance(x, origin);
  if (now > 0) scaleAbout(x, origin, distance / now);
}

/** Multiplies the perturbation of `x` by a factor. */
export function scaleAbout(x: Float32Array, origin: Float32Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] = origin[i]! + factor * (x[i]! - origin[i]!);
}

/** The nearest point of the ball, up to float32 rounding. */
export function projectToBall(x: Float32Array, origin: Float32Array, radius: number): void {
  const distance = l2Distance(x, origin);
  if (distance > radius) scaleAbout(x, origin, radius / distance);
}

/**
 * Puts `x` into box and ball so that no rounding leaves it outside: what a
 * result is judged on.
 */
export function settleInBallAndBox(x: Float32Array, origin: Float32Array, radius: number): void {
  clipToBox(x);
  let shrink = 1;
  for (let distance = l2Distance(x, origin); distance > radius; distance = l2Distance(x, origin)) {
    scaleAbout(x, origin, shrink * radius / distance);
    shrink *= 1 - 2 ** -22;
    if (shrink < 0.999) x.set(origin);
  }
}

/** Ways to bring a moved point back, by the names settings use. */
export type ProjectionName = "box_then_ball" | "ball_then_box";

/**
 * Brings a moved point back into ball and box. Either order ends in both,
 * since the origin lies in the box: shrinking towards it keeps the box, and
 * clipping brings every pixel nearer to it.
 */
export type Projection = (x: Float32Array, origin: Float32Array, radius: number) => void;

/** The projections by name. */
export const projections: Readonly<Record<ProjectionName, Projection>> = {
  box_then_ball: (x, origin, radius) => {
    clipToBox(x);
    projectToBall(x, origin, radius);
  },
  ball_then_box: (x, origin, radius) => {
    projectToBall(x, origin, radius);
    clipToBox(x);
  },
};
