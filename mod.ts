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
