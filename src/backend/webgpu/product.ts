/**
 * The product of two operands in tiles: every workgroup brings a strip of each
 * to its shared memory, and every thread adds up a few rows and columns.
 * Sums have one fixed order, so the same inputs give the same bits.
 *
 * @module
 */
import type { TensorInfo } from "../tf.ts";
import type { Operand } from "./operands.ts";
import { productCode } from "./product_code.ts";
import { runForEach, runShader } from "./run_shader.ts";
import { type ProductShape, tile, type Tiling } from "./tiles.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** What a product may do to its result before it is written. */
export interface Epilogue {
  /** `[columns]`, added to every row. */
  readonly bias?: TensorInfo | undefined;
  /** Negative results become 0; NaN stays NaN. */
  readonly relu: boolean;
}

/** Two operands and how their product is to be seen. */
export interface Product extends ProductShape, Epilogue {
  readonly a: Operand;
  readonly b: Operand;
  readonly outShape: readonly number[];
}

/** Their product, fresh. */
export function multiply(backend: WebgpuBackend, product: Product): TensorInfo {
  const tiling = tile(product);
  if (tiling.parts === 1) return runTiles(backend, product, tiling);
  const { batch, rows, columns } = product;
  const inParts = { ...product, outShape: [batch, tiling.parts, rows, columns] };
  const parts = runTiles(backend, { ...inParts, bias: undefined, relu: false }, tiling);
  const sum = addParts(backend, parts, product, tiling.parts);
  backend.disposeData(parts.dataId);
  return sum;
}

function runTiles(backend: WebgpuBackend, product: Product, tiling: Tiling): TensorInfo {
  const { a, b, batch, rows, columns, inner, bias, relu, outShape } = product;
  const { rowTiles, columnTiles, parts, steps } = tiling;
  return runShader(backend, {
    key: [a.key, b.key, tiling.tall, tiling.wide, bias ? "bias" : "", relu ? "relu" : ""].join("_"),
    code: productCode(a, b, tiling, epilogueCode(product)),
    inputs: { A: a.tensor, B: b.tensor, ...(bias && { bias }) },
    integers: {
      ...{ rows, columns, inner, rowTiles, columnTiles, parts, steps, slices: batch * parts },
      ...a.integers("A"),
      ...b.integers("B"),
    },
    groups: batch * parts * rowTiles * columnTiles,
    outShape,
  });
}

function addParts(
  backend: WebgpuBackend,
  sums: TensorInfo,
  product: Product,
  parts: number,
): TensorInfo {
  const { rows, columns, bias, relu, outShape } = product;
  return runForEach(backend, {
    key: `parts_${bias ? "bias" : ""}_${relu ? "relu" : ""}`,
    code: `${epilogueCode(product)}
      fn valueAt(index : i32) -> f32 {
        let first = (index / uniforms.size) * uniforms.size * uniforms.parts + index % uniforms.size;
        var sum = 0.0;
        for (var part = 0; part < uniforms.parts; part++) {
          sum += sums[first + part * uniforms.size];
        }
        return epilogue(sum, index % uniforms.columns);
      }`,
    inputs: { sums, ...(bias && { bias }) },
    integers: { size: rows * columns, columns, parts },
    outShape,
  });
}

/** Drivers may take it that no number is NaN, and then a comparison loses it; its bits they cannot lose. */
export const reluCode: string = `
      fn relu(x : f32) -> f32 { return select(max(x, 0.0), x, isnan(x)); }`;

function epilogueCode({ bias, relu }: Epilogue): string {
  const sum = bias ? "x + f32(bias[column])" : "x";
  return `${reluCode}
      fn epilogue(x : f32, column : i32) -> f32 { return ${relu ? `relu(${sum})` : sum}; }`;
}
