/**
 * Measures robust accuracy of trained runs over a pool, each point only once.
 *
 * @module
 */
import { type AttackChoice, chosenPlan } from "../attacks/presets.ts";
import { mergeRobustAccuracy, type RobustAccuracy } from "../attacks/robust_accuracy_result.ts";
import { sha256 } from "../data/dataset_hash.ts";
import { imagesOf } from "../data/labelled_images.ts";
import { canonicalJson } from "./canonical_json.ts";
import { tellingRequests } from "./accuracy_so_far.ts";
import { type AttackPointsInput, attackSteps } from "./evaluate_points.ts";
import { foretell } from "./foretell.ts";
import type { Job, JobPool } from "./job.ts";
import { runShards, sealedOutput } from "./keep_shards.ts";
import { type DatasetLoader, loadedOnce } from "./loaded_once.ts";
import type { MeasureMarginsOptions } from "./measure_margins.ts";
import type { MeasurableRun } from "./stored_run.ts";
import { gradientWork } from "./work.ts";

/** Robust accuracy that is wanted of one epoch of a run, on its test images. */
export interface RobustnessRequest {
  /** The run. */
  readonly run: MeasurableRun;
  /** One whose weights are kept. */
  readonly epoch: number;
  /** The points' places in the test set. */
  readonly points: readonly number[];
  /** What attacks. */
  readonly attack: AttackChoice;
  /** l2 radii in pixel space (the paper's ε), rising. */
  readonly radii: readonly number[];
  /** Fixes all randomness. */
  readonly seed: number;
}

/** The job that a pool must know to attack. */
export type AttackingJobs = {
  /** Attacks some points of a model. */
  readonly attackPoints: Job<AttackPointsInput, RobustAccuracy>;
};

/** How {@linkcode measureRobustness} works. */
export interface MeasureRobustnessOptions extends Omit<MeasureMarginsOptions, "pool"> {
  /** Where attacking happens, as many shards at once as it has workers. */
  readonly pool: JobPool<AttackingJobs>;
}

/**
 * The robust accuracy that each request asks for. Points are attacked a
 * hundred at a time; what was attacked before is read from the runs' folders,
 * so a request of more points goes on where a smaller one ended.
 *
 * @param requests Of runs whose weights of the epoch are kept.
 * @param options The store, the pool, the data.
 * @throws {StoreError} If a file cannot be read or kept.
 * @throws {RangeError} If an attack takes no budget, or a point is not one of the test set's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   computedBy,
 *   createLocalPool,
 *   type Dataset,
 *   datasetHash,
 *   jobs,
 *   measureRobustness,
 *   memoryFiles,
 *   openRunStore,
 *   paperTraining,
 *   startBackend,
 *   trainRuns,
 * } from "@marginlab/marginlab";
 *
 * const images = new Uint8Array(2 * 784).fill(255, 784); // black, white
 * const split = { size: 2, images, labels: new Uint8Array([0, 1]) };
 * const dots: Dataset = { name: "dots", shape: [28, 28, 1], classes: 2, train: split, test: split };
 * const backend = await startBackend("wasm");
 * const store = openRunStore("runs", memoryFiles());
 * const pool = createLocalPool(jobs, backend);
 * const options = { store, pool, dataset: () => Promise.resolve(dots) };
 * const which = { dataset: "dots", model: "lr", method: "std", recipe: "released" } as const;
 * const spec = {
 *   ...which,
 *   dataHash: await datasetHash(dots),
 *   profile: "quick",
 *   seed: 0,
 *   backend: computedBy(backend),
 *   settings: paperTraining(which),
 * } as const;
 * const [run] = await trainRuns([{ spec, epochs: 20 }], options);
 * const attack = { preset: "margin", steps: 20, stepSize: 2 } as const;
 * const request = { run, epoch: 20, points: [0, 1], attack, radii: [0.01, 30], seed: 0 };
 * const [{ accuracy }] = await measureRobustness([request], options);
 * assertEquals(accuracy, [1, 0]); // 28 from black to white
 * ```
 */
