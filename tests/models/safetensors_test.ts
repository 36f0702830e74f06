import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readSafetensors, writeSafetensors } from "../../src/models/safetensors.ts";
import type { WeightArray } from "../../src/types.ts";

/** A file of a header and a body, whatever they are. */
function file(header: unknown, body: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

const entry = (dtype: string, shape: number[], start: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

Deno.test("readSafetensors() gives back what writeSafetensors() took", () => {
  const array: fc.Arbitrary<WeightArray> = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc.float32Array({ minLength: size, maxLength: size }).map((values) => ({
      shape,
      values,
    }));
  });
  const names = fc.string({ minLength: 1 }).filter((name) => name !== "__metadata__");
  const property = fc.property(
    fc.array(fc.tuple(names, array), { maxLength: 5 }),
    fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    (entries, metadata) => {
      const arrays = new Map(entries);
      const bytes = writeSafetensors(arrays, metadata);
      const read = readSafetensors(bytes);
      assertEquals(new Map([...read.arrays].sort()), new Map([...arrays].sort()));
      assertEquals({ ...read.metadata }, metadata);
      const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      assertEquals(header % 8, 0);
    },
  );
  fc.assert(property, { seed: 5, numRuns: 200 });
});

Deno.test("readSafetensors() reads from the middle of a buffer at any alignment", () => {
  const arrays = new Map([["w", { shape: [2], values: Float32Array.of(1.5, -2) }]]);
  const bytes = writeSafetensors(arrays);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assertEquals(readSafetensors(shifted.subarray(3)).arrays, arrays);
});

Deno.test("readSafetensors() widens every floating-point format", () => {
  const header = { h: entry("F16", [6], 0, 12), b: entry("BF16", [2], 12, 16) };
  const halves = [0x3c00, 0xc000, 0x0001, 0x7c00, 0xfc00, 0x3555];
  const body = [...halves, 0x3f80, 0xc049].flatMap((bits) => [bits & 255, bits >> 8]);
  const { arrays } = readSafetensors(file(header, body));
  assertEquals(
    arrays.get("h")!.values,
    Float32Array.of(1, -2, 2 ** -24, Infinity, -Infinity, 0.333251953125),
  );
  assertEquals(arrays.get("b")!.values, Float32Array.of(1, -3.140625));
});

Deno.test("readSafetensors() refuses what is not a whole file, and says why", () => {
  const good = writeSafetensors(new Map([["w", { shape: [2], values: Float32Array.of(1, 2) }]]));
  const bad: [Uint8Array, string][] = [
    [new Uint8Array(3), "at least 8 bytes, found 3"],
    [
      Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0),
      "is a zip archive, the format of torch.save",
    ],
    [good.subarray(0, 20), "must fit into its 20 bytes"],
    [good.subarray(0, -1), "tensor w must lie within 7 bytes, found [0, 8]"],
    [file("{nonsense"), "its header must be JSON"],
    [file([1]), "its header must be a JSON object"],
    [file({ __metadata__: { a: 1 } }), "its __metadata__ must map names to text"],
    [file({ w: 1 }), "tensor w must have dtype, shape and data_offsets"],
    [file({ w: null }), "tensor w must have dtype, shape and data_offsets"],
    [file({ w: entry("F32", [-1], 0, 0) }), "tensor w must have dtype, shape and data_offsets"],
    [file({ w: entry("I64", [1], 0, 8) }, Array(8).fill(0)), "F16 or BF16, found I64"],
    [file({ w: entry("toString", [1], 0, 0) }), "F16 or BF16, found toString"],
    [file({ w: entry("F32", [3], 0, 8) }, Array(8).fill(0)), "must have 12 bytes, found 8"],
    [file({ w: entry("F32", [1], 0, 6) }, Array(6).fill(0)), "must have 4 bytes, found 6"],
    [file({ w: entry("F32", [1], 4, 8) }, Array(8).fill(0)), "found a break at 4"],
    [file({ w: entry("F32", [1], 0, 4) }, Array(8).fill(0)), "must fill its 8 bytes"],
    [
      file({ v: entry("F32", [1], 0, 4), w: entry("F32", [1], 0, 4) }, Array(4).fill(0)),
      "found a break at 0",
    ],
  ];
  for (const [bytes, message] of bad) {
    assertThrows(() => readSafetensors(bytes), SyntaxError, message);
  }
});

Deno.test("writeSafetensors() keeps the order of the map, whatever the names", () => {
  const values = Float32Array.of(1);
  const names = ["b", "10", "2", 'a"\u00e9', "__proto__"];
  const bytes = writeSafetensors(new Map(names.map((name) => [name, { shape: [1], values }])));
  const header = new TextDecoder().decode(bytes.subarray(8, bytes.length - 4 * names.length));
  const places = names.map((name) => header.indexOf(`${JSON.stringify(name)}:{"dtype"`));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(places.every((place) => place > 0), `${places}`);
});

Deno.test("writeSafetensors() refuses what could not be read", () => {
  const write = (name: string, shape: number[]) =>
    writeSafetensors(new Map([[name, { shape, values: Float32Array.of(1) }]]));
  assertThrows(() => write("w", [3]), RangeError, "tensor w [3] must have 3 numbers, found 1");
  assertThrows(() => write("w", [-1, -1]), RangeError, "tensor w [-1,-1]");
  assertThrows(() => write("__metadata__", [1]), RangeError, "named otherwise");
});

Deno.test("writeSafetensors() gives the same bytes for the same tensors", () => {
  const arrays = new Map([["a", { shape: [1], values: Float32Array.of(NaN) }]]);
  assertEquals(writeSafetensors(arrays, { x: "y" }), writeSafetensors(arrays, { x: "y" }));
});
