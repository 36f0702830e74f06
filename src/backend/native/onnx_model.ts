/**
 * Writes ONNX models of a few nodes as protobuf bytes: just what a session
 * needs to run one operator on float32 tensors of any shape.
 *
 * @module
 */

/** An attribute of a node. */
export type OnnxAttribute = number | string | readonly number[];

/** One operator of a graph. */
export interface OnnxNode {
  readonly operator: string;
  /** The operator set it belongs to; ONNX's own if absent. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A graph's input or output: its name, and how many dimensions it has. */
export interface OnnxValue {
  readonly name: string;
  readonly rank: number;
}

/** A graph of operators. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** ONNX Runtime's own operators. */
export const microsoftDomain = "com.microsoft";
/** ONNX Runtime's operators on tensors whose channels are laid out in blocks. */
export const blockedDomain = "com.microsoft.nchwc";

const irVersion = 8;
const operatorSets = [["", 17], [microsoftDomain, 1], [blockedDomain, 1]] as const;
const float32 = 1;
const attributeTypes = { integer: 2, string: 3, integers: 7 };

/** The bytes of a model; every dimension is symbolic, so one session takes every shape. */
export function encodeOnnxModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const encoded = [
    ...graph.nodes.flatMap((node) => nested(1, encodeNode(node))),
    ...text(2, "graph"),
    ...graph.inputs.flatMap((value) => nested(11, encodeValue(value))),
    ...graph.outputs.flatMap((value) => nested(12, encodeValue(value))),
  ];
  return new Uint8Array([
    ...integer(1, irVersion),
    ...nested(7, encoded),
    ...operatorSets.flatMap(([domain, version]) =>
      nested(8, [...text(1, domain), ...integer(2, version)])
    ),
  ]);
}

function encodeNode(node: OnnxNode): number[] {
  return [
    ...node.inputs.flatMap((name) => text(1, name)),
    ...node.outputs.flatMap((name) => text(2, name)),
    ...text(4, node.operator),
    ...Object.entries(node.attributes ?? {}).flatMap(([name, value]) =>
      nested(5, [...text(1, name), ...encodeAttribute(value)])
    ),
    ...text(7, node.domain ?? ""),
  ];
}

function encodeAttribute(value: OnnxAttribute): number[] {
  if (typeof value === "number") {
    return [...integer(3, value), ...integer(20, attributeTypes.integer)];
  }
  if (typeof value === "string") return [...text(4, value), ...integer(20, attributeTypes.string)];
  return [
    ...value.flatMap((entry) => integer(8, entry)),
    ...integer(20, attributeTypes.integers),
  ];
}

function encodeValue({ name, rank }: OnnxValue): number[] {
  const dimensions = Array.from({ length: rank }, (_, axis) => nested(1, text(2, name + axis)));
  const tensor = [...integer(1, float32), ...nested(2, dimensions.flat())];
  return [...text(1, name), ...nested(2, nested(1, tensor))];
}

function integer(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

function text(field: number, value: string): number[] {
  return nested(field, [...new TextEncoder().encode(value)]);
}

function nested(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}
