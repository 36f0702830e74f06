/**
 * NumPy's file format for one array.
 *
 * @module
 */
import { unexpected } from "./data_error.ts";

/** What a `.npy` file holds. */
export interface Npy {
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** NumPy's name for the kind of number, without the byte order: `f4`, `u1`, `i8` … */
  readonly kind: string;
  /** Row-major. */
  readonly values: Float64Array;
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<string, Reader>> = {
  f2: (view, at, little) => view.getFloat16(at, little),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
};

/**
 * Reads a `.npy` file of numbers (NumPy enhancement proposal 1; versions 1 to 3).
 *
 * @param bytes The whole file.
 * @param options The file's name, for errors.
 * @throws {DataError} If it is no `.npy` file, is not whole, or holds something other than numbers in C order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseNpy } from "@marginlab/marginlab";
 *
 * const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n";
 * const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
 * const file = new Uint8Array([...start, ...new TextEncoder().encode(header), 7, 9]);
 * assertEquals([...parseNpy(file).values], [7, 9]);
 * ```
 */
export function parseNpy(bytes: Uint8Array, options: { readonly file?: string } = {}): Npy {
  const { file = "a .npy file" } = options;
  const { text, data } = split(bytes, file);
  const { descr, shape } = readHeader(text, file);
  const [order, kind] = [descr[0]!, descr.slice(1)];
  const read = readers[kind];
  if (!read) throw unexpected(file, "an array of numbers", `one of ${descr}`);
  const width = Number(kind[1]);
  const count = shape.reduce((product, length) => product * length, 1);
  if (data.length !== count * width) {
    const wanted = `${count * width} bytes of numbers ([${shape}] of ${descr})`;
    throw unexpected(file, wanted, `${data.length}`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const little = order !== ">";
  const values = Float64Array.from({ length: count }, (_, i) => read(view, i * width, little));
  return { shape, kind, values };
}

function split(bytes: Uint8Array, file: string): { text: string; data: Uint8Array } {
  const name = new TextDecoder().decode(bytes.subarray(1, 6));
  if (bytes[0] !== 0x93 || name !== "NUMPY" || bytes.length < 12) {
    throw unexpected(file, "the beginning \\x93NUMPY of a .npy file", `${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const text = new TextDecoder("latin1").decode(bytes.subarray(start, end));
  return { text, data: bytes.subarray(end) };
}

/** The header is the text of a Python dictionary with three known keys. */
function readHeader(text: string, file: string): { descr: string; shape: number[] } {
  const descr = /'descr':\s*'([<>|=]\w\d+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw unexpected(file, "a header that names one array of numbers", text.trim().slice(0, 80));
  }
  if (order === "True") {
    throw unexpected(file, "C order (numpy.ascontiguousarray makes it)", "Fortran order");
  }
  return { descr, shape: shape.split(",").filter((part) => part.trim() !== "").map(Number) };
}
