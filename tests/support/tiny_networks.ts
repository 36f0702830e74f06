import type { Architecture, Layer } from "../../src/models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../../src/models/network.ts";
import { seededRandom } from "../../src/random.ts";

/** Layers of every kind, small enough for central differences. */
export const everyLayer: readonly Layer[] = [
  { kind: "convolution", filters: 3, size: 3, padding: 1, relu: true },
  { kind: "pool", of: "maximum", size: 2 },
  { kind: "convolution", filters: 4, size: 2, stride: 2, padding: 1, relu: true },
  { kind: "pool", of: "average", size: 2 },
  { kind: "dense", units: 6, relu: true },
  { kind: "dropout", rate: 0.5 },
  { kind: "dense", units: "classes" },
];

/** Two affine layers with a ReLU between. */
export const oneHidden: readonly Layer[] = [
  { kind: "dense", units: 5, relu: true },
  { kind: "dense", units: "classes" },
];

/** A network of these layers with seeded weights. */
export function tinyNetwork(
  layers: readonly Layer[],
  options: { inputShape: number[]; classes?: number; seed?: number },
): LayeredNetwork {
  const architecture: Architecture = { name: "tiny", initialiser: "uniform", layers };
  const { inputShape, classes = 3, seed = 1 } = options;
  return createNetwork(architecture, { inputShape, classes, random: seededRandom(seed) });
}
