import type { Row } from "../types.ts";
import {
  type Bin,
  type BinChannels,
  binReader,
  describeBins,
  filled,
  isDrawn,
  meanOf,
  middle,
} from "./bins.ts";
import { type Datum, numberOf, reader } from "./channel.ts";
import { drawing } from "./drawing.ts";
import { type FacetOptions, facets, type Panel } from "./facets.ts";
import { figure, type FigureText } from "./figure.ts";
import { histogramColors, histogramLayers } from "./histogram_layers.ts";
import { legend } from "./legend.ts";
import { undrawnNote } from "./notes.ts";
import { panelGrid, panelHeight } from "./panel_grid.ts";
import type { Share } from "./shared_scales.ts";
import { contentWidth, ink } from "./theme.ts";
import type { FigureSpec, SpecPart } from "./figure_spec.ts";

/** How binned rows become histograms. */
export interface HistogramsOptions<T extends Datum = Row>
  extends FigureText, FacetOptions<T>, BinChannels<T> {
  /** Rows whose `value` is the mean of their panel; without them it is estimated from the bins. */
  readonly means?: readonly T[];
  /** What is binned, `margin` by default. */
  readonly xLabel?: string;
  /** What is counted, `examples` by default. */
  readonly yLabel?: string;
  /** What being left of 0 means, `misclassified` by default; it stands in the legend. */
  readonly below?: string;
  /** Which panels have one x domain, `all` by default. */
  readonly shareX?: Share;
  /** Which panels have one y domain, `all` by default. */
  readonly shareY?: Share;
  /** The height of a panel's inside in pixels. */
  readonly height?: number;
}

/**
 * Histograms side by side on shared axes, from rows that are binned already,
 * with a line at 0 and one at the mean.
 *
 * @param rows One bin a row.
 * @param options Where the bins and panels are found, and what is written around them.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { histograms } from "@marginlab/marginlab";
 *
 * const rows = [-1, 0, 1].map((start) => ({ epoch: 10, bin_start: start, bin_end: start + 1, value: 5 }));
 * const spec = histograms(rows, { title: "Margins", panel: (row) => `epoch ${row.epoch}` });
 * assertStringIncludes(spec.description, "epoch 10: 15 examples from −1 to 2");
 * ```
 */
export function histograms<T extends Datum = Row>(
  rows: readonly T[],
  options: HistogramsOptions<T>,
): FigureSpec {
  const panels = facets(rows, options, "histograms");
  const read = binReader(rows, options);
  const all = new Map(panels.map((panel) => [panel, panel.rows.map(read)]));
  const bins = new Map(panels.map((panel) => [panel, all.get(panel)!.filter(isDrawn)]));
  const names = { x: options.xLabel ?? "margin", y: options.yLabel ?? "examples" };
  const grid = panelGrid(panels, {
    x: {
      values: (panel) =>
        withZero(filled(bins.get(panel)!).flatMap(({ start, end }) => [start, end])),
      title: names.x,
      share: options.shareX ?? "all",
    },
    y: {
      values: (panel) => withZero(bins.get(panel)!.map(({ count }) => count * headroom)),
      title: names.y,
      share: options.shareY ?? "all",
      rounded: false,
    },
    height: options.height ?? panelHeight(panels) * 0.75,
    layers: (panel, frame) =>
      histogramLayers(bins.get(panel)!, { frame, mean: meanIn(panel, bins.get(panel)!, options) }),
  });
  const below = [...bins.values()].flat().some((bin) => middle(bin) < 0 && bin.count > 0);
  return figure({
    parts: [
      ...[...bins.values()].flat().length > 0
        ? [key(options.means !== undefined, below ? options.below ?? "misclassified" : "")]
        : [],
      grid,
    ],
    rows,
    description: describeBins(panels, bins, names),
    notes: undrawnNote(
      [...all.values()].flat().flatMap(({ start, end, count }) => [start, end, count]),
    ),
  }, options);
}

/** Room above the highest bar for the mean's label. */
const headroom = 1.25;

function withZero(values: readonly number[]): number[] {
  return values.length === 0 ? [] : [...values, 0];
}

function meanIn<T extends Datum>(
  panel: Panel<T>,
  bins: readonly Bin[],
  options: HistogramsOptions<T>,
): number {
  const given = (options.means ?? []).find((row) => panel.has(row));
  if (given === undefined) return meanOf(bins);
  return numberOf(reader([given], options.value ?? "value", "histograms")(given));
}

function key(exact: boolean, below: string): SpecPart {
  const { items, height } = legend([[
    { label: exact ? "mean" : "mean, from the bins", dash: [5, 3], color: ink.text },
    ...below === "" ? [] : [{ label: below, shape: "square", color: histogramColors.below }],
  ]], contentWidth);
  return drawing(contentWidth, height, items);
}
