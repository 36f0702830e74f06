/**
 * The floating-point formats of safetensors as float32.
 *
 * @module
 */

type Reader = (view: DataView, at: number) => number;

const formats: ReadonlyMap<string, { readonly width: number; readonly read: Reader }> = new Map([
  ["F64", { width: 8, read: (view, at) => view.getFloat64(at, true) }],
  ["F32", { width: 4, read: (view, at) => view.getFloat32(at, true) }],
  ["F16", { width: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) }],
  ["BF16", { width: 2, read: (view, at) => brainToNumber(view.getUint16(at, true)) }],
]);

/** How many bytes one number of a dtype takes, or null where the dtype is not floating point. */
export function numberWidth(dtype: string): number | null {
  return formats.get(dtype)?.width ?? null;
}

/** Little-endian numbers of a floating-point dtype. */
export function readNumbers(dtype: string, bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, read } = formats.get(dtype)!;
  const values = new Float32Array(bytes.length / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width);
  return values;
}

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
