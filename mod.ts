/**
 * Marginlab: what margins say about adversarial robustness, measured.
 *
 * @module
 */
export {
  type Backend,
  type BackendChoice,
  backendChoices,
  startBackend,
} from "./src/backend/choose.ts";
export { cropAndFlip, type CropAndFlipOptions } from "./src/data/augment.ts";
export { batchIndices, shuffledBatchIndices } from "./src/data/batch_indices.ts";
export { takeBatch } from "./src/data/batches.ts";
export { cifar10 } from "./src/data/cifar10.ts";
export { DataError } from "./src/data/data_error.ts";
export { datasetHash } from "./src/data/dataset_hash.ts";
export { gunzip } from "./src/data/gzip.ts";
export { type Idx, parseIdx, type ParseIdxOptions } from "./src/data/idx.ts";
export { loadDataset, type LoadDatasetOptions } from "./src/data/load_dataset.ts";
export { mnist, type MnistFileNames, type MnistFiles, mnistZeroOne } from "./src/data/mnist.ts";
export { type DatasetName, datasetNames } from "./src/data/official_files.ts";
export { paperSubset } from "./src/data/paper_subsets.ts";
export { sharedDataset } from "./src/data/shared_dataset.ts";
export { subsetOf } from "./src/data/subset.ts";
export { bytesToText, textToBytes } from "./src/plot/base64.ts";
export type { BinChannels } from "./src/plot/bins.ts";
export type { Channel, Datum } from "./src/plot/channel.ts";
export { composeFigures } from "./src/plot/compose_figures.ts";
export type { CurveChannels } from "./src/plot/curve_rows.ts";
export { curves, type CurvesOptions } from "./src/plot/curves.ts";
export type { FacetOptions } from "./src/plot/facets.ts";
export type { FigureText } from "./src/plot/figure.ts";
export type { FigureSpec, SpecPart } from "./src/plot/figure_spec.ts";
export { formatNumber } from "./src/plot/format_number.ts";
export { heatMap, type HeatMapOptions } from "./src/plot/heat_map.ts";
export { histograms, type HistogramsOptions } from "./src/plot/histograms.ts";
export { imageGrid, type ImageGridOptions } from "./src/plot/image_grid.ts";
export { provenance } from "./src/plot/provenance.ts";
export { renderSvg } from "./src/plot/render.ts";
export type { ScaleType } from "./src/plot/scale_place.ts";
export { scatter, type ScatterOptions } from "./src/plot/scatter.ts";
export type { ScatterChannels } from "./src/plot/scatter_points.ts";
export type { Share } from "./src/plot/shared_scales.ts";
export { table, type TableBlock, type TableOptions } from "./src/plot/table.ts";
export type { TableCell, TableColumn } from "./src/plot/table_layout.ts";
export { inWords, type Words } from "./src/plot/words.ts";
export {
  type Context,
  type Experiment,
  type Finding,
  type Progress,
  type Range,
  type Settings,
} from "./src/experiments/experiment.ts";
export { experiments } from "./src/experiments/registry.ts";
export {
  type HardMarginSvm,
  hardMarginSvm,
  type HardMarginSvmOptions,
} from "./src/margins/hard_margin_svm.ts";
export {
  type BinaryLinear,
  binaryLinearMargins,
  closestBoundaryPoints,
  closestRivalPoints,
  linearMargins,
  type MulticlassLinear,
} from "./src/margins/linear.ts";
export {
  averageMargin,
  type Bin,
  errorRate,
  histogram,
  minimumMargin,
} from "./src/margins/summary.ts";
export {
  binaryLosses,
  type BinaryLossName,
  consistencyGap,
  marginRegularised,
  type ScoreLoss,
} from "./src/objectives/fisher_consistency.ts";
export {
  normal,
  type Random,
  type RandomState,
  restoreRandom,
  type SeededRandom,
  seededRandom,
} from "./src/random.ts";
export { type ResultRecord } from "./src/records/record.ts";
export { baseColumns, rowsFromCsv, rowsToCsv } from "./src/records/rows.ts";
export { falls, rises, type Trend, trend } from "./src/records/trend.ts";
export {
  type DescentMethod,
  type LogisticDescent,
  logisticDescent,
} from "./src/training/logistic_descent.ts";
export type {
  Batch,
  Cell,
  Dataset,
  Network,
  Perturb,
  Profile,
  Recipe,
  Row,
  Split,
  SplitName,
  Verdict,
} from "./src/types.ts";
