/**
 * Margins of a run as files in its folder: a few points a file, so that a
 * measurement that was interrupted goes on where it was.
 *
 * @module
 */
import { sha256 } from "../data/dataset_hash.ts";
import type { SplitName } from "../types.ts";
import { canonicalJson } from "./canonical_json.ts";
import type { BallSampling } from "./measure_points.ts";
import type { RunFolder } from "./run_folder.ts";
import { sealJson, unsealJson } from "./seal.ts";
import type { MeasurableRun } from "./stored_run.ts";

/** Margins that are wanted of one epoch of a trained run. */
export interface MarginRequest {
  /** The run. */
  readonly run: MeasurableRun;
  /** One whose weights are kept. */
  readonly epoch: number;
  /** Which half of the run's data. */
  readonly split: SplitName;
  /** The points' places in the split. */
  readonly points: readonly number[];
  /** Null for a linear network's exact margins. */
  readonly sampling: BallSampling | null;
}

/** Some points of a request, next to each other. */
export interface MarginShard {
  readonly request: MarginRequest;
  readonly first: number;
  readonly points: readonly number[];
  /** The file that its margins are kept in. */
  readonly file: string;
}

/** Counted up when the same request gives other margins than before. */
export const marginFormat = 1;

/** About how many samples are lost when a measurement is interrupted. */
const samplesAShard = 2 ** 18;

/** The shards of a request, in the points' order; how many there are does not depend on who works on them. */
export async function shardsOf(request: MarginRequest): Promise<MarginShard[]> {
  const { epoch, split, points, sampling } = request;
  const text = canonicalJson({ format: marginFormat, split, points, sampling });
  const hash = (await sha256(new TextEncoder().encode(text))).slice(0, 16);
  const size = sampling ? Math.max(1, Math.floor(samplesAShard / sampling.samples)) : points.length;
  const shards: MarginShard[] = [];
  for (let first = 0; first < points.length; first += size) {
    const place = `${padded(epoch)}-${split}-${padded(first)}`;
    const file = `margins/${hash}/epoch-${place}.json`;
    shards.push({ request, first, points: points.slice(first, first + size), file });
  }
  return shards;
}

/** Keeps a shard's margins. */
export async function keepMargins(
  folder: RunFolder,
  { request: { epoch, split, sampling }, points, file }: MarginShard,
  margins: readonly number[],
): Promise<void> {
  await folder.write(file, await sealJson({ epoch, split, sampling, points, margins }));
}

/** A shard's margins; null where they are not kept, or were damaged and have been set aside. */
export async function keptMargins(
  folder: RunFolder,
  shard: MarginShard,
  report: (line: string) => void,
): Promise<number[] | null> {
  const bytes = await folder.readOrSetAside(shard.file, report);
  return bytes && (unsealJson(bytes) as { margins: number[] }).margins;
}

function padded(number: number): string {
  return String(number).padStart(4, "0");
}
