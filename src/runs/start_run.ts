/**
 * The run that another one starts from.
 *
 * @module
 */
import { paperTraining } from "./paper_training.ts";
import type { RunSpec } from "./run_spec.ts";
import type { RunRequest } from "./wanted_runs.ts";

/**
 * What a run that fine-tunes needs trained first: the run of the method and the
 * epochs that its settings name, with the paper's settings, of the same data
 * set, model, recipe, profile, seed and backend, on as many images and with its
 * errors measured in the same way.
 *
 * @param spec Any run.
 * @returns The other run; null for one that starts from weights of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paperTraining, startRunOf } from "@marginlab/marginlab";
 *
 * const which = { dataset: "mnist", model: "lenet", method: "dd", recipe: "released" } as const;
 * const own = { dataHash: "00", profile: "quick", seed: 0, backend: "cpu" } as const;
 * const settings = { ...paperTraining(which), startFrom: { method: "std", epochs: 3 } } as const;
 * const start = startRunOf({ ...which, ...own, settings })!;
 * assertEquals([start.spec.method, start.epochs], ["std", 3]);
 * ```
 */
export function startRunOf(spec: RunSpec): RunRequest | null {
  const { trainSize, testSize, trainError, startFrom } = spec.settings;
  if (!startFrom) return null;
  const { method, epochs } = startFrom;
  const settings = { ...paperTraining({ ...spec, method }), trainSize, testSize, trainError };
  return { spec: { ...spec, method, settings }, epochs };
}
