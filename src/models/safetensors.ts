/**
 * The safetensors format: eight bytes of header length, a JSON header, then
 * the numbers of all tensors, little-endian. Bytes in, bytes out.
 *
 * @module
 */
import type { WeightArray, WeightArrays } from "../types.ts";
import { numberWidth, readNumbers } from "./safetensors_numbers.ts";

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors as float32, in the order of the header. */
  readonly arrays: WeightArrays;
  /** The header's own notes. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How a zip archive begins: `PK`, 3, 4. */
const zipStart = [0x50, 0x4b, 3, 4];

/** The format's own limit on its header. */
const maximumHeader = 100_000_000;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes tensors as a safetensors file, float32, in the order of the map.
 *
 * @param arrays The tensors by name.
 * @param metadata Notes to keep in the header.
 * @returns The file's bytes; the same tensors and notes give the same bytes.
 * @throws {RangeError} If a tensor does not have the numbers that its shape says, or is named `__metadata__`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSafetensors, writeSafetensors } from "@marginlab/marginlab";
 *
 * const arrays = new Map([["w", { shape: [1, 2], values: Float32Array.of(0.5, -3) }]]);
 * assertEquals(readSafetensors(writeSafetensors(arrays)).arrays, arrays);
 * ```
 */
export function writeSafetensors(
  arrays: WeightArrays,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set("__metadata__", metadata);
  let end = 0;
  for (const [name, { shape, values }] of arrays) {
    checkTensor(name, shape, values.length);
    const start = end;
    end += values.byteLength;
    header.set(name, { dtype: "F32", shape, data_offsets: [start, end] });
  }
  // By hand, for an object would put names that are numbers first.
  const entries = [...header].map((entry) => entry.map((part) => JSON.stringify(part)).join(":"));
  let json = `{${entries.join()}}`;
  const text = new TextEncoder().encode(json);
  json += " ".repeat((8 - text.length % 8) % 8);
  const head = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + head.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const { values } of arrays.values()) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

function checkTensor(name: string, shape: readonly number[], length: number): void {
  const size = shape.reduce((product, side) => product * side, 1);
  const problem = name === "__metadata__"
    ? `must be named otherwise`
    : size !== length || !shape.every(isCount)
    ? `[${shape}] must have ${size} numbers, found ${length}`
    : null;
  if (problem) throw new RangeError(`Cannot write a safetensors file: tensor ${name} ${problem}`);
}

/**
 * Reads a safetensors file.
 *
 * @param bytes The whole file.
 * @returns Its tensors as float32 (from F64, F32, F16 and BF16) and its notes.
 * @throws {SyntaxError} If the bytes are not a whole, consistent safetensors file of floating-point tensors.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { arrays, metadata, others } = readTensors(bytes);
  for (const [name, { dtype }] of others) {
    refuse(`tensor ${name} must be F64, F32, F16 or BF16, found ${dtype}`);
  }
  return { arrays, metadata };
}

/** Reads a safetensors file that may hold tensors of other than floating-point numbers, too: of those only what they are. */
export function readTensors(bytes: Uint8Array): Safetensors & {
  readonly others: ReadonlyMap<
    string,
    { readonly dtype: string; readonly shape: readonly number[] }
  >;
} {
  const { header, data } = split(bytes);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isNotes(metadata)) refuse("its __metadata__ must map names to text");
  const arrays = new Map<string, WeightArray>();
  const others = new Map<string, Entry>();
  const spans: [number, number][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) refuse(`tensor ${name} must have dtype, shape and data_offsets`);
    const [start, end] = entry.data_offsets;
    if (start > end || end > data.length) {
      refuse(`tensor ${name} must lie within ${data.length} bytes, found [${start}, ${end}]`);
    }
    spans.push([start, end]);
    if (numberWidth(entry.dtype) === null) others.set(name, entry);
    else arrays.set(name, { shape: [...entry.shape], values: readEntry(name, entry, data) });
  }
  checkCover(spans, data.length);
  return { arrays, metadata, others };
}

function split(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) refuse(`it must have at least 8 bytes, found ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > Math.min(maximumHeader, bytes.length - 8)) {
    if (String(bytes.subarray(0, 4)) === String(zipStart)) {
      refuse(
        "it is a zip archive, the format of torch.save, numpy.savez and Keras; in Python, " +
          "safetensors.torch.save_file(model.state_dict(), FILE) writes what is needed",
      );
    }
    refuse(`its header of ${length} bytes must fit into its ${bytes.length} bytes`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + length));
  return { header, data: bytes.subarray(8 + length) };
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    refuse(`its header must be JSON: ${(error as Error).message}`);
  }
  if (typeof header === "object" && header !== null && !Array.isArray(header)) {
    return header as Record<string, unknown>;
  }
  refuse("its header must be a JSON object");
}

function readEntry(name: string, entry: Entry, data: Uint8Array): Float32Array {
  const { dtype, shape, data_offsets: [start, end] } = entry;
  const needed = numberWidth(dtype)! * shape.reduce((product, length) => product * length, 1);
  if (end - start === needed) return readNumbers(dtype, data.subarray(start, end));
  refuse(`tensor ${name} [${shape}] must have ${needed} bytes, found ${end - start}`);
}

/** Tensors neither overlap nor leave a gap. */
function checkCover(spans: [number, number][], length: number): void {
  let reached = 0;
  for (const [start, end] of spans.toSorted(([a, b], [c, d]) => a - c || b - d)) {
    if (start !== reached) refuse(`its tensors must follow each other, found a break at ${start}`);
    reached = end;
  }
  if (reached !== length) {
    refuse(`its tensors must fill its ${length} bytes of numbers, found ${reached} used`);
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && value as number >= 0;

function isEntry(entry: unknown): entry is Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  return typeof dtype === "string" && Array.isArray(shape) && shape.every(isCount) &&
    Array.isArray(offsets) && offsets.length === 2 && offsets.every(isCount);
}

function isNotes(metadata: unknown): metadata is Record<string, string> {
  return typeof metadata === "object" && metadata !== null &&
    Object.values(metadata).every((value) => typeof value === "string");
}

function refuse(problem: string): never {
  throw new SyntaxError(`Cannot read a safetensors file: ${problem}`);
}
