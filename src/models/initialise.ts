/**
 * Where weights start: the initialisers of the paper's networks, drawn from
 * the run's own generator.
 *
 * @module
 */
import { normal, type Random } from "../random.ts";
import type { WeightArray } from "../types.ts";
import type { Initialiser } from "./architectures.ts";
import { type ShapedLayer, sizeOf } from "./layer_shapes.ts";

/** First weights for shaped layers, by name, kernels before biases, first layer first. */
export function initialWeights(
  layers: readonly ShapedLayer[],
  options: { readonly initialiser: Initialiser; readonly random: Random },
): Map<string, WeightArray> {
  const { initialiser, random } = options;
  const weights = new Map<string, WeightArray>();
  for (const { weights: layer } of layers) {
    if (!layer) continue;
    const { name, kernelShape, fanIn } = layer;
    const out = kernelShape.at(-1)!;
    const bound = 1 / Math.sqrt(fanIn);
    const deviation = Math.sqrt(2 / fanIn);
    const uniform = (): number => bound * (2 * random() - 1);
    const draw = {
      uniform,
      kaiming_normal: (): number => deviation * normal(random),
      truncated_normal: (): number => deviation * truncatedNormal(random),
    }[initialiser];
    const drawBias = initialiser === "uniform" ? uniform : () => 0;
    weights.set(`${name}.weight`, filled(kernelShape, draw));
    weights.set(`${name}.bias`, filled([out], drawBias));
  }
  return weights;
}

function filled(shape: readonly number[], draw: () => number): WeightArray {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return { shape, values };
}

/** Standard normal, redrawn until it is within two deviations. */
function truncatedNormal(random: Random): number {
  while (true) {
    const value = normal(random);
    if (Math.abs(value) <= 2) return value;
  }
}
