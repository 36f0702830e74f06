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

/**
 * The multiplications that the orthogonality penalty of all kernels takes with
 * its gradient: half a Gram matrix, which is symmetric, and one product with it.
 *
 * @throws {RangeError} If the layers do not fit the input.
 */
export function orthogonalityMultiplyAdds(
  architecture: Architecture,
  shape: NetworkShape,
): number {
  return shapeLayers(architecture, shape).reduce((sum, { weights }) => {
    if (!weights) return sum;
    const size = sizeOf(weights.kernelShape), outputs = weights.kernelShape.at(-1)!;
    return sum + 1.5 * size * Math.min(outputs, size / outputs);
  }, 0);
}
