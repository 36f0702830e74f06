/**
 * The two layouts in which weights travel: tfjs's, which is ours, and
 * PyTorch's.
 *
 * @module
 */
import type { WeightArray } from "../types.ts";
import { type LayerWeights, type ShapedLayer, sizeOf } from "./layer_shapes.ts";

/**
 * `tfjs`: kernels `[height, width, in, out]`, dense `[in, out]`, images
 * flattened by height, width, channels. `pytorch`: kernels
 * `[out, in, height, width]`, dense `[out, in]`, flattened by channels, height, width.
 */
export type WeightsLayout = "tfjs" | "pytorch";

/** The names of the layouts. */
export const weightsLayouts: readonly WeightsLayout[] = ["tfjs", "pytorch"];

/** The shape of a layer's kernel in a layout. */
export function kernelShapeIn(layout: WeightsLayout, { kernelShape }: LayerWeights): number[] {
  if (layout === "tfjs") return [...kernelShape];
  const [out, incoming] = [kernelShape.at(-1)!, kernelShape.at(-2)!];
  return [out, incoming, ...kernelShape.slice(0, -2)];
}

/** The shape of each weight of a network in a layout, by our names, first layer first. */
export function weightShapesIn(
  layout: WeightsLayout,
  layers: readonly ShapedLayer[],
): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { weights } of layers) {
    if (!weights) continue;
    shapes.set(`${weights.name}.weight`, kernelShapeIn(layout, weights));
    shapes.set(`${weights.name}.bias`, [weights.kernelShape.at(-1)!]);
  }
  return shapes;
}

/** A kernel of ours in PyTorch's layout. */
export function kernelToPytorch(kernel: WeightArray, layer: LayerWeights): WeightArray {
  const values = permute(kernel.values, { shape: window(layer), order: [3, 2, 0, 1] });
  return { shape: kernelShapeIn("pytorch", layer), values };
}

/** A kernel in PyTorch's layout as one of ours. */
export function kernelFromPytorch(kernel: WeightArray, layer: LayerWeights): WeightArray {
  const [height, width, incoming, out] = window(layer);
  const shape = [out, incoming, height, width];
  const values = permute(kernel.values, { shape, order: [2, 3, 1, 0] });
  return { shape: layer.kernelShape, values };
}

/** A kernel's four axes in our order: what a dense layer flattens is a window as large as the image. */
function window({ kernelShape, flattens }: LayerWeights): number[] {
  if (kernelShape.length === 4) return [...kernelShape];
  const [incoming, out] = kernelShape;
  return flattens ? [...flattens, out] : [1, 1, incoming, out];
}

/** Row-major values with axis `order[i]` of the old shape as axis i of the new one. */
function permute(
  values: Float32Array,
  { shape, order }: { readonly shape: readonly number[]; readonly order: readonly number[] },
): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [a, b, c, d] = order.map((axis) => ({ length: shape[axis], stride: strides[axis] }));
  const moved = new Float32Array(values.length);
  let to = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      for (let k = 0; k < c.length; k++) {
        const from = i * a.stride + j * b.stride + k * c.stride;
        for (let l = 0; l < d.length; l++) moved[to++] = values[from + l * d.stride];
      }
    }
  }
  return moved;
}
