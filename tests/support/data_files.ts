/** Files of data written byte by byte as their formats are published, apart from the code under test. */

/** An IDX file of unsigned bytes. */
export function idxFile(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const header = [0, 0, 8, shape.length];
  for (const size of shape) header.push(size >>> 24, size >> 16 & 255, size >> 8 & 255, size & 255);
  return Uint8Array.from([...header, ...Array.from(values)]);
}

/** The four files of a tiny MNIST: image i is filled with the byte i, its label is i mod 10. */
export function tinyMnist(train = 5, test = 3): {
  trainImages: Uint8Array;
  trainLabels: Uint8Array;
  testImages: Uint8Array;
  testLabels: Uint8Array;
} {
  const images = (size: number) =>
    idxFile([size, 28, 28], Array.from({ length: size * 784 }, (_, i) => Math.floor(i / 784)));
  const labels = (size: number) => idxFile([size], Array.from({ length: size }, (_, i) => i % 10));
  return {
    trainImages: images(train),
    trainLabels: labels(train),
    testImages: images(test),
    testLabels: labels(test),
  };
}

/** A CIFAR-10 batch: in image i every red pixel is i, green counts the pixels, blue is 200. */
export function tinyCifarBatch(labels: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  labels.forEach((label, i) => {
    bytes.push(label);
    for (let p = 0; p < 1024; p++) bytes.push(i);
    for (let p = 0; p < 1024; p++) bytes.push(p % 256);
    for (let p = 0; p < 1024; p++) bytes.push(200);
  });
  return Uint8Array.from(bytes);
}

/** A gzip file of bytes. */
export async function gzipFile(bytes: Uint8Array): Promise<Uint8Array> {
  const body = new Response(Uint8Array.from(bytes)).body!;
  return await new Response(body.pipeThrough(new CompressionStream("gzip"))).bytes();
}

/** A `.npy` file, version 1, of numbers of NumPy's kind `descr`. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  values: readonly number[],
  fortran: "True" | "False" = "False",
): Uint8Array {
  const axes = shape.map((length) => `${length}, `).join("");
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${axes}), }`;
  const header = `${text.padEnd(117)}\n`;
  const little = !descr.startsWith(">");
  const width = Number(descr.slice(2));
  const data = new DataView(new ArrayBuffer(width * values.length));
  values.forEach((value, i) => {
    const at = i * width;
    const kind = descr.slice(1);
    if (kind === "f2") data.setFloat16(at, value, little);
    else if (kind === "f4") data.setFloat32(at, value, little);
    else if (kind === "f8") data.setFloat64(at, value, little);
    else if (width === 1) data.setUint8(at, value);
    else if (width === 2) data.setInt16(at, value, little);
    else if (width === 4) data.setInt32(at, value, little);
    else if (width === 8) data.setBigInt64(at, BigInt(value), little);
  });
  const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
  return Uint8Array.from([
    ...start,
    ...new TextEncoder().encode(header),
    ...new Uint8Array(data.buffer),
  ]);
}
