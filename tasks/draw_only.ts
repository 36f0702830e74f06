/**
 * What `--draw-only` is asked for, and what it draws.
 */
import { sha256 } from "../src/data/dataset_hash.ts";
import type { Experiment } from "../src/experiments/experiment.ts";
import type { ResultRecord } from "../src/records/record.ts";
import { UsageError } from "./failure.ts";
import { note } from "./terminal.ts";

/** The flags that say what is measured. */
const measuring = ["recipe", "seed", "data", "weights", "weights-layout", "set", "fresh"];

/** Sees that nothing is to be measured otherwise where nothing is measured. */
export function checkDrawsOnly(args: readonly string[]): void {
  const given = measuring.map((name) => `--${name}`)
    .filter((flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`)));
  if (given.length === 0) return;
  throw new UsageError(`--draw-only measures nothing: leave out ${given.join(", ")}`);
}

/** Says that the rows are not those of which the record beside them is, where both can be read. */
export async function noteOtherRows(
  { name }: Pick<Experiment, "name">,
  folder: string,
): Promise<void> {
  try {
    const record: ResultRecord = JSON.parse(await Deno.readTextFile(`${folder}/record.json`));
    const found = await sha256(await Deno.readFile(`${folder}/rows.csv`));
    if (record.experiment === name && record.hashes["rows.csv"] === found) return;
    note(`warning: ${folder}/record.json is of other rows than rows.csv, which is drawn as it is`);
  } catch {
    // There is no record; what is wrong with the rows is said when they are read.
  }
}
