/**
 * Makes one figure or table: `deno task fig1`. Measures, writes rows.csv, reads
 * it back, draws, judges the paper's claims.
 */
import process from "node:process";
import { sha256 } from "../src/data/dataset_hash.ts";
import type { Experiment, OwnNetwork, Settings } from "../src/experiments/experiment.ts";
import { whyNotOwn } from "../src/experiments/own_rows.ts";
import { experiments } from "../src/experiments/registry.ts";
import { trainingsOf } from "../src/experiments/trainings.ts";
import { renderSvg } from "../src/plot/render.ts";
import type { ResultRecord, Training } from "../src/records/record.ts";
import { rowsFromCsv, rowsToCsv } from "../src/records/rows.ts";
import type { StoredRun } from "../src/runs/stored_run.ts";
import type { Row } from "../src/types.ts";
import { changedSettings, type Command, parseCommand } from "./command.ts";
import { checkDrawsOnly, noteOtherRows } from "./draw_only.ts";
import { InputError, runTask, UsageError } from "./failure.ts";
import { madeFrom } from "./made_from.ts";
import { checkTakesWeights, ownNetworks } from "./own_weights.ts";
import { makeWritable, writeWhole } from "./outputs.ts";
import { readRecord } from "./report/read_record.ts";
import { duration, note, print, printTable } from "./terminal.ts";
import { usage } from "./usage.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

if (import.meta.main) await runTask(reproduce);

async function reproduce(args: string[]): Promise<void> {
  const names = experiments.map(({ name }) => name).join(", ");
  if (args[0] === "--help") return print(`deno task NAME [flags], or --help; NAME is ${names}`);
  const experiment = experiments.find(({ name }) => name === args[0]);
  if (!experiment) {
    throw new UsageError(`${args[0] ? `unknown figure ${args[0]}` : "name a figure"}: ${names}`);
  }
  const command = parseCommand(args.slice(1));
  if (command.help) return print(usage(experiment));
  const settings = changedSettings(experiment, command);
  checkTakesWeights(experiment, command);
  const folder = `${command.out}/${experiment.name}`;
  if (command.drawOnly) {
    checkDrawsOnly(args.slice(1));
    await noteOtherRows(experiment, folder);
    await draw(experiment, folder);
  } else {
    await makeWritable(folder);
    await using workplace = await openWorkplace(command);
    await make(experiment, { command, settings, folder, workplace });
  }
  await tell(experiment, folder, (command.drawOnly ? picturesOf : filesOf)(experiment));
}

/** The files that an experiment makes in its folder, the record last: once it is there, all are. */
export function filesOf(experiment: Experiment): string[] {
  return ["rows.csv", ...picturesOf(experiment), "record.json"];
}

function picturesOf({ name, drawings = {} }: Experiment): string[] {
  return [name, ...Object.keys(drawings).map((suffix) => `${name}-${suffix}`)]
    .map((picture) => `${picture}.svg`);
}

/** Reads the rows back and writes every picture of them; gives the SHA-256 of each. */
async function draw(experiment: Experiment, folder: string): Promise<Record<string, string>> {
  const { name, draw, drawings = {} } = experiment;
  const rows = await readRows(experiment, folder);
  const others = Object.entries(drawings).map(([suffix, draw]) =>
    [`${name}-${suffix}`, draw] as const
  );
  const hashes: Record<string, string> = {};
  for (const [picture, drawing] of [[name, draw] as const, ...others]) {
    const svg = await renderSvg(drawing(rows));
    await writeWhole(`${folder}/${picture}.svg`, svg);
    hashes[`${picture}.svg`] = await sha256(new TextEncoder().encode(svg));
  }
  return hashes;
}

