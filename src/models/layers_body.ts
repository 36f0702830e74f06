/**
 * The part of a layers model that makes logits.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { ModelBody } from "./tfjs_network.ts";

type Layer = tf.layers.Layer;

/** What a layer that ends in an activation has besides what its type says. */
interface Activated {
  readonly activation?: { getClassName(): string };
}

/** What a dense layer has besides what its type says. */
interface Dense {
  readonly kernel: { read(): tf.Tensor2D };
  readonly bias: { read(): tf.Tensor } | null;
}

/** Layers that are affine maps in inference mode, unless an activation follows. */
const affineLayers = new Set([
  "InputLayer",
  "Flatten",
  "Reshape",
  "Dropout",
  "Dense",
  "Activation",
  "BatchNormalization",
]);

/** The model up to its softmax, or to its end. */
export function layersBody(model: tf.LayersModel): ModelBody {
  const [input] = model.inputs;
  const [output] = model.outputs;
  if (!input || !output || model.inputs.length > 1 || model.outputs.length > 1) {
    throw new TypeError(
      `Cannot take the model as a classifier: it must have one input and one output, ` +
        `found ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const last = output.sourceLayer as Layer;
  const softmax = endsInSoftmax(last);
  return {
    inputShape: input.shape.slice(1),
    softmax,
    affine: model.layers.every((layer) =>
      affineLayers.has(layer.getClassName()) && activationOf(layer) === "linear" ||
      // Used twice, a softmax is not at the end alone.
      (layer === last && softmax && last.inboundNodes.length === 1)
    ),
    run: softmax ? withoutSoftmax(model, output) : run(model),
  };
}

function run(model: tf.LayersModel): ModelBody["run"] {
  return (x) => model.apply(x, { training: false }) as tf.Tensor;
}

/** The same layers with the same weights, and of the last one only what comes before its softmax. */
function withoutSoftmax(model: tf.LayersModel, output: tf.SymbolicTensor): ModelBody["run"] {
  const last = output.sourceLayer as Layer;
  const before = last.inboundNodes[output.nodeIndex]!.inputTensors[0]!;
  const body = before === model.inputs[0]
    ? (x: tf.Tensor) => x
    : run(tf.model({ inputs: model.inputs, outputs: before }));
  if (last.getClassName() !== "Dense") return body;
  const { kernel, bias } = last as unknown as Dense;
  return (x) => {
    const product = tf.matMul(body(x) as tf.Tensor2D, kernel.read());
    return bias ? tf.add(product, bias.read()) : product;
  };
}

function endsInSoftmax(layer: Layer): boolean {
  const name = layer.getClassName();
  if (name === "Softmax") return true;
  return (name === "Dense" || name === "Activation") && activationOf(layer) === "softmax";
}

function activationOf(layer: Layer): string {
  return (layer as Activated).activation?.getClassName() ?? "linear";
}
