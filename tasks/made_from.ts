/**
 * Whether a result that lies there is the one that would be made now.
 */
import config from "../deno.json" with { type: "json" };
import { sha256 } from "../src/data/dataset_hash.ts";
import { datasetNames } from "../src/data/official_files.ts";
import type { Context, Experiment, Settings } from "../src/experiments/experiment.ts";
import type { ResultRecord } from "../src/records/record.ts";
import { canonicalJson } from "../src/runs/canonical_json.ts";
import { marginFormat } from "../src/runs/margin_shards.ts";
import { attackFormat } from "../src/runs/measure_robustness.ts";
import { computedBy, runFormat } from "../src/runs/run_spec.ts";
import type { Datasets } from "./datasets.ts";

/** SHA-256 of all that decides an experiment's rows, the data apart: settings, seed, backend, versions. */
export async function madeFrom(
  { name: experiment }: Pick<Experiment, "name">,
  { settings, context: { profile, recipe, seed, backend } }: {
    readonly settings: Settings;
    readonly context: Pick<Context, "profile" | "recipe" | "seed" | "backend">;
  },
): Promise<string> {
  const formats = { runFormat, attackFormat, marginFormat };
  const versions = { marginlab: config.version, tfjs: backend.version, ...formats };
  const what = { experiment, profile, recipe, seed, settings, backend: computedBy(backend) };
  return await sha256(new TextEncoder().encode(canonicalJson({ ...what, versions })));
}

/** Whether a folder holds an experiment's whole result, made from this and from the data that there is. */
export async function isMade(
  folder: string,
  { from, files, data }: {
    readonly from: string;
    /** Which there must be. */
    readonly files: readonly string[];
    readonly data: Datasets;
  },
): Promise<boolean> {
  try {
    const record: ResultRecord = JSON.parse(await Deno.readTextFile(`${folder}/record.json`));
    if (record.madeFrom !== from) return false;
    for (const file of files) {
      const found = await sha256(await Deno.readFile(`${folder}/${file}`));
      if ((record.hashes[file] ?? found) !== found) return false; // older records know no pictures
    }
    for (const name of datasetNames.filter((name) => name in record.hashes)) {
      await data.load(name);
      if (record.hashes[name] !== data.hashes[name]) return false;
    }
    return true;
  } catch {
    return false; // what cannot be read is made again, and says then what is wrong
  }
}
