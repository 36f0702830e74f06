import { ink, textSize } from "./theme.ts";
import type { SpecPart } from "./figure_spec.ts";

/** Something at a place given in pixels from the upper left corner: its data and how it looks. */
export interface Item {
  /** The Vega-Lite mark and its properties. */
  readonly mark: SpecPart;
  /** What differs from one such mark to the next: places and texts. */
  readonly at: Readonly<Record<string, number | string>>;
}

/** How a text looks. */
export interface TextStyle {
  readonly align?: "left" | "center" | "right";
  readonly bold?: boolean;
  readonly color?: string;
  readonly size?: number;
  /** Turned by so many degrees. */
  readonly angle?: number;
}

/** A line of text, its middle at a height. */
export function textItem(text: string, x: number, y: number, style: TextStyle = {}): Item {
  return {
    mark: {
      type: "text",
      align: style.align ?? "left",
      baseline: "middle",
      fontWeight: style.bold ? "bold" : "normal",
      fontSize: style.size ?? textSize,
      color: style.color ?? ink.text,
      ...style.angle !== undefined && { angle: style.angle },
    },
    at: { x, y, text },
  };
}

/** A straight line between two points. */
export function lineItem(
  ends: readonly [x: number, y: number, x2: number, y2: number],
  style: { readonly color: string; readonly width?: number; readonly dash?: readonly number[] },
): Item {
  const [x, y, x2, y2] = ends;
  const mark = {
    type: "rule",
    color: style.color,
    strokeWidth: style.width ?? 1,
    ...style.dash && { strokeDash: style.dash },
  };
  return { mark, at: { x, y, x2, y2 } };
}

/** A filled rectangle. */
export function boxItem(
  [x, y, width, height]: readonly [x: number, y: number, width: number, height: number],
  style: { readonly color: string; readonly stroke?: string },
): Item {
  const mark = { type: "rect", color: style.color, ...style.stroke && { stroke: style.stroke } };
  return { mark, at: { x, y, x2: x + width, y2: y + height } };
}

/** A marker. */
export function pointItem(x: number, y: number, style: { shape: string; color: string }): Item {
  return { mark: { type: "point", filled: true, opacity: 1, size: 48, ...style }, at: { x, y } };
}

/** A ring around a point. */
export function ringItem(x: number, y: number, color: string): Item {
  return {
    mark: { type: "point", filled: false, size: 70, strokeWidth: 1.5, opacity: 1, color },
    at: { x, y },
  };
}

/** Items on a canvas of a size in pixels, in the order in which they cover each other. */
export function drawing(width: number, height: number, items: readonly Item[]): SpecPart {
  const layers: { mark: SpecPart; data: { values: Item["at"][] } }[] = [];
  for (const { mark, at } of items) {
    const last = layers.at(-1);
    if (last && JSON.stringify(last.mark) === JSON.stringify(mark)) last.data.values.push(at);
    else layers.push({ mark, data: { values: [at] } });
  }
  return { width, height, layer: layers.map((layer) => ({ ...layer, encoding: encoding(layer) })) };
}

function encoding(layer: { data: { values: readonly Item["at"][] } }): SpecPart {
  const channels = Object.keys(layer.data.values[0] ?? {}).map((channel) => {
    if (channel === "text") return [channel, { field: channel, type: "nominal" }];
    if (channel === "x2" || channel === "y2") return [channel, { field: channel }];
    return [channel, { field: channel, type: "quantitative", scale: null, axis: null }];
  });
  return Object.fromEntries(channels);
}
