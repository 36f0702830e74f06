/**
 * A network's weights as a safetensors file and back.
 *
 * @module
 */
import type { WeightArray, WeightArrays } from "../types.ts";
import { weightProblems } from "./check_weights.ts";
import type { LayerWeights } from "./layer_shapes.ts";
import { matchLayers } from "./match_layers.ts";
import type { LayeredNetwork } from "./network.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import {
  kernelFromPytorch,
  kernelToPytorch,
  weightShapesIn,
  type WeightsLayout,
  weightsLayouts,
} from "./weights_layout.ts";

/** How {@linkcode saveWeights} writes. */
export interface SaveWeightsOptions {
  /** `tfjs` unless said. */
  readonly layout?: WeightsLayout;
  /** Notes for the file's header, beside the architecture, its input and the layout. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A network's weights as the bytes of a safetensors file, which Python's
 * `safetensors` reads. Names are ours (`layer0.weight`, `layer0.bias` …) in both layouts.
 *
 * @param network The network.
 * @param options The layout, and notes to keep.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   createNetwork,
 *   findArchitecture,
 *   loadWeights,
 *   saveWeights,
 *   seededRandom,
 *   startBackend,
 * } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const inputShape = [32, 32, 3];
 * const make = (seed: number) =>
 *   createNetwork(findArchitecture("lr", inputShape), {
 *     inputShape,
 *     classes: 10,
 *     random: seededRandom(seed),
 *   });
 * const [trained, other] = [make(1), make(2)];
 * loadWeights(other, await saveWeights(trained, { layout: "pytorch" }));
 * assertEquals(await other.readWeights(), await trained.readWeights());
 * ```
 */
export async function saveWeights(
  network: LayeredNetwork,
  options: SaveWeightsOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { layout = "tfjs", metadata = {} } = options;
  const weights = await network.readWeights();
  const arrays = layout === "tfjs" ? weights : mapKernels(weights, network, kernelToPytorch);
  return writeSafetensors(arrays, {
    architecture: network.architecture.name,
    input_shape: network.inputShape.join(","),
    classes: String(network.classes),
    layout,
    ...metadata,
  });
}

/**
 * Puts the weights of a safetensors file into a network. Tensors under other
 * names than ours (PyTorch's `conv1.weight`, `features.0.weight` …) are told
 * by their shapes, and where two layers have the same shapes, by the natural
 * order of their names.
 *
 * @param network The network; unchanged if the file does not fit.
 * @param bytes The whole file.
 * @param options The file's layout; without it, what the file says of itself, else `tfjs`.
 * @throws {SyntaxError} If the file is not safetensors.
 * @throws {TypeError} One error that names every missing, extra or misshapen tensor.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createNetwork, findArchitecture, loadWeights, saveWeights, seededRandom, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const shape = { inputShape: [28, 28, 1], classes: 10 };
 * const architecture = findArchitecture("lr", shape.inputShape);
 * const [trained, network] = [1, 2].map((seed) =>
 *   createNetwork(architecture, { ...shape, random: seededRandom(seed) })
 * );
 * loadWeights(network!, await saveWeights(trained!));
 * assertEquals(await network!.readWeights(), await trained!.readWeights());
 * ```
 */
export function loadWeights(
  network: LayeredNetwork,
  bytes: Uint8Array,
  options: { readonly layout?: WeightsLayout } = {},
): void {
  const { arrays, metadata } = readSafetensors(bytes);
  const layout = options.layout ?? weightsLayouts.find((each) => each === metadata.layout) ??
    "tfjs";
  const matched = fitted(arrays, network, layout);
  network.setWeights(
    layout === "tfjs" ? matched : mapKernels(matched, network, kernelFromPytorch),
  );
}

/** The file's tensors under our names, still in its layout. */
function fitted(
  arrays: WeightArrays,
  network: LayeredNetwork,
  layout: WeightsLayout,
): WeightArrays {
  const matched = matchLayers(arrays, shapesIn(layout, network));
  const problems = weightProblems(matched, shapesIn(layout, network));
  if (problems === "") return matched;
  const other = layout === "tfjs" ? "pytorch" : "tfjs";
  const shapes = shapesIn(other, network);
  const fitsOther = weightProblems(matchLayers(arrays, shapes), shapes) === "";
  throw new TypeError(
    `Cannot load weights in the ${layout} layout: their names and shapes must be those of ` +
      `${network.architecture.name}; ${problems}` +
      (fitsOther ? `; in the ${other} layout they are` : ""),
  );
}

function shapesIn(layout: WeightsLayout, network: LayeredNetwork): Map<string, number[]> {
  return weightShapesIn(layout, network.layers);
}

function mapKernels(
  weights: WeightArrays,
  network: LayeredNetwork,
  convert: (kernel: WeightArray, layer: LayerWeights) => WeightArray,
): WeightArrays {
  const kernels = new Map(layersOf(network).map((layer) => [`${layer.name}.weight`, layer]));
  return new Map([...weights].map(([name, array]) => {
    const layer = kernels.get(name);
    return [name, layer ? convert(array, layer) : array];
  }));
}

function layersOf(network: LayeredNetwork): LayerWeights[] {
  return network.layers.flatMap(({ weights }) => weights ?? []);
}
