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

/** What a softmax layer has besides what its type says. */
interface AlongAxis {
  readonly axis?: number;
}

/** A model's tensor before the softmax that it ends in. */
interface Cut {
  readonly affine: boolean;
  run(x: tf.Tensor): tf.Tensor;
}

/** Layers that are affine maps in inference mode, unless an activation follows. */
const affineLayers = new Set([
  "Flatten",
  "Reshape",
  "Dropout",
  "Dense",
  "Activation",
  "BatchNormalization",
]);

/** Layers behind a softmax that leave its numbers as they are. */
const passingLayers = new Set(["Flatten", "Reshape", "Dropout", "Activation"]);

/** Layers whose activation may be a softmax over classes. */
const activatedLayers = new Set(["Dense", "Conv2D", "Activation"]);

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
  const softmax = endsInSoftmax(output);
  const whole = { affine: isAffine(output), run: applied(model) };
  const { affine, run } = softmax ? beforeSoftmax(output, input) : whole;
  return { inputShape: input.shape.slice(1), softmax, affine, run };
}

/** Whether a softmax makes a tensor, also one inside a model that is a layer. */
function endsInSoftmax(tensor: tf.SymbolicTensor): boolean {
  const { layer, before } = madeBy(tensor);
  if (isModel(layer)) return endsInSoftmax(outputOf(layer, tensor));
  return isSoftmax(layer, tensor.shape) || passes(layer) && endsInSoftmax(before);
}

/** What is done from an input to what goes into the softmax that makes a tensor. */
function beforeSoftmax(tensor: tf.SymbolicTensor, input: tf.SymbolicTensor): Cut {
  const { layer, before } = madeBy(tensor);
  if (isModel(layer)) {
    checkInner(layer);
    const cut = beforeSoftmax(outputOf(layer, tensor), layer.inputs[0]!);
    const given = upTo(before, input);
    return { affine: cut.affine && isAffine(before), run: (x) => cut.run(given(x)) };
  }
  if (isSoftmax(layer, tensor.shape)) {
    const [given, last] = [upTo(before, input), withoutActivation(layer)];
    const affine = layer.getClassName() !== "Conv2D" && isAffine(before);
    return { affine, run: (x) => last(given(x)) };
  }
  const cut = beforeSoftmax(before, input);
  const pass = applied(layer);
  return { ...cut, run: (x) => pass(cut.run(x)) };
}

function checkInner({ name, inputs }: tf.LayersModel): void {
  if (inputs.length === 1) return;
  throw new RangeError(
    `Cannot take the model as a classifier: it must be given without its softmax, which is ` +
      `inside ${name}, a model of ${inputs.length} inputs`,
  );
}

/** The layer that makes a tensor, and the first tensor that it makes it from. */
function madeBy(tensor: tf.SymbolicTensor): { layer: Layer; before: tf.SymbolicTensor } {
  const layer = tensor.sourceLayer as Layer;
  return { layer, before: layer.inboundNodes[tensor.nodeIndex]!.inputTensors[0]! };
}

/** The tensor inside a model that it gives out as one outside. */
function outputOf(model: tf.LayersModel, { outputTensorIndex }: tf.SymbolicTensor) {
  return model.outputs[outputTensorIndex ?? 0]!;
}

/** The same layers with the same weights from an input to a tensor. */
function upTo(tensor: tf.SymbolicTensor, input: tf.SymbolicTensor): Cut["run"] {
  return tensor === input ? (x) => x : applied(tf.model({ inputs: input, outputs: tensor }));
}

function applied(layer: Layer): Cut["run"] {
  return (x) => layer.apply(x, { training: false }) as tf.Tensor;
}

/** Whether only affine maps lead to a tensor, one after the other. */
function isAffine(tensor: tf.SymbolicTensor): boolean {
  const { layer, before } = madeBy(tensor);
  if (layer.getClassName() === "InputLayer") return true;
  if (isModel(layer)) {
    const [output, ...others] = layer.outputs;
    return others.length === 0 && layer.inputs.length === 1 && isAffine(output!) &&
      isAffine(before);
  }
  return affineLayers.has(layer.getClassName()) && activationOf(layer) === "linear" &&
    isAffine(before);
}

/** Whether a layer ends in a softmax over all that it makes of one image: over its classes. */
function isSoftmax(layer: Layer, shape: tf.Shape): boolean {
  const name = layer.getClassName();
  const ends = name === "Softmax" ||
    activatedLayers.has(name) && activationOf(layer) === "softmax";
  if (!ends) return false;
  const { axis = -1 } = layer as AlongAxis;
  const along = axis < 0 ? shape.length + axis : axis;
  return along > 0 && shape.every((length, i) => i === 0 || i === along || length === 1);
}

/** What a layer does before its softmax: the same object but for its activation. */
function withoutActivation(layer: Layer): (x: tf.Tensor) => tf.Tensor {
  if (layer.getClassName() === "Softmax") return (x) => x;
  const { activation } = tf.layers.activation({ activation: "linear" }) as Activated;
  const linear: Layer = Object.create(layer, { activation: { value: activation } });
  return (x) => linear.call(x, { training: false }) as tf.Tensor;
}

function passes(layer: Layer): boolean {
  return passingLayers.has(layer.getClassName()) && activationOf(layer) === "linear";
}

function isModel(layer: Layer): layer is tf.LayersModel {
  return layer instanceof tf.LayersModel;
}

function activationOf(layer: Layer): string {
  return (layer as Activated).activation?.getClassName() ?? "linear";
}
