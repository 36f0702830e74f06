import type { FigureSpec, SpecPart } from "../../src/plot/figure_spec.ts";

/** One axis of a panel as its specification has it. */
export interface SpecAxis {
  readonly type: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: readonly string[] | null;
  readonly title: unknown;
}

/** A panel with axes as its specification has it. */
export interface SpecPanel {
  readonly x: SpecAxis;
  readonly y: SpecAxis;
  readonly width: number;
  readonly height: number;
  /** The data of its layers, by mark. */
  values(mark: string): Record<string, number | string>[];
  /** What is written in it, its title among it. */
  readonly texts: readonly string[];
}

/** The panels with axes of a figure, in their order. */
export function panelsOf(spec: FigureSpec): SpecPanel[] {
  return partsOf(spec).filter((part) => "encoding" in part && "layer" in part).map(panel);
}

/** All texts that a figure's parts write, the title apart. */
export function textsIn(spec: FigureSpec): string[] {
  return partsOf(spec).flatMap((part) => textsOf(layersOf(part)));
}

function partsOf(part: SpecPart): SpecPart[] {
  const children = ["vconcat", "hconcat", "concat"].flatMap((key) =>
    (part[key] ?? []) as SpecPart[]
  );
  return [part, ...children.flatMap(partsOf)];
}

interface Layer {
  readonly mark: { readonly type: string; readonly text?: string | readonly string[] };
  readonly data: { readonly values: Record<string, number | string>[] };
}

function layersOf(part: SpecPart): Layer[] {
  return (part.layer ?? []) as Layer[];
}

function textsOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ mark, data }) => {
    if (mark.type !== "text") return [];
    if (mark.text !== undefined) return [[mark.text].flat().join(" ")];
    return data.values.map(({ text }) => String(text));
  });
}

function panel(part: SpecPart): SpecPanel {
  const encoding = part.encoding as Record<"x" | "y", SpecPart>;
  return {
    x: axis(encoding.x),
    y: axis(encoding.y),
    width: part.width as number,
    height: part.height as number,
    values: (mark) =>
      layersOf(part).filter((layer) => layer.mark.type === mark).flatMap(({ data }) => data.values),
    texts: textsOf(layersOf(part)),
  };
}

function axis(encoding: SpecPart): SpecAxis {
  const scale = encoding.scale as { type: string; domain: [number, number] };
  const shown = encoding.axis as {
    values: number[];
    labels: boolean;
    labelExpr: string;
    title: unknown;
  };
  const labels = JSON.parse(
    shown.labelExpr.slice(0, shown.labelExpr.indexOf("][") + 1),
  ) as string[];
  return {
    ...scale,
    ticks: shown.values,
    labels: shown.labels ? labels : null,
    title: shown.title,
  };
}
