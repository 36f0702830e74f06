/**
 * C = op(A) op(B) by blocks that stay in cache: a block of A and a block of B
 * are packed into panels, then every pair of panels gives a tile.
 */
import { packPanels } from "./pack";
import { ACCUMULATE, EDGE, edgeTile, PANEL, tile } from "./tile";

/** The longest run of the summed index in one block. */
const DEPTH: i32 = 512;
/** Floats of A in one block. */
const BLOCK_A: i32 = 96 * 1024;
/** Columns of B in one block. */
const BLOCK_B: i32 = 64;
/** Bytes before the blocks: a spare tile and a list of eight addresses. */
const HEAD: usize = 320;

// @ts-ignore: decorator
@inline
function roundUp(x: i32): i32 {
  return (x + EDGE - 1) & ~(EDGE - 1);
}
/** The summed index in equal parts of at most DEPTH. */
function depthOf(k: i32): i32 {
  const parts = (k + DEPTH - 1) / DEPTH;
  return (k + parts - 1) / parts;
}
function rowsOf(m: i32, depth: i32): i32 {
  return min(roundUp(m), max(EDGE, (BLOCK_A / depth) & ~(EDGE - 1)));
}

/** The bytes of scratch that {@link gemm} needs. */
export function gemmScratch(m: i32, k: i32): usize {
  const depth = depthOf(k);
  return HEAD + (<usize>(depth * (rowsOf(m, depth) + BLOCK_B)) << 2);
}

/** Tiles of one packed block of A against one of B; `symmetric` leaves out those that lie under the diagonal. */
function multiplyBlock(
  a: usize, b: usize, c: usize, n: i32, depth: i32,
  rowStart: i32, rowEnd: i32, columnStart: i32, columnEnd: i32,
  flags: i32, bias: usize, symmetric: bool, spare: usize,
): void {
  const strideC = <usize>n << 2, panel = <usize>depth * PANEL;
  for (let j = columnStart; j < columnEnd; j += EDGE, b += panel) {
    const columns = min(EDGE, columnEnd - j), biasHere = bias + (<usize>j << 2);
    let pa = a;
    for (let i = rowStart; i < rowEnd; i += EDGE, pa += panel) {
      if (symmetric && j + EDGE <= i) break;
      const rows = min(EDGE, rowEnd - i), at = c + <usize>i * strideC + (<usize>j << 2);
      if (rows == EDGE && columns == EDGE) tile(pa, PANEL, b, PANEL, depth, at, strideC, flags, biasHere);
      else edgeTile(pa, PANEL, b, PANEL, depth, at, strideC, flags, biasHere, rows, columns, spare);
    }
  }
}

/** The lower triangle from the upper one. */
function mirror(c: usize, n: i32): void {
  const stride = <usize>n << 2;
  for (let block = 0; block < n; block += EDGE) {
    for (let i = block; i < n; i++) {
      const end = min(block + EDGE, i);
      for (let j = block; j < end; j++) {
        store<f32>(c + <usize>i * stride + (<usize>j << 2), load<f32>(c + <usize>j * stride + (<usize>i << 2)));
      }
    }
  }
}

/**
 * C[m, n] = op(A) op(B), then what `epilogue` (BIAS, RELU) says. A is stored
 * `[k, m]` when `transposeA`, B `[n, k]` when `transposeB`. A matrix times its
 * own transpose is symmetric: half of it is computed and mirrored.
 */
export function gemm(
  m: i32, n: i32, k: i32, transposeA: bool, transposeB: bool,
  a: usize, b: usize, c: usize, epilogue: i32, bias: usize, scratch: usize,
): void {
  const symmetric = a == b && m == n && transposeA != transposeB && epilogue == 0;
  const depth = depthOf(k), height = rowsOf(m, depth);
  const rows = scratch + 256, blockA = scratch + HEAD, blockB = blockA + (<usize>(depth * height) << 2);
  const strideA = <usize>(transposeA ? m : k) << 2, strideB = <usize>(transposeB ? k : n) << 2;
  for (let step = 0; step < k; step += depth) {
    const here = min(depth, k - step);
    const flags = (step > 0 ? ACCUMULATE : 0) | (step + here == k ? epilogue : 0);
    const fromA = a + (transposeA ? <usize>step * strideA : <usize>step << 2);
    const fromB = b + (transposeB ? <usize>step << 2 : <usize>step * strideB);
    for (let i = 0; i < m; i += height) {
      const rowEnd = min(m, i + height);
      packPanels(fromA + (transposeA ? <usize>i << 2 : <usize>i * strideA), strideA, !transposeA, here, rowEnd - i, blockA, rows);
      for (let j = symmetric ? i & ~(BLOCK_B - 1) : 0; j < n; j += BLOCK_B) {
        const columnEnd = min(n, j + BLOCK_B);
        packPanels(fromB + (transposeB ? <usize>j * strideB : <usize>j << 2), strideB, transposeB, here, columnEnd - j, blockB, rows);
        multiplyBlock(blockA, blockB, c, n, here, i, rowEnd, j, columnEnd, flags, bias, symmetric, scratch);
      }
    }
  }
  if (symmetric) mirror(c, n);
}
