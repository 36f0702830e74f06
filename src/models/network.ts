/**
 * A network of layers with trainable weights.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Random } from "../random.ts";
import type { TrainableNetwork, WeightArrays } from "../types.ts";
import type { Architecture } from "./architectures.ts";
import { initialWeights } from "./initialise.ts";
import { layeredInputGradients } from "./input_gradients.ts";
import { type NetworkShape, type ShapedLayer, shapeLayers } from "./layer_shapes.ts";
import { lipschitzBounds } from "./lipschitz_bounds.ts";
import { linearPieceAt } from "./linear_piece.ts";
import { regionDistancesAt } from "./region_distances.ts";
import { runLayers, type TensorsOf } from "./run_layers.ts";
import { checkWeights } from "./check_weights.ts";

/** A {@linkcode TrainableNetwork} made of known layers. */
export interface LayeredNetwork extends TrainableNetwork {
  /** What it was built from. */
  readonly architecture: Architecture;
  /** Its layers with their shapes. */
  readonly layers: readonly ShapedLayer[];
}

/**
 * A network with fresh weights.
 *
 * @param architecture Its layers, from {@linkcode findArchitecture} or one's own.
 * @param options The shape of an input, the number of classes, and the generator that the weights are drawn from.
 * @returns The network; its caller disposes it.
 * @throws {RangeError} If the layers do not fit the input.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createNetwork, findArchitecture, seededRandom, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const inputShape = [28, 28, 1];
 * const network = createNetwork(findArchitecture("lr", inputShape), {
 *   inputShape,
 *   classes: 10,
 *   random: seededRandom(1),
 * });
 * assertEquals(network.weights.get("layer0.weight")?.shape, [784, 10]);
 * network.dispose();
 * ```
 */
export function createNetwork(
  architecture: Architecture,
  options: NetworkShape & { readonly random: Random },
): LayeredNetwork {
  const { inputShape, classes, random } = options;
  const layers = shapeLayers(architecture, { inputShape, classes });
  const { initialiser } = architecture;
  const weights = new Map<string, tf.Variable>();
  for (const [name, array] of initialWeights(layers, { initialiser, random })) {
    weights.set(name, tf.tidy(() => tf.variable(tf.tensor(array.values, [...array.shape]))));
  }
  const tensorsOf: TensorsOf = (name) => ({
    kernel: weights.get(`${name}.weight`)!,
    bias: weights.get(`${name}.bias`) as unknown as tf.Tensor1D,
  });
  const forward: TrainableNetwork["forward"] = (x, options) =>
    tf.tidy(() => ({ ...runLayers(layers, x, { ...options, tensorsOf }) }));
  return {
    architecture,
    layers,
    inputShape,
    classes,
    weights,
    kernels: [...weights].filter(([name]) => name.endsWith(".weight")).map(([, kernel]) => kernel),
    forward,
    linearPiece: (x) => linearPieceAt(layers, x, tensorsOf),
    regionDistances: (x) => regionDistancesAt(layers, x, tensorsOf),
    logits: (x) => tf.tidy(() => runLayers(layers, x, { tensorsOf }).logits),
    inputGradients: () => layeredInputGradients(layers, tensorsOf),
    lipschitzBounds: () => lipschitzBounds(layers, tensorsOf),
    readWeights: () => readVariables(weights),
    setWeights: (arrays) => setVariables(weights, arrays),
    dispose: () => weights.forEach((variable) => variable.dispose()),
  };
}

async function readVariables(weights: ReadonlyMap<string, tf.Variable>): Promise<WeightArrays> {
  const read = [...weights].map(async ([name, variable]) => {
    const values = (await variable.data<"float32">()).slice();
    return [name, { shape: variable.shape, values }] as const;
  });
  return new Map(await Promise.all(read));
}

function setVariables(weights: ReadonlyMap<string, tf.Variable>, arrays: WeightArrays): void {
  checkWeights(arrays, new Map([...weights].map(([name, { shape }]) => [name, shape])));
  for (const [name, variable] of weights) {
    const { values, shape } = arrays.get(name)!;
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), [...shape])));
  }
}
