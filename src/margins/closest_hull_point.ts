/**
 * The point of a polytope closest to the origin, from inner products alone:
 * Wolfe's active-set method (Wolfe 1976, "Finding the nearest point in a polytope").
 *
 * @module
 */

/** Convex weights over the corners, and the squared length of the point they give. */
export interface HullPoint {
  /** One weight a corner: not negative, summing to 1. */
  readonly weights: Float64Array;
  /** The squared distance of the point from the origin. */
  readonly squaredNorm: number;
}

/**
 * Finds the convex combination of corners that is closest to the origin. Inner
 * products times a power of two give the same weights, bit for bit.
 *
 * @param gram Inner products of the corners, a symmetric matrix as rows.
 * @param options `start`: weights to begin from, of a point found before on
 * some of these corners; `tolerance`: the relative gap at which a corner no
 * longer counts as closer than the point itself, 1e-12 by default.
 * @throws {Error} If rounding sends the method in a circle.
 */
export function closestHullPoint(
  gram: readonly Float64Array[],
  options: { start?: Float64Array; tolerance?: number } = {},
): HullPoint {
  const { start, tolerance = 1e-12 } = options;
  const weights = new Float64Array(gram.length);
  if (start) weights.set(start);
  else weights[shortestCorner(gram)] = 1;
  const active = indicesWhere(weights, (weight) => weight > 0);
  const largest = Math.max(...gram.map((row, i) => row[i]));
  const plane = { gram, height: largest / 64 || 1 };
  let corners = moveToAffineMinimum(plane, weights, active);

  // Each round adds the corner furthest below the point's own plane; the
  // method is finite, the bound only guards against rounding.
  for (let round = 0; round < 50 * (gram.length + 10); round++) {
    const products = innerProducts(gram, weights, corners);
    const squaredNorm = corners.reduce((sum, i) => sum + weights[i] * products[i], 0);
    const entering = indexOfLeast(products);
    const done =
      squaredNorm - products[entering] <= tolerance * Math.max(squaredNorm, tolerance * largest);
    if (done || corners.includes(entering)) return { weights, squaredNorm };
    const next = moveToAffineMinimum(plane, weights, [...corners, entering]);
    // It fell out again and changed nothing: only rounding had it closer.
    if (weights[entering] === 0 && next.length === corners.length) return { weights, squaredNorm };
    corners = next;
  }
  throw new Error("Cannot find the closest point: the corners are too nearly dependent");
}

/**
 * The corners' inner products, and the weight of 11ᵀ beside them: of their
 * size, or one of both drowns in the other. A 64th keeps small hulls exact.
 */
interface Plane {
  readonly gram: readonly Float64Array[];
  readonly height: number;
}

/** Walks to the affine minimiser over the active corners, dropping each corner whose weight reaches 0 on the way. */
function moveToAffineMinimum(
  plane: Plane,
  weights: Float64Array,
  active: readonly number[],
): readonly number[] {
  // Every turn but the last drops a corner, and the affine minimum of one is itself.
  for (let corners = active;;) {
    const target = affineMinimum(plane, corners);
    let step = 1;
    for (let k = 0; k < corners.length; k++) {
      if (target[k] > 0) continue;
      const weight = weights[corners[k]];
      step = Math.min(step, weight === 0 ? 0 : weight / (weight - target[k]));
    }
    corners.forEach((i, k) => weights[i] += step * (target[k] - weights[i]));
    if (step === 1) return corners;
    const least = Math.min(...corners.map((i) => weights[i]));
    const kept = corners.filter((i) => weights[i] > Math.max(least, 1e-15));
    for (const i of corners) if (!kept.includes(i)) weights[i] = 0;
    corners = kept;
  }
}

/**
 * Weights summing to 1, of any sign, that give the shortest combination: solves
 * (G + height 11ᵀ) a = 1 by Cholesky and scales.
 */
function affineMinimum({ gram, height }: Plane, active: readonly number[]): Float64Array {
  const n = active.length;
  const factor = active.map((i) => Float64Array.from(active, (j) => gram[i][j] + height));
  const solution = new Float64Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    const row = factor[i];
    for (let j = 0; j <= i; j++) {
      const other = factor[j];
      let sum = row[j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-14 * row[i])) : sum / other[j];
    }
    for (let k = 0; k < i; k++) solution[i] -= row[k] * solution[k];
    solution[i] /= row[i];
  }
  let total = 0;
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solution[i] -= factor[k][i] * solution[k];
    solution[i] /= factor[i][i];
    total += solution[i];
  }
  return solution.map((value) => value / total);
}

function innerProducts(
  gram: readonly Float64Array[],
  weights: Float64Array,
  active: readonly number[],
): Float64Array {
  return Float64Array.from(gram, (row) => active.reduce((sum, j) => sum + row[j] * weights[j], 0));
}

function shortestCorner(gram: readonly Float64Array[]): number {
  return indexOfLeast(Float64Array.from(gram, (row, i) => row[i]));
}

function indexOfLeast(values: Float64Array): number {
  let least = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[least]) least = i;
  return least;
}

function indicesWhere(values: Float64Array, holds: (value: number) => boolean): number[] {
  return [...values.keys()].filter((i) => holds(values[i]));
}
