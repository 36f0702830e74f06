/**
 * The job that trains one run, from its beginning or from a checkpoint.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";
import { findArchitecture } from "../models/architectures.ts";
import { createNetwork, type LayeredNetwork } from "../models/network.ts";
import { loadWeights, saveWeights } from "../models/weights_file.ts";
import { seededRandom } from "../random.ts";
import { fit } from "../training/fit.ts";
import type { EpochRecord } from "../training/training_state.ts";
import type { Dataset } from "../types.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { JobTools } from "./job.ts";
import { computedBy, type RunSpec } from "./run_spec.ts";
import { seal, unsealed } from "./seal.ts";
import { fitOptionsOf } from "./training_setup.ts";

/** What the job `trainRun` is given. */
export interface TrainRunInput {
  /** What is trained. */
  readonly spec: RunSpec;
  /** The run's name, for the notes in its files. */
  readonly key: string;
  /** What it is trained on, in shared memory. */
  readonly dataset: Dataset;
  /** A checkpoint's bytes; null for the beginning. */
  readonly from: Uint8Array | null;
  /** The safetensors file of the weights that the beginning has; null where they are drawn. */
  readonly start: Uint8Array | null;
  /** The last epoch. */
  readonly until: number;
  /** The epochs, 0 for the beginning, whose weights are to be kept. */
  readonly keep: readonly number[];
  /** The least time between two checkpoints; the last epoch always has one. */
  readonly checkpointSeconds: number;
}

/** What the job sends on its way. */
export type TrainRunMessage =
  | { readonly kind: "started"; readonly backend: Backend }
  | {
    readonly kind: "epoch";
    readonly record: EpochRecord;
    /** What the epoch took in all. */
    readonly seconds: number;
    /** What its steps took, to the end of the last. */
    readonly trainingSeconds: number;
  }
  | {
    readonly kind: "weights" | "checkpoints";
    readonly epoch: number;
    readonly bytes: Uint8Array;
  };

/**
 * Trains a run; every step counts as progress. All that it makes is a function
 * of the spec and the backend, wherever it starts from.
 */
export async function trainRun(
  input: TrainRunInput,
  { backend, progress, send }: JobTools<TrainRunMessage>,
): Promise<void> {
  const { spec, key, dataset, until, keep } = input;
  checkBackend(spec, backend);
  const random = seededRandom(spec.seed, "training");
  const { shape: inputShape, classes } = dataset;
  const architecture = findArchitecture(spec.model, inputShape);
  const network = createNetwork(architecture, { inputShape, classes, random });
  const keepWeights = async (epoch: number): Promise<void> => {
    if (!keep.includes(epoch)) return;
    send({ kind: "weights", epoch, bytes: await weightsOf(network, { key, epoch }) });
  };
  try {
    send({ kind: "started", backend });
    const from = input.from && readCheckpoint(input.from);
    if (from) network.setWeights(from.weights);
    else if (input.start) loadWeights(network, input.start);
    await keepWeights(from?.epoch ?? 0);
    let stepped = 0;
    const epochs = fit(network, {
      ...fitOptionsOf(spec, dataset, network),
      random,
      epochs: until,
      ...(from && { from }),
      onStep: ({ step, steps }) => {
        if (step === steps) stepped = performance.now();
        progress();
      },
    });
    let saved = performance.now();
    let started = saved;
    for await (const { record, state } of epochs) {
      const now = performance.now();
      const { epoch } = record;
      const [seconds, trainingSeconds] = [now, stepped].map((end) => (end - started) / 1000);
      send({ kind: "epoch", record, seconds: seconds!, trainingSeconds: trainingSeconds! });
      await keepWeights(epoch);
      if (epoch === until || now - saved >= 1000 * input.checkpointSeconds) {
        send({ kind: "checkpoints", epoch, bytes: await writeCheckpoint(await state(), key) });
        saved = now;
      }
      started = performance.now();
    }
  } finally {
    network.dispose();
  }
}

/** Another backend's bits would be kept under this one's name. */
function checkBackend({ backend: wanted }: RunSpec, backend: Backend): void {
  const found = computedBy(backend);
  if (found === wanted) return;
  throw new Error(`Cannot train on this backend: the run's must be ${wanted}, found ${found}`);
}

/** The bytes of a network's weights as the store keeps them. */
async function weightsOf(
  network: LayeredNetwork,
  { key, epoch }: { readonly key: string; readonly epoch: number },
): Promise<Uint8Array> {
  const metadata = { sha256: unsealed, run: key, epoch: String(epoch) };
  return await seal(await saveWeights(network, { metadata }));
}
