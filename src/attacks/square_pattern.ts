/**
 * The shape of Square's perturbations in l2.
 *
 * @module
 */

/**
 * One half of the pattern: largest in the middle, falling towards the rim,
 * `[rows, columns]` of l2 norm 1 (Andriushchenko et al. 2020, "Square Attack",
 * section 4.3: the cell at Chebyshev distance k from the middle is the sum of 1 / (r + 1)² over r ≥ k).
 */
function pyramid(rows: number, columns: number): Float64Array {
  const [middleRow, middleColumn] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  const layers = Math.max(middleRow, middleColumn) + 1;
  const height = Array.from({ length: layers }, (_, k) => {
    let sum = 0;
    for (let r = k; r < layers; r++) sum += 1 / (r + 1) ** 2;
    return sum;
  });
  const cells = Float64Array.from({ length: rows * columns }, (_, cell) => {
    const row = Math.floor(cell / columns);
    return height[Math.max(Math.abs(row - middleRow), Math.abs(cell % columns - middleColumn))]!;
  });
  return normalized(cells);
}

const known = new Map<number, Float64Array>();

/**
 * The pattern of one square, `[side, side]` of l2 norm 1: a positive half over
 * a negative one, or, `turned`, beside it. It is made once and must not be changed.
 */
export function squarePattern(side: number, turned: boolean): Float64Array {
  const key = turned ? -side : side;
  const pattern = known.get(key) ?? makePattern(side, turned);
  known.set(key, pattern);
  return pattern;
}

function makePattern(side: number, turned: boolean): Float64Array {
  const upperRows = Math.floor(side / 2);
  const upper = upperRows === 0 ? new Float64Array(0) : pyramid(upperRows, side);
  const lower = pyramid(side - upperRows, side);
  const cells = Float64Array.from({ length: side * side }, (_, cell) => {
    const [row, column] = [Math.floor(cell / side), cell % side];
    const source = turned ? column * side + row : cell;
    return source < upper.length ? upper[source]! : -lower[source - upper.length]!;
  });
  return normalized(cells);
}

function normalized(v: Float64Array): Float64Array {
  const norm = Math.hypot(...v);
  return v.map((x) => x / norm);
}
