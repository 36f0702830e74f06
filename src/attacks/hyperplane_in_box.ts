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
 * With z(t) = clip(point - t · normal), signs chosen so that t ≥ 0, every
 * coordinate moves until it meets its bound and rests there. What is left to
 * cover, convex and piecewise linear in t, is driven to 0 by Newton's method
 * from 0: it never overshoots, so a coordinate found at its bound is done
 * with, and the root is exact after finitely many pieces, without sorting them.
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
  const size = point.length;
  const sign = value < 0 ? -1 : 1;
  const free = new Int32Array(size);
  const meets = new Float64Array(size); // the t at which a coordinate meets its bound
  let count = 0;
  let slope = 0;
  for (let i = 0; i < size; i++) {
    const n = normal[i]! * sign;
    const room = n > 0 ? point[i]! : point[i]! - 1;
    const t = n === 0 ? 0 : room / n;
    meets[i] = t;
    free[count] = i;
    const moves = t > 0 ? 1 : 0;
    count += moves;
    slope += moves * n * n;
  }
  let left = value * sign;
  let t = left / slope;
  for (let before = size + 1; count > 0 && count < before;) {
    before = count;
    count = 0;
    slope = 0;
    for (let k = 0; k < before; k++) {
      const i = free[k]!;
      const square = normal[i]! * normal[i]!;
      const moves = meets[i]! > t ? 1 : 0;
      free[count] = i;
      count += moves;
      slope += moves * square;
      left -= (1 - moves) * square * meets[i]!;
    }
    t = left / slope;
  }
  const end = count > 0 ? t : Infinity;
  const move = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    move[i] = meets[i] === 0 ? 0 : -sign * normal[i]! * Math.min(end, meets[i]!);
  }
  return move;
}
