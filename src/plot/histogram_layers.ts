import { position } from "./scale_place.ts";
import { type Bin, middle } from "./bins.ts";
import { formatNumber } from "./format_number.ts";
import { haloText } from "./halo_text.ts";
import type { Frame } from "./panel_grid.ts";
import { ink, palette, textSize } from "./theme.ts";
import { textWidth } from "./text_width.ts";
import type { SpecPart } from "./figure_spec.ts";

/** The colours of bins left and right of 0. */
export const histogramColors = { below: palette[1]!, above: palette[0]! } as const;

/** Where lines begin, so that none stands in the mean's number and looks like a digit or a point. */
const belowText = textSize + 4;

/** A panel's layers: one area for the bins left of 0 and one for those right of it, the line at 0, the mean. */
export function histogramLayers(
  bins: readonly Bin[],
  { frame, mean }: { readonly frame: Frame; readonly mean: number },
): SpecPart[] {
  const filled = bins.filter(({ count }) => count > 0).sort((a, b) => a.start - b.start);
  return [
    ...area(filled.filter((bin) => middle(bin) >= 0), histogramColors.above),
    ...area(filled.filter((bin) => middle(bin) < 0), histogramColors.below),
    {
      data: { values: [{ x: 0 }] },
      mark: { type: "rule", color: ink.text, strokeWidth: 1 },
      encoding: { y: { value: belowText }, y2: { value: frame.height } },
    },
    ...meanLayers(mean, frame),
  ];
}

/** Bars that touch as one shape: no seams between them, and a count of one is still a line. */
function area(bins: readonly Bin[], color: string): SpecPart[] {
  let run = 0;
  const values = bins.flatMap(({ start, end, count }, index) => {
    const last = bins[index - 1]?.end ?? start;
    const touches = Math.abs(last - start) <= 1e-6 * Math.abs(end - start);
    if (!touches) run++;
    return [{ x: touches ? last : start, y: count, y2: 0, run }, { x: end, y: count, y2: 0, run }];
  });
  if (values.length === 0) return [];
  return [{
    data: { values },
    mark: { type: "area", color, line: false, stroke: color, strokeWidth: 0.75, opacity: 1 },
    encoding: { y2: { field: "y2" }, detail: { field: "run" }, order: { value: null } },
  }];
}

function meanLayers(value: number, frame: Frame): SpecPart[] {
  const [low, high] = frame.x.domain;
  if (!(value >= low && value <= high)) return [];
  const at = position(frame.x, value) * frame.width;
  const text = formatNumber(value);
  const width = textWidth(text);
  const right = at + 4 + width <= frame.width || at - 4 - width < 0;
  const left = right ? Math.min(at + 4, Math.max(0, frame.width - width)) : at - 4 - width;
  return [
    {
      data: { values: [{ x: value }] },
      mark: { type: "rule", color: ink.text, strokeDash: [5, 3], strokeWidth: 1.5 },
      encoding: { y: { value: belowText }, y2: { value: frame.height } },
    },
    ...haloText(text, left, textSize / 2 + 1),
  ];
}
