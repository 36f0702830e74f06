/**
 * What an input shape makes of a list of layers: the shape after each and the
 * shapes of its weights.
 *
 * @module
 */
import type { Architecture, Layer } from "./architectures.ts";

/** The weights of one layer: a kernel and a bias. */
export interface LayerWeights {
  /** `layer0`, `layer1` …: `layer0.weight` is the kernel, `layer0.bias` the bias. */
  readonly name: string;
  /** `[height, width, in, out]` of a convolution, `[in, out]` of a dense layer. */
  readonly kernelShape: readonly number[];
  /** How many inputs meet in one output. */
  readonly fanIn: number;
  /** Height, width and channels of what a dense layer flattens; null where its input is flat already. */
  readonly flattens: readonly [height: number, width: number, channels: number] | null;
}

/** A layer that knows its shapes. */
export interface ShapedLayer {
  /** The layer itself. */
  readonly layer: Layer;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  /** Without the batch. */
  readonly outputShape: readonly number[];
  /** Null for layers that learn nothing. */
  readonly weights: LayerWeights | null;
}

/** What an architecture is made for. */
export interface NetworkShape {
  /** The shape of one input, without the batch: height, width, channels, or a plain length. */
  readonly inputShape: readonly number[];
  /** How many logits come out. */
  readonly classes: number;
}

/**
 * The layers of an architecture with their shapes.
 *
 * @throws {RangeError} If a window does not fit into what reaches it, or the last layer does not give one number a class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findArchitecture, shapeLayers } from "@marginlab/marginlab";
 *
 * const shape = { inputShape: [28, 28, 1], classes: 10 };
 * const layers = shapeLayers(findArchitecture("mlp", shape.inputShape), shape);
 * assertEquals(layers.map(({ outputShape }) => outputShape), [[1024], [10]]);
 * ```
 */
export function shapeLayers(architecture: Architecture, shape: NetworkShape): ShapedLayer[] {
  const shaped: ShapedLayer[] = [];
  let inputShape = shape.inputShape;
  let weighted = 0;
  for (const layer of architecture.layers) {
    const outputShape = shapeAfter(architecture.name, layer, inputShape, shape.classes);
    const weights = shapeWeights(layer, inputShape, outputShape, `layer${weighted}`);
    if (weights) weighted++;
    shaped.push({ layer, inputShape, outputShape, weights });
    inputShape = outputShape;
  }
  if (sizeOf(inputShape) === shape.classes && shape.classes > 1) return shaped;
  throw new RangeError(
    `Cannot build ${architecture.name} for inputs [${shape.inputShape}]: its last layer must give ` +
      `one number for each of at least 2 classes, found [${inputShape}] for ${shape.classes}`,
  );
}

/**
 * How many numbers an architecture learns.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findArchitecture, parameterCount, shapeLayers } from "@marginlab/marginlab";
 *
 * const shape = { inputShape: [28, 28, 1], classes: 10 };
 * const layers = shapeLayers(findArchitecture("lr", shape.inputShape), shape);
 * assertEquals(parameterCount(layers), 7850);
 * ```
 */
export function parameterCount(layers: readonly ShapedLayer[]): number {
  return layers.reduce((sum, { weights }) => {
    if (!weights) return sum;
    return sum + sizeOf(weights.kernelShape) + weights.kernelShape.at(-1)!;
  }, 0);
}

/** The product of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function shapeAfter(
  name: string,
  layer: Layer,
  input: readonly number[],
  classes: number,
): readonly number[] {
  if (layer.kind === "dropout") return input;
  if (layer.kind === "dense") return [layer.units === "classes" ? classes : layer.units];
  const [height, width, channels] = input;
  const padding = layer.kind === "convolution" ? layer.padding ?? 0 : 0;
  const stride = layer.kind === "convolution" ? layer.stride ?? 1 : layer.size;
  const slide = (length: number): number =>
    Math.floor((length + 2 * padding - layer.size) / stride) + 1;
  if (input.length !== 3 || slide(height) < 1 || slide(width) < 1) {
    throw new RangeError(
      `Cannot build ${name}: a window of ${layer.size} × ${layer.size} must fit into the ` +
        `[height, width, channels] that reach it, found [${input}]`,
    );
  }
  const filters = layer.kind === "convolution" ? layer.filters : channels;
  return [slide(height), slide(width), filters === "classes" ? classes : filters];
}

function shapeWeights(
  layer: Layer,
  input: readonly number[],
  output: readonly number[],
  name: string,
): LayerWeights | null {
  const out = output.at(-1)!;
  if (layer.kind === "convolution") {
    const window = [layer.size, layer.size, input[2]];
    return { name, kernelShape: [...window, out], fanIn: sizeOf(window), flattens: null };
  }
  if (layer.kind !== "dense") return null;
  const fanIn = sizeOf(input);
  const [height, width, channels] = input;
  const flattens = input.length === 3 ? [height, width, channels] as const : null;
  return { name, kernelShape: [fanIn, out], fanIn, flattens };
}
