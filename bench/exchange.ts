/** Arrays as Python writes them: `.npy` and safetensors, little-endian. */

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

/** Reads the float32 tensors of a safetensors file. */
export function readWeights(bytes: Uint8Array): Map<string, NumberArray<Float32Array>> {
  const length = Number(
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true),
  );
  const header: Record<string, { shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  );
  return new Map(
    Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, entry]) => {
      const [from, to] = entry.data_offsets;
      const data = bytes.slice(8 + length + from, 8 + length + to).buffer;
      return [name, { shape: entry.shape, values: new Float32Array(data) }];
    }),
  );
}
