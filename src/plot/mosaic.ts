import { encode } from "fast-png";

/** Images of one shape in the cells of a grid. */
export interface Mosaic {
  /** Height, width and channels (1 or 3) of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Bytes `[height, width, channels]` of each image, line by line; null leaves a cell white. */
  readonly images: readonly (readonly (Uint8Array | null)[])[];
  /** How many pixels a pixel becomes, each way. */
  readonly scale: number;
  /** White between columns and between lines, in pixels of the result. */
  readonly gaps: readonly [columns: number, lines: number];
}

/** Images side by side in one PNG file, every pixel a square. */
export function mosaicPng(mosaic: Mosaic): Uint8Array {
  const [imageHeight, imageWidth, channels] = mosaic.shape;
  const columns = Math.max(...mosaic.images.map((line) => line.length));
  const [stepX, stepY] = [
    imageWidth * mosaic.scale + mosaic.gaps[0],
    imageHeight * mosaic.scale + mosaic.gaps[1],
  ];
  const width = columns * stepX - mosaic.gaps[0];
  const height = mosaic.images.length * stepY - mosaic.gaps[1];
  const data = new Uint8Array(width * height * channels).fill(255);
  mosaic.images.forEach((line, row) =>
    line.forEach((image, column) => {
      if (image) paint(data, image, { ...mosaic, width, left: column * stepX, top: row * stepY });
    })
  );
  return encode({ width, height, data, channels, depth: 8 });
}

interface Place extends Mosaic {
  readonly width: number;
  readonly left: number;
  readonly top: number;
}

function paint(data: Uint8Array, image: Uint8Array, place: Place): void {
  const [height, width, channels] = place.shape;
  for (let y = 0; y < height * place.scale; y++) {
    for (let x = 0; x < width * place.scale; x++) {
      const from = (Math.floor(y / place.scale) * width + Math.floor(x / place.scale)) * channels;
      const to = ((place.top + y) * place.width + place.left + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        data[to + channel] = image[from + channel]!;
      }
    }
  }
}
