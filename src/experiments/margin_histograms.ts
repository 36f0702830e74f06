/**
 * Figures 7 and 8: histograms of the margins of lr, mlp and cnn at several
 * epochs of standard training.
 *
 * @module
 */
import { histogram } from "../margins/summary.ts";
import type { Row } from "../types.ts";
import {
  measuredEpochs,
  type StudyDataset,
  studyModels,
  studyNetworks,
  type StudySettings,
  studySettings,
} from "./deep_study.ts";
import { spreadEpochs } from "./epochs.ts";
import type { Context, Experiment } from "./experiment.ts";
import { marginHistogramClaims, marginHistogramFindings } from "./margin_histograms_claims.ts";
import { drawMarginHistograms } from "./margin_histograms_drawing.ts";
import { errorRows } from "./study_rows.ts";
import { type MeasuredMargins, measureNetworks, trainNetworks } from "./study_runs.ts";

/** The study's settings and the histograms' bins. */
export interface HistogramSettings extends StudySettings {
  readonly bins: number;
}

/** The figure of one data set. */
export function marginHistograms({ name, title, dataset }: {
  readonly name: string;
  readonly title: string;
  readonly dataset: StudyDataset;
}): Experiment<HistogramSettings> {
  const { settings: { smoke, quick, paper }, ranges, ...shape } = studySettings([dataset]);
  return {
    name,
    title,
    about: {
      datasets: [dataset],
      models: studyModels,
      methods: ["std"],
      metrics: ["mean_margin", "margin_count"],
    },
    ...shape,
    settings: {
      smoke: { ...smoke, bins: 10 },
      quick: { ...quick, bins: 30 },
      paper: { ...paper, bins: 50 },
    },
    ranges: { ...ranges, bins: [5, 500, "whole"] },
    compute,
    draw: (rows) => drawMarginHistograms(rows, title),
    findings: marginHistogramFindings,
    claims: marginHistogramClaims,
  };
}

/** How many epochs are shown, the first and the last among them. */
const shownEpochs = 5;

async function compute(settings: HistogramSettings, context: Context): Promise<Row[]> {
  const wanted = studyNetworks(settings).map((network) => ({ ...network, method: "std" as const }));
  const networks = await trainNetworks(wanted, settings, context);
  const measured = await measureNetworks(networks, {
    settings,
    context,
    epochs: (network) => spreadEpochs(measuredEpochs(network), shownEpochs),
  });
  const rows = networks.flatMap((network) => {
    const own = measured.filter((each) => each.network === network);
    const bins = { ...rangeOf(own), bins: settings.bins };
    return own.flatMap((each) => histogramRows(each, bins));
  });
  return [...rows, ...await errorRows(networks)];
}

/** From the smallest to the largest margin of a network's histograms, in tenths. */
function rangeOf(measured: readonly MeasuredMargins[]): { from: number; to: number } {
  const all = measured.flatMap(({ margins }) => margins);
  const from = Math.floor(10 * all.reduce((a, b) => Math.min(a, b))) / 10;
  const to = Math.ceil(10 * all.reduce((a, b) => Math.max(a, b))) / 10;
  return { from, to: Math.max(to, from + 0.1) };
}

function histogramRows(
  { network: { row }, epoch, split, margins }: MeasuredMargins,
  bins: { readonly from: number; readonly to: number; readonly bins: number },
): Row[] {
  const mean = margins.reduce((sum, margin) => sum + margin, 0) / margins.length;
  return [
    row({ epoch, split, metric: "mean_margin", value: mean }),
    ...histogram(margins, bins).map(({ start, end, count }) =>
      row({
        epoch,
        split,
        metric: "margin_count",
        value: count,
        bin_start: start,
        bin_end: end,
      })
    ),
  ];
}
