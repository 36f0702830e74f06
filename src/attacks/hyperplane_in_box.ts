/**
 * The projection that FAB is built on.
 *
 * @module
 */

/**
 * The point of the box [0, 1] on the hyperplane `value + normal · (z - point) = 0`
 * that is nearest to `point`, exactly (Croce and Hein 2020, "Minimally Distorted
 * Adversarial Examples with a Fast Adaptive Boundary Attack", eq. 6). Where the hyperplane
 * misses the box: the corner that comes nearest to it, in the coordinates
 * whose slope is not 0.
 *
 * With z(t) = clip(point - t · normal), the hyperplane function is convex,
 * decreasing and piecewise linear in t ≥ 0 once signs make it start positive;
 * Newton's method from 0 then rises to its root from the left and hits it
 * after finitely many pieces, without sorting them.
 *
 * @param point In the box, `[size]`.
 * @param normal The hyperplane's normal, `[size]`.
 * @param value The hyperplane function at `point`.
 * @returns The nearest point minus `point`, `[size]`.
 */
export function moveToHyperplaneInBox(
  point: Float32Array,
  normal: Float32Array,
  value: number,
): Float64Array {
  const sign = value < 0 ? -1 : 1;
  let t = 0;
  for (let piece = 0; piece <= point.length; piece++) {
    let left = value * sign;
    let slope = 0;
    for (let i = 0; i < point.length; i++) {
      const n = normal[i]! * sign;
      const room = n > 0 ? point[i]! : point[i]! - 1;
      const wanted = t * n;
      if (n > 0 ? wanted < room : wanted > room) {
        left -= n * wanted;
        slope += n * n;
      } else left -= n * room;
    }
    if (slope === 0) break;
    const next = t + left / slope;
    if (!(left > 0) || next === t) break;
    t = next;
  }
  return Float64Array.from(point, (pixel, i) => {
    const wanted = sign * t * normal[i]!;
    return wanted > 0 ? -Math.min(wanted, pixel) : -Math.max(wanted, pixel - 1);
  });
}
