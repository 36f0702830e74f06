/**
 * Decompression with what the platform has.
 *
 * @module
 */
import { DataError } from "./data_error.ts";

/**
 * Whether bytes begin as a gzip file does. No IDX file and no CIFAR-10 batch
 * begins so, which makes the content a better witness than the name: browsers
 * unpack a `.gz` now and then and keep the ending.
 */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses a gzip file; bytes that are not gzip are given back as they are.
 *
 * @param bytes The whole file.
 * @param options The file's name, for errors.
 * @throws {DataError} If the file is cut off or its checksum is wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gunzip } from "@marginlab/marginlab";
 *
 * const packed = new Response("ten").body!.pipeThrough(new CompressionStream("gzip"));
 * const bytes = await gunzip(await new Response(packed).bytes(), { file: "ten.gz" });
 * assertEquals(new TextDecoder().decode(bytes), "ten");
 * ```
 */
export async function gunzip(
  bytes: Uint8Array,
  options: { file?: string } = {},
): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const { file = "a gzip file" } = options;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  try {
    return await new Response(source.pipeThrough(new DecompressionStream("gzip"))).bytes();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(
      `Cannot decompress ${file}: expected a whole gzip file, found one that is damaged or cut off (${reason})`,
      { file, cause },
    );
  }
}
