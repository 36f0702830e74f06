/**
 * How a product is cut up for the workgroups of a GPU.
 *
 * @module
 */

/** The sizes of a product, for each matrix of a batch. */
export interface ProductShape {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  /** What is summed over. */
  readonly inner: number;
}

/** Rows and columns of the 256 threads of a workgroup, and steps of the inner index that it loads at once. */
export const side = 16;

/** The cut: tiles of `side · tall` rows by `side · wide` columns, and the inner index in `parts`. */
export interface Tiling {
  /** Rows of a tile that each thread computes: 1, 2 or 4. */
  readonly tall: number;
  /** Columns of a tile that each thread computes: 1, 2 or 4. */
  readonly wide: number;
  readonly rowTiles: number;
  readonly columnTiles: number;
  /** How many workgroups share one tile's sum; what they find is added in order afterwards. */
  readonly parts: number;
  /** Steps of `side` inner indexes that each of them takes. */
  readonly steps: number;
}

/** Under so many tiles the inner index is shared out … */
const fewTiles = 128;
/** … until there is work for about so many workgroups … */
const wantedGroups = 512;
/** … with at least so many steps each. */
const leastSteps = 8;

/** The cut depends on nothing but the shape, so the same sums are done in the same order on every device. */
export function tile({ batch, rows, columns, inner }: ProductShape): Tiling {
  const tall = perThread(rows), wide = perThread(columns);
  const rowTiles = Math.ceil(rows / (side * tall)),
    columnTiles = Math.ceil(columns / (side * wide));
  const tiles = batch * rowTiles * columnTiles, allSteps = Math.ceil(inner / side);
  const most = tiles < fewTiles ? Math.ceil(wantedGroups / tiles) : 1;
  const steps = Math.max(Math.min(allSteps, leastSteps), Math.ceil(allSteps / most));
  return { tall, wide, rowTiles, columnTiles, parts: Math.ceil(allSteps / steps), steps };
}

const perThread = (length: number): number => length > 2 * side ? 4 : length > side ? 2 : 1;
