import type { Panel } from "./facets.ts";
import { balanceText, textWidth } from "./text_width.ts";
import { contentWidth, lineHeight, textSize } from "./theme.ts";

/** What the layout has to know of the images. */
export interface ImageGridShape {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly caption?: unknown;
  readonly maxWidth?: number;
}

/** Where the images are, in pixels of the page. */
export interface ImageGridLayout {
  /** Of one image, on the page. */
  readonly width: number;
  readonly height: number;
  readonly imageHeight: number;
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels of the PNG for a pixel of an image, and for a pixel of the page. */
  readonly scale: number;
  readonly density: number;
}

/** Between two images, in pixels. */
export const gap = 6;

/** As large images as a figure's width allows. */
export function imageGridLayout<T>(
  panels: readonly Panel<T>[],
  options: ImageGridShape,
): ImageGridLayout {
  const [imageHeight, imageWidth] = options.shape;
  const columns = Math.max(...panels.map(({ column }) => column)) + 1;
  const lines = Math.max(...panels.map(({ line }) => line)) + 1;
  const left = Math.min(
    100,
    Math.max(...panels.map(({ lineTitle }) => lineTitle === "" ? 0 : textWidth(lineTitle) + 8)),
  );
  const most = Math.floor((contentWidth - left - gap * (columns - 1)) / columns);
  const width = Math.max(8, Math.min(options.maxWidth ?? 96, most));
  const titleLines = Math.max(...panels.map(({ title }) => columnTitle(title, width).length));
  const height = width * imageHeight / imageWidth;
  const scale = Math.max(1, Math.ceil(2 * width / imageWidth));
  const captionHeight = options.caption ? lineHeight + 4 : 0;
  const top = titleLines * lineHeight + (titleLines > 0 ? 4 : 0);
  const density = scale * imageWidth / width;
  const stepX = width + Math.round(gap * density) / density;
  const stepY = height + Math.round((captionHeight + gap) * density) / density;
  return {
    width,
    imageHeight: height,
    left,
    top,
    stepX,
    stepY,
    scale,
    density,
    height: Math.ceil(top + lines * stepY - gap),
  };
}

/** What stands over a column, in lines. */
export function columnTitle(title: string, width: number): string[] {
  return balanceText(title, width + gap - 2, textSize).slice(0, 3);
}
