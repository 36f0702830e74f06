import type { Row } from "../types.ts";
import { bytesToText, textToBytes } from "./base64.ts";
import type { Datum } from "./channel.ts";
import { drawing, type Item } from "./drawing.ts";
import { type FacetOptions, facets, type Panel } from "./facets.ts";
import { figure, type FigureText, noData } from "./figure.ts";
import { describeImages, imageGridLabels } from "./image_grid_labels.ts";
import { type ImageGridLayout, imageGridLayout } from "./image_grid_layout.ts";
import { mosaicPng } from "./mosaic.ts";
import { contentWidth } from "./theme.ts";
import type { FigureSpec } from "./figure_spec.ts";

/** How rows become a grid of images. */
export interface ImageGridOptions<T extends Datum = Row>
  extends FigureText, Pick<FacetOptions<T>, "row" | "column" | "words"> {
  /** Height, width and channels (1 or 3) of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The bytes of a row's image, `[height, width, channels]`, or the field that has them as base64. */
  readonly pixels: string | ((row: T) => Uint8Array);
  /** What is written under an image, such as the norm of a perturbation. */
  readonly caption?: (row: T) => string;
  /** The most pixels that an image is wide, 96 by default. */
  readonly maxWidth?: number;
}

/**
 * Images in lines and columns, all in one embedded PNG with square pixels,
 * with a caption under each.
 *
 * @param rows One image a row.
 * @param options Where the images, lines and columns are found, and what is written around them.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 * @throws {RangeError} If the bytes of an image are not as many as its shape says, or two images share a place.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { imageGrid } from "@marginlab/marginlab";
 *
 * const rows = [1, 10].map((epoch) => ({ epoch, norm: 3 / epoch }));
 * const spec = imageGrid(rows, {
 *   title: "Adversarial examples",
 *   shape: [2, 2, 1],
 *   pixels: (row) => new Uint8Array(4).fill(row.epoch),
 *   column: "epoch",
 *   caption: (row) => row.norm.toFixed(2),
 * });
 * assertStringIncludes(JSON.stringify(spec), "data:image/png;base64,");
 * ```
 */
export function imageGrid<T extends Datum = Row>(
  rows: readonly T[],
  options: ImageGridOptions<T>,
): FigureSpec {
  const panels = facets(rows, options, "imageGrid");
  const size = imageGridLayout(panels, options);
  const captionOf = ({ rows }: Panel<T>) => rows[0] && options.caption?.(rows[0]) || "";
  const part = rows.length === 0 ? noData() : drawing(contentWidth, size.height, [
    mosaicItem(panels, options, size),
    ...imageGridLabels(panels, captionOf, size),
  ]);
  return figure({ parts: [part], rows, description: describeImages(panels, captionOf) }, options);
}

function mosaicItem<T extends Datum>(
  panels: readonly Panel<T>[],
  options: ImageGridOptions<T>,
  size: ImageGridLayout,
): Item {
  const images: (Uint8Array | null)[][] = [];
  for (const panel of panels) (images[panel.line] ??= [])[panel.column] = imageOf(panel, options);
  const gaps = [
    Math.round((size.stepX - size.width) * size.density),
    Math.round((size.stepY - size.imageHeight) * size.density),
  ] as const;
  const png = mosaicPng({ shape: options.shape, images, scale: size.scale, gaps });
  const columns = images[0]!.length;
  return {
    mark: {
      type: "image",
      url: `data:image/png;base64,${bytesToText(png)}`,
      align: "left",
      baseline: "top",
      aspect: false,
      width: columns * size.stepX - gaps[0] / size.density,
      height: images.length * size.stepY - gaps[1] / size.density,
    },
    at: { x: size.left, y: size.top },
  };
}

function imageOf<T extends Datum>(
  panel: Panel<T>,
  options: ImageGridOptions<T>,
): Uint8Array | null {
  const [height, width, channels] = options.shape;
  const place = `imageGrid cannot draw line ${panel.line + 1}, column ${panel.column + 1}`;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${place}: an image must have 1 or 3 channels, not ${channels}`);
  }
  if (panel.rows.length > 1) {
    throw new RangeError(
      `${place}: it must have one image, and ${panel.rows.length} rows say it is theirs`,
    );
  }
  const row = panel.rows[0];
  if (row === undefined) return null;
  const bytes = typeof options.pixels === "string"
    ? textToBytes(String(row[options.pixels] ?? ""))
    : options.pixels(row);
  if (bytes.length !== height * width * channels) {
    throw new RangeError(
      `${place}: an image of shape [${options.shape}] must have ${
        height * width * channels
      } bytes, not ${bytes.length}`,
    );
  }
  return bytes;
}
