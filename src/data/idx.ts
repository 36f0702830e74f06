/**
 * The IDX format, in which MNIST and its relatives are published: a magic
 * number, the length of each dimension, then the values.
 *
 * @module
 */
import { grouped, unexpected } from "./data_error.ts";

/** What an IDX file of unsigned bytes holds. */
export interface Idx {
  /** The length of each dimension, the first one counting the examples. */
  readonly shape: readonly number[];
  /** `[...shape]` flattened, a view of the file's bytes and no copy. */
  readonly values: Uint8Array;
}

/** What {@linkcode parseIdx} may be told about the file. */
export interface ParseIdxOptions {
  /** The file's name, for errors. */
  readonly file?: string;
  /** How many dimensions there must be: 3 for images, 1 for labels. Any number, when left out. */
  readonly dimensions?: number;
}

/** The third byte of the magic number of a file whose values are unsigned bytes. */
const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes (Y. LeCun, C. Cortes, C. Burges, "The MNIST database").
 *
 * @param bytes The whole file, not compressed.
 * @param options The file's name and what is known of it.
 * @throws {DataError} If the magic number is another, or the length is not exactly what the header says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseIdx } from "@marginlab/marginlab";
 *
 * const { shape, values } = parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]));
 * assertEquals(shape, [2]);
 * assertEquals([...values], [7, 9]);
 * ```
 */
export function parseIdx(bytes: Uint8Array, options: ParseIdxOptions = {}): Idx {
  const { file = "an IDX file", dimensions } = options;
  const count = checkMagic(bytes, file, dimensions);
  const header = 4 + 4 * count;
  if (bytes.length < header) {
    throw unexpected(file, `a header of ${header} bytes`, `${bytes.length} bytes in all`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, header);
  const shape = Array.from({ length: count }, (_, k) => view.getUint32(4 + 4 * k));
  const length = header + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== length) {
    throw unexpected(
      file,
      `${grouped(length)} bytes (${shape.join(" × ")} values after ${header} bytes of header)`,
      `${grouped(bytes.length)} bytes`,
    );
  }
  return { shape, values: bytes.subarray(header) };
}

/** Checks the first four bytes and returns the number of dimensions that they name. */
function checkMagic(bytes: Uint8Array, file: string, dimensions: number | undefined): number {
  const magic = `the magic number 00 00 08 ${dimensions === undefined ? "NN" : hex(dimensions)}`;
  const wanted = `${magic} (IDX, unsigned bytes, ${dimensions ?? "NN"} dimensions)`;
  if (bytes.length < 4) throw unexpected(file, wanted, `a file of ${bytes.length} bytes`);
  const [first, second, type, count] = bytes as unknown as [number, number, number, number];
  const known = first === 0 && second === 0 && type === unsignedByte && count > 0;
  if (!known || (dimensions !== undefined && count !== dimensions)) {
    throw unexpected(file, wanted, [first, second, type, count].map(hex).join(" "));
  }
  return count;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
