/**
 * Which of the paper's networks a file of weights belongs to, told by the
 * shapes of its tensors.
 *
 * @module
 */
import { seededRandom } from "../random.ts";
import type { WeightArrays } from "../types.ts";
import { architectureNames } from "./architectures.ts";
import { hasShapes } from "./match_layers.ts";
import { createNetwork, type LayeredNetwork } from "./network.ts";
import { readTensors } from "./safetensors.ts";
import { loadWeights } from "./weights_file.ts";
import { type WeightsLayout, weightsLayouts } from "./weights_layout.ts";
import { likeness, problemsOf, type Reading, readingsOf, shapesOf } from "./weights_readings.ts";

/** How {@linkcode networkFromWeights} reads a file. */
export interface NetworkFromWeightsOptions {
  /** Height, width and channels of an image. */
  readonly inputShape: readonly number[];
  /** The file's layout; either, if not given. */
  readonly layout?: WeightsLayout;
}

/** What the paper's networks are made for. */
const knownInputs = [[28, 28, 1], [32, 32, 3]];

/**
 * The network that a safetensors file holds the weights of: architecture,
 * layout and number of classes are told by the shapes of its tensors. A layer
 * may have any name that its weight and its bias share.
 *
 * @param bytes The whole file.
 * @param options The shape of an image, and the layout where it is known.
 * @returns The network with its weights; its caller disposes it.
 * @throws {SyntaxError} If the file is not safetensors.
 * @throws {TypeError} If no network fits; the error says what keeps the nearest one from fitting.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { networkFromWeights, startBackend, writeSafetensors } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const file = writeSafetensors(
 *   new Map([ // as PyTorch has it: out, in
 *     ["fc.weight", { shape: [10, 784], values: new Float32Array(7840) }],
 *     ["fc.bias", { shape: [10], values: new Float32Array(10) }],
 *   ]),
 * );
 * const network = networkFromWeights(file, { inputShape: [28, 28, 1] });
 * assertEquals([network.architecture.name, network.classes], ["lr", 10]);
 * network.dispose();
 * ```
 */
export function networkFromWeights(
  bytes: Uint8Array,
  options: NetworkFromWeightsOptions,
): LayeredNetwork {
  const { arrays, metadata, others } = readTensors(bytes);
  const { inputShape, layout } = options;
  const layouts = layout ? [layout] : weightsLayouts;
  const fitting = readingsOf(arrays, inputShape, layouts)
    .filter((reading) => problemsOf(arrays, reading) === "");
  const reading = fitting.find((each) => each.layout === metadata.layout) ?? fitting[0];
  if (!reading || others.size > 0) {
    const extra = [...others].map(([name, { shape, dtype }]) => `${name} [${shape}] (${dtype})`);
    throw unrecognised(arrays, extra, { inputShape, layouts });
  }
  const { architecture, classes } = reading;
  const network = createNetwork(architecture, { inputShape, classes, random: seededRandom(0) });
  try {
    loadWeights(network, bytes, { layout: reading.layout });
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Why nothing fits a file of these tensors and of extra ones, which are no floating-point numbers. */
function unrecognised(
  arrays: WeightArrays,
  extra: readonly string[],
  { inputShape, layouts }: Pick<Reading, "inputShape"> & {
    readonly layouts: readonly WeightsLayout[];
  },
): TypeError {
  const start = `Cannot recognise the network: its tensors must be those of ` +
    `${architectureNames.join(", ")} for images [${inputShape}]` +
    (layouts.length === 1 ? ` in the ${layouts[0]} layout` : "");
  const readings = readingsOf(arrays, inputShape, layouts);
  const near = extra.length === 0
    ? fittingElsewhere(arrays, inputShape, layouts) ?? fittingUnnamed(arrays, readings)
    : undefined;
  return new TypeError(start + (near ?? nearest(arrays, extra, readings)));
}

function fittingElsewhere(
  arrays: WeightArrays,
  inputShape: readonly number[],
  layouts: readonly WeightsLayout[],
): string | undefined {
  for (const other of [...layouts, ...weightsLayouts]) {
    for (const shape of [inputShape, ...knownInputs]) {
      const found = readingsOf(arrays, shape, [other])
        .find((reading) => problemsOf(arrays, reading) === "");
      if (!found) continue;
      const name = found.architecture.name;
      return `, found those of ${name} for images [${shape}] in the ${other} layout`;
    }
  }
  return undefined;
}

function fittingUnnamed(arrays: WeightArrays, readings: readonly Reading[]): string | undefined {
  const alike = readings.find((reading) => hasShapes(arrays, shapesOf(reading)));
  return alike &&
    `; they have the shapes of ${alike.architecture.name} in the ${alike.layout} layout, but ` +
      "which weight and bias are one layer's must be told by their names, as fc1.weight and " +
      "fc1.bias do";
}

/** What keeps the nearest network from fitting; where none is near, what there is. */
function nearest(
  arrays: WeightArrays,
  extra: readonly string[],
  readings: readonly Reading[],
): string {
  const found = readings.toSorted((a, b) => likeness(arrays, b) - likeness(arrays, a))[0];
  if (!found || likeness(arrays, found) < 0) {
    const names = [...[...arrays].map(([name, { shape }]) => `${name} [${shape}]`), ...extra];
    const more = names.length > 4 ? " …" : "";
    return `, found ${names.length || "none"}` +
      (names.length > 0 ? `: ${names.slice(0, 4).join(", ")}${more}` : "");
  }
  const { architecture: { name }, layout } = found;
  const problems = [problemsOf(arrays, found)];
  if (extra.length > 0) problems.push(`extra, of no floating-point numbers: ${extra.join(", ")}`);
  return `; nearest is ${name} in the ${layout} layout, ${problems.filter(Boolean).join("; ")}`;
}
