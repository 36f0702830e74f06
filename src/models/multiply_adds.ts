/**
 * How much work a network is.
 *
 * @module
 */
import type { Architecture } from "./architectures.ts";
import { type NetworkShape, shapeLayers, sizeOf } from "./layer_shapes.ts";

/**
 * The multiplications, each with its addition, that one input takes to become logits.
 *
 * @throws {RangeError} If the layers do not fit the input.
 */
export function multiplyAdds(architecture: Architecture, shape: NetworkShape): number {
  return shapeLayers(architecture, shape).reduce((sum, { weights, outputShape }) => {
    if (!weights) return sum;
    const places = sizeOf(outputShape) / outputShape.at(-1)!;
    return sum + places * sizeOf(weights.kernelShape);
  }, 0);
}