export async function measureRobustness(
  requests: readonly RobustnessRequest[],
  options: MeasureRobustnessOptions,
): Promise<RobustAccuracy[]> {
  const { store, pool, progress, report = () => {} } = options;
  const datasets = loadedOnce(options.dataset);
  const shards = await Promise.all(requests.map(shardsOf));
  const parts = shards.flat().map((shard) => ({
    shard,
    steps: attackSteps({ ...shard.request, indices: shard.points }),
    weight: async () => {
      const { model, dataset } = shard.request.run.spec;
      return gradientWork(model, await datasets(dataset));
    },
    input: () => inputOf(shard, datasets),
    ...sealedOutput<RobustAccuracy>(store.files, pathOf(shard, store.directory), report),
  }));
  const tell = tellingRequests(requests, shards.map(({ length }) => length), report);
  let begun = false;
  const outputs = await runShards(pool, "attackPoints", parts, {
    progress: progress && ((work) => progress("attacking", work)),
    onMissing: async (missing) => {
      await announce((missing as typeof parts).map(({ shard }) => shard), { ...options, datasets });
      begun = true;
    },
    onShard: (outputs) => tell(outputs, begun),
  });
  let first = 0;
  return shards.map(({ length }) => mergeRobustAccuracy(outputs.slice(first, first += length)));
}

/** Some points of a request, next to each other. */
interface AttackShard {
  readonly request: RobustnessRequest;
  readonly points: readonly number[];
  /** Names what its result depends on, the run's weights apart. */
  readonly hash: string;
}

/** Counted up when the same request gives other results than before, rounding apart. */
export const attackFormat = 2;
/** Enough points for full batches, few enough to lose when work is interrupted. */
const pointsAShard = 100;

/** The shards of a request, in the points' order; they do not depend on who works on them. */
async function shardsOf(request: RobustnessRequest): Promise<AttackShard[]> {
  const { attack, radii, seed } = request;
  const shards: AttackShard[] = [];
  for (let first = 0; first < request.points.length; first += pointsAShard) {
    const points = request.points.slice(first, first + pointsAShard);
    const text = canonicalJson({ format: attackFormat, attack, radii, seed, points });
    const hash = (await sha256(new TextEncoder().encode(text))).slice(0, 20);
    shards.push({ request, points, hash });
  }
  return shards;
}

function pathOf({ request: { run, epoch, attack }, hash }: AttackShard, store: string): string {
  const place = `epoch-${String(epoch).padStart(4, "0")}-${attack.preset}-${hash}`;
  return `${store}/${run.key}/attacks/${place}.json`;
}

async function inputOf(
  { request: { run, epoch, attack, radii, seed }, points: indices }: AttackShard,
  datasets: DatasetLoader,
): Promise<AttackPointsInput> {
  const dataset = await datasets(run.spec.dataset);
  const model = { kind: "safetensors", bytes: await run.weights(epoch), layout: "tfjs" } as const;
  const points = imagesOf(dataset.test, dataset.shape, indices);
  return { model, points, indices, seed, attack, radii };
}

/** Below so many gradients in all, nothing is foretold. */
const many = 200_000;
/** The steps of a first trial, after as many to warm up. */
const trialSteps = 3;

/** Times a few steps of each network, and tells what all attacks take where none ends early. */
async function announce(
  missing: readonly AttackShard[],
  { pool, estimate, datasets }: MeasureRobustnessOptions & { readonly datasets: DatasetLoader },
): Promise<void> {
  const all = missing.reduce((sum, shard) => sum + gradientsOf(shard), 0);
  if (!estimate || all < many) return;
  const milliseconds = await foretell(missing, {
    run: ({ request }) => request.run,
    steps: gradientsOf,
    async trial(shard) {
      const { radii } = shard.request;
      const attack = { preset: "paper", steps: trialSteps } as const;
      const input = await inputOf(shard, datasets);
      await pool.run("attackPoints", [{ ...input, attack, radii: radii.slice(-1) }]);
      return trialSteps * shard.points.length;
    },
  });
  estimate("attacking, at most", milliseconds / Math.min(pool.size, missing.length));
}

function gradientsOf({ request, points }: AttackShard): number {
  return attackGradients({ ...request, points });
}

/** The most gradients that a request's attacks can ask for; one without gradients counts as a third. */
export function attackGradients(
  { attack, radii, points }: Pick<RobustnessRequest, "attack" | "radii" | "points">,
): number {
  const each = chosenPlan(attack).attacks.map(({ settings }) => {
    const { steps, queries = 0, targets = 1, restarts = 1 } = settings as Record<string, number>;
    return (steps ?? queries / 3) * targets * restarts;
  });
  return each.reduce((sum, gradients) => sum + gradients, 0) * radii.length * points.length;
}
