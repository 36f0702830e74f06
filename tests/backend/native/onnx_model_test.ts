import { assertEquals } from "@std/assert";
import { encodeOnnxModel } from "../../../src/backend/native/onnx_model.ts";

/** A protobuf message as its fields in order: numbers, or bytes. */
type Fields = [field: number, value: number | Uint8Array][];

function decode(bytes: Uint8Array): Fields {
  const fields: Fields = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    if ((key & 7) === 0) fields.push([key >> 3, varint()]);
    else {
      assertEquals(key & 7, 2, "wire type");
      const length = varint();
      fields.push([key >> 3, bytes.subarray(at, at += length)]);
    }
  }
  assertEquals(at, bytes.length, "the last field ends with the message");
  return fields;
}

const all = (fields: Fields, wanted: number) =>
  fields.filter(([field]) => field === wanted).map(([, value]) => value);
const message = (fields: Fields, field: number) => decode(all(fields, field)[0] as Uint8Array);
const texts = (fields: Fields, field: number) =>
  all(fields, field).map((value) => new TextDecoder().decode(value as Uint8Array));

const model = decode(encodeOnnxModel({
  nodes: [{
    operator: "Conv",
    domain: "com.microsoft.nchwc",
    inputs: ["x", "filter"],
    outputs: ["y"],
    attributes: { group: 300, activation: "Relu", pads: [0, 1, 200, 3] },
  }],
  inputs: [{ name: "x", rank: 4 }, { name: "filter", rank: 2 }],
  outputs: [{ name: "y", rank: 1 }],
}));
const graph = message(model, 7);

Deno.test("encodeOnnxModel names the versions of format and operator sets", () => {
  assertEquals(all(model, 1), [8]);
  const sets = all(model, 8).map((set) => decode(set as Uint8Array));
  assertEquals(sets.map((set) => [texts(set, 1)[0], all(set, 2)[0]]), [
    ["", 17],
    ["com.microsoft", 1],
    ["com.microsoft.nchwc", 1],
  ]);
});

Deno.test("encodeOnnxModel writes a node with its attributes of three types", () => {
  const node = message(graph, 1);
  assertEquals(texts(node, 1), ["x", "filter"]);
  assertEquals(texts(node, 2), ["y"]);
  assertEquals(texts(node, 4), ["Conv"]);
  assertEquals(texts(node, 7), ["com.microsoft.nchwc"]);
  const [group, activation, pads] = all(node, 5).map((value) => decode(value as Uint8Array));
  assertEquals([texts(group!, 1), all(group!, 3), all(group!, 20)], [["group"], [300], [2]]);
  assertEquals([texts(activation!, 4), all(activation!, 20)], [["Relu"], [3]]);
  assertEquals([all(pads!, 8), all(pads!, 20)], [[0, 1, 200, 3], [7]]);
});

Deno.test("encodeOnnxModel gives every dimension of a float32 value a name of its own", () => {
  const [x, filter] = all(graph, 11).map((value) => decode(value as Uint8Array));
  const [y] = all(graph, 12).map((value) => decode(value as Uint8Array));
  const described = [x!, filter!, y!].map((value) => {
    const tensor = message(message(value, 2), 1);
    const dimensions = all(message(tensor, 2), 1).map((dimension) =>
      decode(dimension as Uint8Array)
    );
    return [texts(value, 1)[0], all(tensor, 1)[0], dimensions.map((fields) => texts(fields, 2)[0])];
  });
  assertEquals(described, [
    ["x", 1, ["x0", "x1", "x2", "x3"]],
    ["filter", 1, ["filter0", "filter1"]],
    ["y", 1, ["y0"]],
  ]);
});
