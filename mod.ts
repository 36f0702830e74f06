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
  type AttackWarning,
  type Diagnosis,
  diagnosisWarnings,
  mergeDiagnoses,
  type OutputCounts,
} from "./src/attacks/diagnosis.ts";
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
  attackPresets,
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
export {
  normal,
  type Random,
  type RandomState,
  restoreRandom,
  type SeededRandom,
  seededRandom,
} from "./src/random.ts";
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
