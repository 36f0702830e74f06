/**
 * What lies in a folder of results: every figure's and table's rows, record and pictures. What
 * cannot be read is named and left out; the rest goes on.
 */
import { sha256 } from "../../src/data/dataset_hash.ts";
import type { Experiment, Finding } from "../../src/experiments/experiment.ts";
import { whyNotOwn } from "../../src/experiments/own_rows.ts";
import { experiments } from "../../src/experiments/registry.ts";
import type { ResultRecord } from "../../src/records/record.ts";
import { rowsFromCsv } from "../../src/records/rows.ts";
import type { Row, Verdict } from "../../src/types.ts";
import { InputError } from "../failure.ts";
import { type Picture, readPicture } from "./picture.ts";
import { readRecord } from "./read_record.ts";

/** One figure's or table's results. */
export interface Result {
  readonly experiment: Experiment;
  /** `results/paper/fig1`. */
  readonly folder: string;
  /** What its places on the page are called: `paper-fig1`. */
  readonly anchor: string;
  readonly rows: readonly Row[];
  /** The bytes of rows.csv, as text. */
  readonly csv: string;
  readonly pictures: readonly Picture[];
  /** What made it, where that is known. */
  readonly record: ResultRecord | null;
  readonly verdicts: readonly Verdict[];
  /** Its main numbers beside the paper's. */
  readonly findings: readonly Finding[];
}

/** What was found. */
export interface Found {
  /** In the experiments' order. */
  readonly results: readonly Result[];
  /** What could not be read or judged, a line each. */
  readonly problems: readonly string[];
}

/**
 * Reads a folder of results; one that is not there holds nothing.
 *
 * @param folder As the user named it.
 * @param name What tells its results from another folder's, in anchors.
 */
export async function readResults(folder: string, name: string): Promise<Found> {
  const problems: string[] = [];
  const names = await foldersIn(folder);
  const results: Result[] = [];
  for (const experiment of experiments) {
    if (!names.includes(experiment.name)) continue;
    const path = `${folder}/${experiment.name}`;
    try {
      const result = await readResult(experiment, path, problems);
      if (result !== null) results.push({ ...result, anchor: `${name}-${experiment.name}` });
    } catch (error) {
      problems.push(`${path}: ${line(error)}; left out`);
    }
  }
  for (const unknown of names.filter((one) => !experiments.some(({ name }) => name === one))) {
    if (await textOf(`${folder}/${unknown}/rows.csv`) === null) continue;
    problems.push(`${folder}/${unknown}: no figure or table has this name; left out`);
  }
  return { results, problems };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter((entry) => entry.isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    if (!(error instanceof Deno.errors.NotADirectory)) throw error;
    throw new InputError(`Cannot read results from ${folder}: it must be a folder, found a file`);
  }
}

async function readResult(
  experiment: Experiment,
  folder: string,
  problems: string[],
): Promise<Omit<Result, "anchor"> | null> {
  const note = (what: string, error: unknown) => problems.push(`${folder}${what}: ${line(error)}`);
  const csv = await textOf(`${folder}/rows.csv`);
  if (csv === null) return note("/rows.csv", "it is missing; left out"), null;
  let rows: Row[];
  try {
    rows = rowsFromCsv(csv);
  } catch (error) {
    return note("/rows.csv", `${line(error)}; left out`), null;
  }
  if (rows.length === 0) return note("/rows.csv", "it holds no rows; left out"), null;
  const strange = whyNotOwn(experiment, rows);
  if (strange !== null) return note("/rows.csv", `${strange}; left out`), null;
  const record = await recordOf(folder, { csv, note });
  const pictures = await picturesOf(experiment.name, folder, note);
  const { trainings = [] } = record ?? {};
  const verdicts = attempt(
    () => experiment.claims(rows, trainings),
    "its claims cannot be judged",
    note,
  );
  const findings = attempt(() => experiment.findings(rows), "its numbers cannot be told", note);
  return { experiment, folder, rows, csv, pictures, record, verdicts, findings };
}

/** Rows of an older format may lack what is looked for. */
function attempt<T>(make: () => T[], what: string, note: Note): T[] {
  try {
    return make();
  } catch (error) {
    note("", `${what} from these rows: ${line(error)}`);
    return [];
  }
}

type Note = (what: string, error: unknown) => void;

async function recordOf(
  folder: string,
  { csv, note }: { csv: string; note: Note },
): Promise<ResultRecord | null> {
  try {
    const text = await textOf(`${folder}/record.json`);
    if (text === null) throw new Error("it is missing: what made the rows is not known");
    const record = readRecord(text);
    if (record.hashes["rows.csv"] !== await sha256(new TextEncoder().encode(csv))) {
      note("/record.json", "the rows.csv that it speaks of had another SHA-256");
    }
    return record;
  } catch (error) {
    note("/record.json", error);
    return null;
  }
}

async function picturesOf(name: string, folder: string, note: Note): Promise<Picture[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const files = entries.map((entry) => entry.name)
    .filter((file) => file.startsWith(name) && file.endsWith(".svg")).sort();
  if (files.length === 0) note(`/${name}.svg`, "it is missing: there is no picture");
  const pictures: Picture[] = [];
  for (const file of files) {
    try {
      pictures.push(readPicture(file, await Deno.readTextFile(`${folder}/${file}`)));
    } catch (error) {
      note(`/${file}`, error);
    }
  }
  return pictures;
}

/** A file's text; null where there is none. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function line(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, " ");
}
