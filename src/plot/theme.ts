/**
 * The one house style. A figure is 476 pixels wide with 13-pixel text, so that
 * printed 8 cm wide its smallest letters are 6 points high.
 *
 * @module
 */
import type { SpecPart } from "./figure_spec.ts";

/** The width of a figure's content, in pixels. */
export const contentWidth = 460;

/** White space around a figure, in pixels. */
export const padding = 8;

/** Every label, in pixels: 13 × (8 cm in points) / 476 = 6.2 points in print. */
export const textSize = 13;

/** The line height of wrapped text, in pixels. */
export const lineHeight = 17;

/** A figure's title, in pixels. */
export const titleSize = 16;

/** A stack that every system resolves to a plain sans serif with the same metrics, or a wider one. */
export const fontFamily = "Arial, Helvetica, sans-serif";

/** Text and axes, from strong to faint. */
export const ink = { text: "#1a1a1a", soft: "#4d4d4d", axis: "#666666", grid: "#e4e4e4" } as const;

/** Okabe and Ito's colours for all kinds of colour vision, without the yellow that print loses. */
export const palette: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#000000",
];

/** Line dashes, told apart without colour. */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
  [1, 4],
];

/** Marker shapes, told apart without colour. */
export const shapes: readonly string[] = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
];

/** The properties that a whole figure has and its parts have not. */
export const figureStyle: SpecPart = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  background: "white",
  padding,
  config: {
    aria: false,
    font: fontFamily,
    view: { stroke: null, cursor: "default" },
    title: {
      anchor: "start",
      align: "left",
      color: ink.text,
      fontSize: textSize,
      fontWeight: "bold",
      lineHeight,
      limit: 0,
      subtitleColor: ink.soft,
      subtitleFontSize: textSize,
      subtitleLineHeight: lineHeight,
    },
    axis: {
      aria: false,
      domainColor: ink.axis,
      gridColor: ink.grid,
      labelColor: ink.text,
      labelFlush: false,
      labelFontSize: textSize,
      labelLimit: 0,
      labelOverlap: false,
      labelPadding: 3,
      tickColor: ink.axis,
      tickSize: 4,
      titleColor: ink.text,
      titleFontSize: textSize,
      titleFontWeight: "normal",
      titleLimit: 0,
    },
    text: { color: ink.text, fontSize: textSize, limit: 0 },
  },
};
