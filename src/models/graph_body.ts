/**
 * The part of a graph model that makes logits.
 *
 * @module
 */
import type * as tf from "../backend/tf.ts";
import type { ModelShape } from "./model_input.ts";
import type { ModelBody } from "./tfjs_network.ts";

/** A node of the graph, as tfjs keeps it to itself. */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GraphNode[];
}

/** The model up to its softmax, or to its end. */
export function graphBody(model: tf.GraphModel): ModelBody {
  const [input] = model.inputs;
  const [output] = model.outputs;
  if (!input || !output || model.inputs.length > 1 || model.outputs.length > 1) {
    throw new TypeError(
      `Cannot take the graph model as a classifier: it must have one input and one output, ` +
        `found ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const end = nodeOf(model, output.name);
  const last = skipIdentities(end);
  const before = last?.op === "Softmax" ? skipIdentities(last.inputs[0]) : undefined;
  const name = before?.name ?? output.name;
  return {
    inputShape: shapeOf(input.shape),
    softmax: before !== undefined,
    affine: isAffine(before ?? end),
    run: (x) => model.execute({ [input.name]: x }, name) as tf.Tensor,
  };
}

/** The graph is not part of tfjs's interface: where it is not found, the model is taken as it is. */
function nodeOf(model: tf.GraphModel, name: string): GraphNode | undefined {
  const { executor } = model as unknown as {
    executor?: { graph?: { nodes?: Readonly<Record<string, GraphNode>> } };
  };
  return executor?.graph?.nodes?.[name.split(":")[0]!];
}

function skipIdentities(node: GraphNode | undefined): GraphNode | undefined {
  return node?.op === "Identity" ? skipIdentities(node.inputs[0]) : node;
}

/** Whether a node is an affine function of the input, as far as few operations tell. */
function isAffine(node: GraphNode | undefined): boolean {
  if (node === undefined) return false;
  const { op, inputs } = node;
  if (op === "Placeholder" || op === "Const") return true;
  const constant = skipIdentities(inputs[1])?.op === "Const";
  if (op === "MatMul" || op === "Reshape") return constant && isAffine(inputs[0]);
  return ["Identity", "BiasAdd", "Add", "AddV2"].includes(op) && inputs.every(isAffine);
}

/** A shape without its batch; null where the graph does not name it. */
function shapeOf(shape: number[] | undefined): ModelShape | null {
  if (!shape || shape.length === 0) return null;
  return shape.slice(1).map((length) => length >= 0 ? length : null);
}
