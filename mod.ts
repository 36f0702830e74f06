/**
 * Marginlab: what margins say about adversarial robustness, measured.
 *
 * @module
 */
export { apgd, type ApgdSettings } from "./src/attacks/apgd.ts";
export type {
  Answer,
  Attack,
  AttackPlan,
  Point,
  Query,
  RadiusOrder,
  Walk,
} from "./src/attacks/attack.ts";
export { ddn, type DdnSettings } from "./src/attacks/ddn.ts";
export { deepFool, type DeepFoolSettings } from "./src/attacks/deep_fool.ts";
export {
  type AttackRun,
  type Diagnosis,
  mergeDiagnoses,
  type OutputCounts,
} from "./src/attacks/diagnosis.ts";
export { type AttackWarning, diagnosisWarnings } from "./src/attacks/diagnosis_warnings.ts";
export { fab, type FabSettings } from "./src/attacks/fab.ts";
export type { ProjectionName } from "./src/attacks/l2_ball.ts";
export type { LossName } from "./src/attacks/losses.ts";
export {
  type MinimalRadius,
  minimalRadius,
  type MinimalRadiusOptions,
} from "./src/attacks/minimal_radius.ts";
export { perturbWith, type PerturbWithOptions } from "./src/attacks/perturb_with.ts";
export { marginPgd, paperPgd, pgd, type PgdSettings } from "./src/attacks/pgd.ts";
export {
  type AttackChoice,
  attackPresets,
  chosenPlan,
  marginAttack,
  paperAttack,
  type PresetName,
  rapidAttack,
  standardAttack,
} from "./src/attacks/presets.ts";
export {
  type AttackProgress,
  robustAccuracy,
  type RobustAccuracyOptions,
} from "./src/attacks/robust_accuracy.ts";
export { mergeRobustAccuracy, type RobustAccuracy } from "./src/attacks/robust_accuracy_result.ts";
export { type AttackResult, runAttack, type RunAttackOptions } from "./src/attacks/run_attack.ts";
export { square, type SquareSettings } from "./src/attacks/square.ts";
export type { StartName } from "./src/attacks/starts.ts";
export {
  type Backend,
  type BackendChoice,
  backendChoices,
  type BackendOptions,
  startBackend,
} from "./src/backend/choose.ts";
export { type NativeFault, NativeLibraryError } from "./src/backend/native/library.ts";
export type { NativeSearch } from "./src/backend/native/open_provider.ts";
export type { LibraryDescription } from "./src/backend/native/provider.ts";
export { conv2d, type Conv2dOptions } from "./src/backend/operators/conv2d.ts";
export { dense, type DenseOptions } from "./src/backend/operators/dense.ts";
export { detached } from "./src/backend/operators/detached.ts";
export { linearCombination, type Scaled } from "./src/backend/operators/linear_combination.ts";
export { type NesterovState, nesterovStep } from "./src/backend/operators/nesterov_step.ts";
export { cropAndFlip, type CropAndFlipOptions } from "./src/data/augment.ts";
export { batchIndices, shuffledBatchIndices } from "./src/data/batch_indices.ts";
export { takeBatch } from "./src/data/batches.ts";
export { cifar10 } from "./src/data/cifar10.ts";
export { DataError } from "./src/data/data_error.ts";
export { datasetHash } from "./src/data/dataset_hash.ts";
export { gunzip } from "./src/data/gzip.ts";
export { type Idx, parseIdx, type ParseIdxOptions } from "./src/data/idx.ts";
export { readImageFolder } from "./src/data/image_folder.ts";
export { imagesOf, type LabelledImages, takeImages } from "./src/data/labelled_images.ts";
export { loadDataset, type LoadDatasetOptions } from "./src/data/load_dataset.ts";
export { mnist, type MnistFileNames, type MnistFiles, mnistZeroOne } from "./src/data/mnist.ts";
export { type Npy, parseNpy } from "./src/data/npy.ts";
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
  type About,
  type Context,
  type Experiment,
  type Finding,
  type OwnNetwork,
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
  lipschitzMargin,
  type LipschitzMarginOptions,
  type MarginEstimate,
} from "./src/margins/lipschitz.ts";
export {
  type Architecture,
  type ArchitectureName,
  architectureNames,
  type ConvolutionLayer,
  type DenseLayer,
  type DropoutLayer,
  findArchitecture,
  type Initialiser,
  type Layer,
  type PoolLayer,
} from "./src/models/architectures.ts";
export { checkGradients } from "./src/models/check_gradients.ts";
export {
  type LayerWeights,
  type NetworkShape,
  parameterCount,
  type ShapedLayer,
  shapeLayers,
} from "./src/models/layer_shapes.ts";
export { createNetwork, type LayeredNetwork } from "./src/models/network.ts";
export { type ModelSource, type OpenedModel, openModel } from "./src/models/open_model.ts";
export {
  networkFromWeights,
  type NetworkFromWeightsOptions,
} from "./src/models/recognise_network.ts";
export { readSafetensors, type Safetensors, writeSafetensors } from "./src/models/safetensors.ts";
export {
  networkFromTfjsFiles,
  type OwnedTfjsNetwork,
  tfjsWeightPaths,
} from "./src/models/tfjs_files.ts";
export {
  networkFromGraphModel,
  networkFromLayersModel,
  type TfjsNetwork,
  type TfjsNetworkOptions,
} from "./src/models/tfjs_network.ts";
export { loadWeights, saveWeights, type SaveWeightsOptions } from "./src/models/weights_file.ts";
export { type WeightsLayout, weightsLayouts } from "./src/models/weights_layout.ts";
export {
  averageMarginRegulariser,
  type AverageMarginRegulariserOptions,
} from "./src/objectives/average_margin_regulariser.ts";
export {
  binaryAverageMargin,
  type BinaryAverageMarginOptions,
  type BinaryExamples,
} from "./src/objectives/binary_average_margin.ts";
export { crossEntropy } from "./src/objectives/cross_entropy.ts";
export {
  lipschitzConstantRegulariser,
  type LipschitzConstantRegulariserOptions,
} from "./src/objectives/lipschitz_constant_regulariser.ts";
export { deepDefense, type DeepDefenseOptions } from "./src/objectives/deep_defense.ts";
export { linearRegions, type LinearRegionsOptions } from "./src/objectives/linear_regions.ts";
export { logitMargin } from "./src/objectives/logit_margin.ts";
export {
  type GramSide,
  orthogonality,
  orthogonalityStrengths,
  totalOrthogonality,
} from "./src/objectives/orthogonality.ts";
export { standardObjective } from "./src/objectives/standard_objective.ts";
export {
  normal,
  type Random,
  type RandomState,
  restoreRandom,
  type SeededRandom,
  seededRandom,
} from "./src/random.ts";
export { type ResultRecord, type Training } from "./src/records/record.ts";
export { baseColumns, rowsFromCsv, rowsToCsv } from "./src/records/rows.ts";
export { chanceOfClimb, falls, rises, type Trend, trend } from "./src/records/trend.ts";
export { diskFiles } from "./src/runs/disk_files.ts";
export { type RunSummary, summariseRun, verifyRun } from "./src/runs/inspect_run.ts";
export {
  type Job,
  JobError,
  type JobInput,
  type JobListeners,
  type JobMessage,
  type JobOutput,
  type JobPool,
  type JobRegistry,
  type JobTools,
} from "./src/runs/job.ts";
export { type Jobs, jobs } from "./src/runs/jobs.ts";
export { createLocalPool } from "./src/runs/local_pool.ts";
export type { AttackPointsInput, ModelPoints } from "./src/runs/evaluate_points.ts";
export type { MarginRequest } from "./src/runs/margin_shards.ts";
export {
  measureMargins,
  type MeasureMarginsOptions,
  type MeasuringJobs,
} from "./src/runs/measure_margins.ts";
export type { BallSampling, MeasurePointsInput } from "./src/runs/measure_points.ts";
export {
  type AttackingJobs,
  measureRobustness,
  type MeasureRobustnessOptions,
  type RobustnessRequest,
} from "./src/runs/measure_robustness.ts";
export { memoryFiles } from "./src/runs/memory_files.ts";
export { type PaperTraining, paperTraining } from "./src/runs/paper_training.ts";
export { type PrunedRun, pruneRun } from "./src/runs/prune_run.ts";
export {
  DamagedFileError,
  type FileEntry,
  type FileLock,
  type RunFiles,
  StoreError,
} from "./src/runs/run_files.ts";
export { type EpochFiles, RunFolder } from "./src/runs/run_folder.ts";
export type { RunRecord } from "./src/runs/run_record.ts";
export {
  type Adversary,
  computedBy,
  type Method,
  runFormat,
  runKey,
  type RunSpec,
  type StartFrom,
  type TrainingSettings,
} from "./src/runs/run_spec.ts";
export { startRunOf } from "./src/runs/start_run.ts";
export { openRunStore, type RunStore } from "./src/runs/store.ts";
export type { MeasurableRun, StoredRun } from "./src/runs/stored_run.ts";
export type { TrainRunInput, TrainRunMessage } from "./src/runs/train_run.ts";
export {
  type StepCounter,
  type TrainingJobs,
  trainRuns,
  type TrainRunsOptions,
} from "./src/runs/train_runs.ts";
export type { RunRequest } from "./src/runs/wanted_runs.ts";
export { createWorkerPool, type WorkerPoolOptions } from "./src/runs/worker_pool.ts";
export { adam, type AdamOptions } from "./src/training/adam.ts";
export {
  type DescentMethod,
  type LogisticDescent,
  logisticDescent,
} from "./src/training/logistic_descent.ts";
export { DivergedError } from "./src/training/diverged_error.ts";
export { learningRateAt, type LearningRateStep } from "./src/training/learning_rate_steps.ts";
export { findErrors, type FindErrorsOptions } from "./src/training/find_errors.ts";
export { fit, type FittedEpoch } from "./src/training/fit.ts";
export type { BatchOrder, FitOptions, StepProgress } from "./src/training/fit_options.ts";
export type { Optimizer, OptimizerMaker } from "./src/training/optimizer.ts";
export { sgd, type SgdOptions } from "./src/training/sgd.ts";
export type { EpochRecord, TrainingState } from "./src/training/training_state.ts";
export type {
  Activations,
  Batch,
  Cell,
  Dataset,
  DifferenceBounds,
  Examples,
  ForwardOptions,
  InputGradients,
  LinearPiece,
  Loss,
  Network,
  Objective,
  Perturb,
  Profile,
  Pullback,
  Recipe,
  RegionDistances,
  Row,
  Split,
  SplitName,
  TrainableNetwork,
  Verdict,
  WeightArray,
  WeightArrays,
} from "./src/types.ts";
