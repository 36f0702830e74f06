/**
 * Models of TensorFlow.js as networks: anything that can be differentiated in
 * its one input can be attacked.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Network } from "../types.ts";
import { graphBody } from "./graph_body.ts";
import { layersBody } from "./layers_body.ts";
import { fitInput, type ModelShape } from "./model_input.ts";

/** A model of TensorFlow.js as attacks and margins see it. */
export interface TfjsNetwork extends Network {
  /** Whether the model ends in a softmax, which `logits` leaves out. */
  readonly softmax: boolean;
  /** Whether it is known to be affine: margins are then exact. */
  readonly affine: boolean;
}

/** How a model is taken as a network. */
export interface TfjsNetworkOptions {
  /** Height, width and channels of an image, for a model that leaves them open or takes images flattened. */
  readonly inputShape?: readonly number[];
}

/** What is done between a model's input and its logits. */
export interface ModelBody {
  /** The shape of a batch that the model names, null where it leaves it open; null where it names none. */
  readonly inputShape: ModelShape | null;
  /** Whether a softmax was left out. */
  readonly softmax: boolean;
  /** Whether only affine maps are left. */
  readonly affine: boolean;
  /** `[batch, ...inputShape]` to `[batch, classes]` */
  run(x: tf.Tensor): tf.Tensor;
}

/**
 * A layers model (`tf.sequential`, `tf.model`, `tf.loadLayersModel`) as a
 * network: in inference mode, and where it ends in a softmax, without it.
 *
 * @param model One input, one output; its weights stay the caller's.
 * @throws {TypeError} If it has more inputs or outputs, does not take such images, or does not give logits of at least 2 classes.
 * @throws {RangeError} If it ends in a softmax that cannot be left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { networkFromLayersModel, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.flatten({ inputShape: [8, 8, 1] }),
 *     tf.layers.dense({ units: 4, activation: "softmax" }),
 *   ],
 * });
 * const { classes, softmax, affine } = networkFromLayersModel(model);
 * assertEquals([classes, softmax, affine], [4, true, true]);
 * ```
 */
export function networkFromLayersModel(
  model: tf.LayersModel,
  options: TfjsNetworkOptions = {},
): TfjsNetwork {
  return networkOf(layersBody(model), options);
}

/**
 * A graph model (`tf.loadGraphModel`) as a network; where it ends in a
 * softmax, without it. Many operations have a gradient, some have none:
 * {@linkcode checkGradients} tells before an attack does.
 *
 * @param model One input, one output; its weights stay the caller's.
 * @throws {TypeError} If it has more inputs or outputs, does not take such images, or does not give logits of at least 2 classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { networkFromGraphModel, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const attr = { dtype: { type: "DT_FLOAT" } };
 * const shape = { shape: { dim: [{ size: "-1" }, { size: "2" }] } };
 * const model = await tf.loadGraphModel(tf.io.fromMemory({
 *   modelTopology: {
 *     versions: {},
 *     node: [
 *       { name: "x", op: "Placeholder", attr: { ...attr, shape } },
 *       { name: "w", op: "Const", attr },
 *       { name: "logits", op: "MatMul", input: ["x", "w"], attr: { T: { type: "DT_FLOAT" } } },
 *       { name: "p", op: "Softmax", input: ["logits"], attr: { T: { type: "DT_FLOAT" } } },
 *     ],
 *   },
 *   weightSpecs: [{ name: "w", shape: [2, 2], dtype: "float32" as const }],
 *   weightData: Float32Array.of(1, -1, 0, 2).buffer,
 * }));
 * const network = networkFromGraphModel(model);
 * assertEquals(await network.logits(tf.tensor2d([[1, 0.5]])).array(), [[1, 0]]);
 * ```
 */
export function networkFromGraphModel(
  model: tf.GraphModel,
  options: TfjsNetworkOptions = {},
): TfjsNetwork {
  return networkOf(graphBody(model), options);
}

function networkOf(body: ModelBody, { inputShape: wanted }: TfjsNetworkOptions): TfjsNetwork {
  const { inputShape, taken } = fitInput(body.inputShape, wanted);
  const logits = (x: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => body.run(tf.reshape(x, [x.shape[0]!, ...taken])) as tf.Tensor2D);
  return {
    inputShape,
    classes: classesOf(logits, inputShape),
    softmax: body.softmax,
    affine: body.affine,
    logits,
  };
}

/** How many logits come out, found by asking. */
function classesOf(logits: (x: tf.Tensor) => tf.Tensor, inputShape: readonly number[]): number {
  const [images, classes, ...more] = tf.tidy(() => logits(tf.zeros([2, ...inputShape])).shape);
  if (images === 2 && classes !== undefined && classes > 1 && more.length === 0) return classes;
  throw new TypeError(
    `Cannot take the model as a classifier: of 2 images it must make logits [2, classes] of at ` +
      `least 2 classes, found [${tf.tidy(() => logits(tf.zeros([2, ...inputShape])).shape)}]`,
  );
}
