/**
 * Someone's own weights, measured as if they were a run's.
 *
 * @module
 */
import { sha256 } from "../data/dataset_hash.ts";
import { canonicalJson } from "./canonical_json.ts";
import type { RunSpec } from "./run_spec.ts";
import type { MeasurableRun } from "./stored_run.ts";

/** What measurements of the weights depend on besides them. */
export type OwnWeights = Pick<RunSpec, "dataset" | "dataHash" | "model" | "backend">;

/**
 * The run of a file of weights; what is measured of it is kept under a name
 * that follows from the weights, the data and what computes.
 *
 * @param bytes Safetensors in our layout.
 * @param spec What the weights are of.
 */
export async function ownRun(
  bytes: Uint8Array<ArrayBuffer>,
  spec: OwnWeights,
): Promise<MeasurableRun> {
  const text = canonicalJson({ ...spec, weights: await sha256(bytes) });
  const hash = (await sha256(new TextEncoder().encode(text))).slice(0, 16);
  return {
    key: `own-${spec.dataset}-${spec.model}-${hash}`,
    spec,
    weights: () => Promise.resolve(bytes),
  };
}
