/**
 * Which of the paper's networks a file of weights belongs to, told by the
 * shapes of its tensors.
 *
 * @module
 */
import { seededRandom } from "../random.ts";
import type { WeightArrays } from "../types.ts";
import { type Architecture, architectureNames, findArchitecture } from "./architectures.ts";
import { sameShape, weightProblems } from "./check_weights.ts";
import { shapeLayers } from "./layer_shapes.ts";
import { hasShapes, matchLayers } from "./match_layers.ts";
import { createNetwork, type LayeredNetwork } from "./network.ts";
import { readSafetensors } from "./safetensors.ts";
import { loadWeights } from "./weights_file.ts";
import { weightShapesIn, type WeightsLayout, weightsLayouts } from "./weights_layout.ts";

/** How {@linkcode networkFromWeights} reads a file. */
export interface NetworkFromWeightsOptions {
  /** Height, width and channels of an image. */
  readonly inputShape: readonly number[];
  /** The file's layout; either, if not given. */
  readonly layout?: WeightsLayout;
}

/** One way to read a file. */
interface Reading {
  readonly architecture: Architecture;
  readonly layout: WeightsLayout;
  readonly inputShape: readonly number[];
  readonly classes: number;
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
  const { arrays, metadata } = readSafetensors(bytes);
  const { inputShape, layout } = options;
  const layouts = layout ? [layout] : weightsLayouts;
  const fitting = readingsOf(arrays, inputShape, layouts)
    .filter((reading) => problemsOf(arrays, reading) === "");
  const reading = fitting.find((each) => each.layout === metadata.layout) ?? fitting[0];
  if (!reading) throw unrecognised(arrays, inputShape, layouts);
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

/** Every architecture that takes such images, in every layout, for every number of classes that a bias suggests. */
function readingsOf(
  arrays: WeightArrays,
  inputShape: readonly number[],
  layouts: readonly WeightsLayout[],
): Reading[] {
  const lengths = [...arrays.values()].filter(({ shape }) => shape.length === 1)
    .map(({ shape }) => shape[0]!).filter((length) => length > 1);
  const readings: Reading[] = [];
  for (const name of architectureNames) {
    const architecture = findArchitecture(name, inputShape);
    for (const classes of new Set([...lengths, 10])) {
      try {
        shapeLayers(architecture, { inputShape, classes });
      } catch {
        continue; // not for images of this shape
      }
      readings.push(...layouts.map((layout) => ({ architecture, layout, inputShape, classes })));
    }
  }
  return readings;
}

function shapesOf({ architecture, layout, inputShape, classes }: Reading): Map<string, number[]> {
  return weightShapesIn(layout, shapeLayers(architecture, { inputShape, classes }));
}

function problemsOf(arrays: WeightArrays, reading: Reading): string {
  const shapes = shapesOf(reading);
  return weightProblems(matchLayers(arrays, shapes), shapes);
}

function unrecognised(
  arrays: WeightArrays,
  inputShape: readonly number[],
  layouts: readonly WeightsLayout[],
): TypeError {
  const start = `Cannot recognise the network: its tensors must be those of ` +
    `${architectureNames.join(", ")} for images [${inputShape}]` +
    (layouts.length === 1 ? ` in the ${layouts[0]} layout` : "");
  for (const other of [...layouts, ...weightsLayouts]) {
    for (const shape of [inputShape, ...knownInputs]) {
      const found = readingsOf(arrays, shape, [other])
        .find((reading) => problemsOf(arrays, reading) === "");
      if (!found) continue;
      const name = found.architecture.name;
      return new TypeError(
        `${start}, found those of ${name} for images [${shape}] in the ${other} layout`,
      );
    }
  }
  const readings = readingsOf(arrays, inputShape, layouts);
  const alike = readings.find((reading) => hasShapes(arrays, shapesOf(reading)));
  if (alike) {
    return new TypeError(
      `${start}; they have the shapes of ${alike.architecture.name} in the ${alike.layout} ` +
        "layout, but which weight and bias are one layer's must be told by their names, as " +
        "fc1.weight and fc1.bias do",
    );
  }
  const nearest = readings.toSorted((a, b) => likeness(arrays, b) - likeness(arrays, a))[0];
  if (!nearest || likeness(arrays, nearest) <= 0) {
    const names = [...arrays].slice(0, 4).map(([name, { shape }]) => `${name} [${shape}]`);
    const more = arrays.size > 4 ? " …" : "";
    return new TypeError(`${start}, found ${arrays.size}: ${names.join(", ")}${more}`);
  }
  const { architecture: { name }, layout } = nearest;
  const problems = problemsOf(arrays, nearest);
  return new TypeError(`${start}; nearest is ${name} in the ${layout} layout, ${problems}`);
}

/** How many tensors fit, less how many do not. */
function likeness(arrays: WeightArrays, reading: Reading): number {
  const shapes = shapesOf(reading);
  const matched = matchLayers(arrays, shapes);
  const fits = (shape: readonly number[], name: string) =>
    sameShape(matched.get(name)?.shape ?? [], shape);
  const fitting = [...shapes].filter(([name, shape]) => fits(shape, name)).length;
  return 2 * fitting - Math.max(shapes.size, arrays.size);
}
