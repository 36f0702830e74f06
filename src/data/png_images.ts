/**
 * One PNG image as numbers in [0, 1].
 *
 * @module
 */
import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png";
import { DataError, unexpected } from "./data_error.ts";

/** Pixels of one image. */
export interface PngImage {
  /** Height, width and channels: 1 for grey, 3 for colour. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Row-major, in [0, 1]. */
  readonly pixels: Float32Array;
}

/**
 * Reads a PNG file: grey or colour, 8 or 16 bits, or a palette. An alpha
 * channel is dropped where it is opaque everywhere.
 *
 * @throws {DataError} If it is no such image.
 */
export function parsePng(bytes: Uint8Array, file: string): PngImage {
  const { width, height, channels, depth, data } = decoded(bytes, file);
  if (depth < 8) throw unexpected(file, "8 or 16 bits a channel", `${depth}`);
  const top = depth === 16 ? 65_535 : 255;
  const colours = channels > 2 ? 3 : 1;
  const pixels = new Float32Array(width * height * colours);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = channels === colours ? top : data[pixel * channels + colours];
    if (alpha !== top) throw unexpected(file, "opaque pixels", `one of alpha ${alpha}`);
    for (let k = 0; k < colours; k++) {
      pixels[pixel * colours + k] = data[pixel * channels + k]! / top;
    }
  }
  return { shape: [height, width, colours], pixels };
}

type Pixels = Pick<DecodedPng, "width" | "height" | "channels" | "depth" | "data">;

function decoded(bytes: Uint8Array, file: string): Pixels {
  try {
    const png = decode(bytes);
    if (png.transparency && !png.palette) throw new Error("a colour that is transparent");
    if (!png.palette) return png;
    const data = convertIndexedToRgb(png);
    return { ...png, data, depth: 8, channels: data.length / (png.width * png.height) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot read ${file}: expected a whole PNG image, found: ${reason}`, {
      file,
      cause,
    });
  }
}
