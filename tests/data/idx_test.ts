import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DataError } from "../../src/data/data_error.ts";
import { parseIdx } from "../../src/data/idx.ts";
import { idxFile } from "../support/data_files.ts";

const file = "somewhere/labels";
const refuse = (bytes: Uint8Array, message: string, dimensions?: number) => {
  const options = dimensions === undefined ? { file } : { file, dimensions };
  const error = assertThrows(() => parseIdx(bytes, options), DataError, message);
  assertEquals(error.file, file);
  assert(error.message.startsWith(`Cannot read ${file}: expected `), error.message);
};

Deno.test("parseIdx gives back any shape and values that were written", () => {
  const idx = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }).chain((
    shape,
  ) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return fc.tuple(fc.constant(shape), fc.uint8Array({ minLength: length, maxLength: length }));
  });
  fc.assert(
    fc.property(idx, ([shape, values]) => {
      const read = parseIdx(idxFile(shape, values), { dimensions: shape.length });
      assertEquals(read.shape, shape);
      assertEquals([...read.values], [...values]);
    }),
    { seed: 1998, numRuns: 200 },
  );
});

Deno.test("parseIdx reads a view that does not begin at its buffer's start, without copying", () => {
  const whole = new Uint8Array([9, 9, 9, ...idxFile([2], [4, 5])]);
  const { values } = parseIdx(whole.subarray(3));
  assertEquals([...values], [4, 5]);
  assert(values.buffer === whole.buffer);
});

Deno.test("parseIdx refuses every other length than the header's", () => {
  const whole = idxFile([2, 3], [1, 2, 3, 4, 5, 6]);
  for (let length = 0; length < whole.length; length++) {
    refuse(whole.subarray(0, length), "expected", 2);
  }
  refuse(new Uint8Array([...whole, 0]), "expected 18 bytes (2 × 3 values after 12 bytes", 2);
  refuse(whole.subarray(0, 17), "found 17 bytes", 2);
  refuse(whole.subarray(0, 9), "a header of 12 bytes", 2);
});

Deno.test("parseIdx is not fooled by a header whose product overflows", () => {
  refuse(
    Uint8Array.from([0, 0, 8, 3, ...Array(12).fill(255)]),
    "4294967295 × 4294967295 × 4294967295",
  );
  refuse(Uint8Array.from([0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0]), "4,294,967,308 bytes");
});

Deno.test("parseIdx refuses a wrong magic number and says which it found", () => {
  refuse(
    idxFile([3], [1, 2, 3]),
    "00 00 08 03 (IDX, unsigned bytes, 3 dimensions), found 00 00 08 01",
    3,
  );
  refuse(new Uint8Array([0, 0, 13, 1, 0, 0, 0, 0]), "found 00 00 0d 01");
  refuse(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]), "found 89 50 4e 47");
  refuse(new Uint8Array([0, 0, 8, 0]), "found 00 00 08 00");
  refuse(new Uint8Array(0), "found a file of 0 bytes");
});
