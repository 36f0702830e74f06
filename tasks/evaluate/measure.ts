/**
 * Measures in shards over workers, and keeps every shard.
 */
import {
  mergeRobustAccuracy,
  type RobustAccuracy,
} from "../../src/attacks/robust_accuracy_result.ts";
import type { Backend } from "../../src/backend/choose.ts";
import { sha256 } from "../../src/data/dataset_hash.ts";
import { takeImages } from "../../src/data/labelled_images.ts";
import type { ModelSource } from "../../src/models/open_model.ts";
import { accuracySoFar } from "../../src/runs/accuracy_so_far.ts";
import { canonicalJson } from "../../src/runs/canonical_json.ts";
import { diskFiles } from "../../src/runs/disk_files.ts";
import { attackSteps, type ModelPoints } from "../../src/runs/evaluate_points.ts";
import type { JobPool } from "../../src/runs/job.ts";
import type { Jobs } from "../../src/runs/jobs.ts";
import { runShards, sealedOutput } from "../../src/runs/keep_shards.ts";
import { computedBy } from "../../src/runs/run_spec.ts";
import { progress } from "../progress.ts";
import { note } from "../terminal.ts";
import type { ChosenPoints } from "./choose_points.ts";
import type { Request } from "./request.ts";

/** Counted up when the same request gives other numbers than before. */
const format = 4;
/** About how many points are attacked together: enough for full batches, few enough to lose. */
const attackedTogether = 100;
/** And how many margins are estimated together. */
const estimatedTogether = 10;
/** An affine model's margins have no cap. */
const uncapped = 1e6;

/** All that an evaluation is made of. */
export interface Evaluation {
  readonly request: Request;
  readonly source: ModelSource;
  readonly modelHash: string;
  readonly affine: boolean;
  readonly chosen: ChosenPoints;
  readonly radii: readonly number[];
  readonly backend: Backend;
}

/** Margins, signed, of as many points as asked for, of an affine model of all or none; null where a logit is not finite. */
export async function measureMargins(
  evaluation: Evaluation,
  pool: JobPool<Jobs>,
): Promise<(number | null)[]> {
  const { request, affine, chosen } = evaluation;
  const isCheap = affine && request.marginPoints > 0;
  const count = isCheap ? chosen.indices.length : request.marginPoints;
  const places = spread(chosen.indices.length, count);
  const samples = affine ? 1 : request.samples;
  const how = { samples, radius: affine ? uncapped : 5 };
  const together = affine ? attackedTogether : estimatedTogether;
  const shards = await shardsOf(evaluation, { name: "margins", places, together, how });
  const parts = shards.map(({ path, input }) => ({
    steps: input.indices.length,
    input: () => ({ ...input, ...how }),
    ...sealedOutput<(number | null)[]>(diskFiles, path, note),
  }));
  const outputs = await runShards(pool, "estimateMargins", parts, {
    progress: (steps) => progress("measuring margins", steps),
  });
  const margins = new Array<number | null | undefined>(chosen.indices.length);
  outputs.flat().forEach((margin, i) => margins[places[i]!] = margin);
  return margins as (number | null)[];
}

/** Robust accuracy of all points, with a line of the accuracies so far after each shard. */
export async function measureRobustness(
  evaluation: Evaluation,
  pool: JobPool<Jobs>,
): Promise<RobustAccuracy> {
  const { request: { attack }, chosen, radii } = evaluation;
  const places = chosen.indices.map((_, place) => place);
  const how = { attack: { preset: attack }, radii };
  const shards = await shardsOf(evaluation, {
    ...{ name: "attack", places, how },
    together: attackedTogether,
  });
  const parts = shards.map(({ path, input }) => ({
    steps: attackSteps({ ...input, ...how }),
    input: () => ({ ...input, ...how }),
    ...sealedOutput<RobustAccuracy>(diskFiles, path, note),
  }));
  const outputs = await runShards(pool, "attackPoints", parts, {
    progress: (steps) => progress("attacking", steps),
    onShard: (outputs) => note(accuracySoFar(outputs, places.length)),
  });
  return mergeRobustAccuracy(outputs);
}

/** So many places, evenly among all. */
function spread(all: number, count: number): number[] {
  const taken = Math.min(all, count);
  return Array.from({ length: taken }, (_, i) => Math.floor((i * all) / taken));
}

async function shardsOf(
  { request: { seed, out, fresh }, source, modelHash, chosen, backend }: Evaluation,
  { name, places, together, how }: {
    readonly name: string;
    readonly places: readonly number[];
    readonly together: number;
    readonly how: Readonly<Record<string, unknown>>;
  },
): Promise<{ readonly path: string; readonly input: ModelPoints }[]> {
  const layout = source.kind === "safetensors" ? source.layout : null;
  const made = {
    computes: computedBy(backend),
    version: backend.version,
    modelHash,
    layout,
    seed,
    how,
  };
  const parts = Math.max(1, Math.ceil(places.length / together));
  const shards: { path: string; input: ModelPoints }[] = [];
  for (let part = 0; part < parts && places.length > 0; part++) {
    const own = places.slice(
      Math.floor((part * places.length) / parts),
      Math.floor(((part + 1) * places.length) / parts),
    );
    const indices = own.map((place) => chosen.indices[place]!);
    const spec = canonicalJson({ format, name, ...made, points: chosen.hash, indices, own });
    const key = (await sha256(new TextEncoder().encode(spec))).slice(0, 20);
    const path = `${out}/shards/${name}-${String(own[0]).padStart(5, "0")}-${key}.json`;
    if (fresh) await diskFiles.remove(path);
    const points = takeImages(chosen.points, own);
    shards.push({ path, input: { model: source, points, indices, seed } });
  }
  return shards;
}
