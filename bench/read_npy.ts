/** Numbers and their shape. */
export interface NumberArray<Values> {
  readonly shape: number[];
  readonly values: Values;
}

/** Reads a `.npy` file of float32 or int32 in C order. */
export function readNpy(bytes: Uint8Array): NumberArray<Float32Array | Int32Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + length));
  const shape = header.match(/\(([^)]*)\)/)![1]!.split(",").filter((n) => n.trim()).map(Number);
  const data = bytes.slice(10 + length).buffer;
  return { shape, values: header.includes("i4") ? new Int32Array(data) : new Float32Array(data) };
}
