import { drawing } from "./drawing.ts";
import { legend, type LegendEntry } from "./legend.ts";
import type { SeriesStyle } from "./series_style.ts";
import { contentWidth } from "./theme.ts";
import type { SpecPart } from "./figure_spec.ts";
import { inWords, type Words } from "./words.ts";

/**
 * The legend of series and, where they have dashes of their own, of those; a
 * view, or none where one series needs no name.
 */
export function seriesLegend(
  styles: readonly SeriesStyle[],
  dashStyles: readonly SeriesStyle[] | null,
  words?: Words,
): SpecPart[] {
  const named = (list: readonly SeriesStyle[]) =>
    list.length > 1 || (list.length === 1 && list[0]!.key !== null) ? list : [];
  const series: LegendEntry[] = named(styles).map(({ key, color, dash, shape }) => ({
    label: inWords(key, words),
    color,
    shape,
    dash: dashStyles === null ? dash : [1, 0],
  }));
  const kinds: LegendEntry[] = named(dashStyles ?? []).map(({ key, dash }) => ({
    label: inWords(key, words),
    dash,
  }));
  const { items, height } = legend([series, kinds], contentWidth);
  return height === 0 ? [] : [drawing(contentWidth, height, items)];
}