/** Measures, writes rows.csv, draws, writes record.json. */
export async function make(
  experiment: Experiment,
  { command, settings, folder, workplace }: {
    readonly command: Command;
    readonly settings: Settings;
    readonly folder: string;
    readonly workplace: Workplace;
  },
): Promise<void> {
  const { context, data } = workplace;
  const { profile, recipe, seed, backend } = context;
  const loading = data.milliseconds();
  const used = new Set<string>();
  const dataset: typeof context.dataset = (name) => {
    used.add(name);
    return context.dataset(name);
  };
  const own = await ownNetworks(command, { experiment, settings, backend, dataset });
  const trained: StoredRun[] = [];
  const started = performance.now();
  const rows = await experiment.compute(settings, {
    ...context,
    dataset,
    own,
    runs: async (requests) => {
      const runs = await context.runs(requests);
      trained.push(...runs);
      return runs;
    },
  });
  const milliseconds = performance.now() - started - (data.milliseconds() - loading);
  const csv = rowsToCsv(rows);
  await writeWhole(`${folder}/rows.csv`, csv);
  const pictures = await draw(experiment, folder);
  const record: ResultRecord = {
    experiment: experiment.name,
    title: experiment.title,
    profile,
    recipe,
    seed,
    settings,
    backend,
    trainings: await trainingsOf(trained),
    ...own.length === 0 && { madeFrom: await madeFrom(experiment, { settings, context }) },
    versions: { ...Deno.version, tfjs: backend.version },
    hashes: {
      ...Object.fromEntries([...used].map((name) => [name, data.hashes[name]!])),
      ...await ownHashes(own),
      "rows.csv": await sha256(new TextEncoder().encode(csv)),
      ...pictures,
    },
    seconds: Number((milliseconds / 1000).toFixed(3)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    finished: new Date().toISOString(),
  };
  await writeWhole(`${folder}/record.json`, `${JSON.stringify(record, null, 2)}\n`);
  note(
    `measured ${rows.length} rows in ${duration(milliseconds)}, at most ${record.peakMegabytes} MB`,
  );
}

/** Of someone's own weights, in our layout. */
async function ownHashes(own: readonly OwnNetwork[]): Promise<Record<string, string>> {
  const hashes = own.map(async ({ run }) => ["weights", await sha256(await run.weights(0))]);
  return Object.fromEntries(await Promise.all(hashes));
}

async function readRows(experiment: Experiment, folder: string): Promise<Row[]> {
  const path = `${folder}/rows.csv`;
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}; run without --draw-only first`);
  });
  try {
    const rows = rowsFromCsv(text.replace(/^\ufeff/, "")); // a table program's mark of UTF-8
    const problem = rows.length === 0 ? "it holds no rows" : whyNotOwn(experiment, rows);
    if (problem !== null) throw new Error(problem);
    return rows;
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** What the trainings took, by the record beside the rows; nothing where there is no record. */
async function readTrainings(folder: string): Promise<readonly Training[]> {
  const path = `${folder}/record.json`;
  const text = await Deno.readTextFile(path).catch(() => null);
  if (text === null) return [];
  try {
    return readRecord(text).trainings ?? [];
  } catch (error) {
    note(`warning: ${path}: ${(error as Error).message}; what the trainings took is left out`);
    return [];
  }
}

/** Prints what was measured beside what the paper says, a verdict on each claim, and which files were written. */
export async function tell(
  experiment: Experiment,
  folder: string,
  written: readonly string[] = filesOf(experiment),
): Promise<void> {
  const rows = await readRows(experiment, folder);
  const trainings = await readTrainings(folder);
  print(experiment.title);
  print();
  const findings = experiment.findings(rows);
  printTable([
    ["", "measured", "paper"],
    ...findings.map(({ quantity, measured, paper }) => [quantity, measured, paper]),
  ]);
  print();
  for (
    const { claim, attack, statement, measured, verdict } of experiment.claims(rows, trainings)
  ) {
    const under = attack === undefined ? "" : ` under the ${attack} attack`;
    print(`claim ${claim}${under} ${verdict}: ${statement}`);
    print(`  ${measured}`);
  }
  note(`wrote ${folder}/${written.join(", ")}`);
}
