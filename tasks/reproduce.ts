/**
 * Makes one figure or table: `deno task fig1`. Measures, writes rows.csv, reads
 * it back, draws, judges the paper's claims.
 */
import process from "node:process";
import { sha256 } from "../src/data/dataset_hash.ts";
import type { Context, Experiment, OwnNetwork, Settings } from "../src/experiments/experiment.ts";
import { experiments } from "../src/experiments/registry.ts";
import { trainingsOf } from "../src/experiments/trainings.ts";
import { renderSvg } from "../src/plot/render.ts";
import type { ResultRecord, Training } from "../src/records/record.ts";
import { rowsFromCsv, rowsToCsv } from "../src/records/rows.ts";
import type { StoredRun } from "../src/runs/stored_run.ts";
import type { Row } from "../src/types.ts";
import { changedSettings, type Command, parseCommand } from "./command.ts";
import { runTask, UsageError } from "./failure.ts";
import { datasets } from "./datasets.ts";
import { checkTakesWeights, ownNetworks } from "./own_weights.ts";
import { makeWritable, writeWhole } from "./outputs.ts";
import { progress } from "./progress.ts";
import { start } from "./start.ts";
import { duration, note, print, printTable } from "./terminal.ts";
import { trainedNetworks } from "./trained_networks.ts";
import { usage } from "./usage.ts";

if (import.meta.main) await runTask(reproduce);

async function reproduce(args: string[]): Promise<void> {
  const experiment = experiments.find(({ name }) => name === args[0]);
  if (!experiment) {
    throw new UsageError(
      `unknown figure ${args[0]}: there are ${experiments.map(({ name }) => name).join(", ")}`,
    );
  }
  const command = parseCommand(args.slice(1));
  if (command.help) return print(usage(experiment));
  const settings = changedSettings(experiment, command);
  checkTakesWeights(experiment, command);
  const folder = `${command.out}/${experiment.name}`;
  await makeWritable(folder);
  if (!command.drawOnly) await measure(experiment, { command, settings, folder });
  const rows = await readRows(`${folder}/rows.csv`);
  const pictures = await draw(experiment, { rows, folder });
  report(experiment, rows, await readTrainings(folder));
  note(`wrote ${folder}/rows.csv, ${pictures.join(", ")}, record.json`);
}

/** Writes every picture of the rows; gives their names. */
async function draw(
  { name, draw, drawings = {} }: Experiment,
  { rows, folder }: { rows: readonly Row[]; folder: string },
): Promise<string[]> {
  const named = Object.entries(drawings).map(([suffix, draw]) =>
    [`${name}-${suffix}`, draw] as const
  );
  const all = [[name, draw] as const, ...named];
  for (const [picture, draw] of all) {
    await writeWhole(`${folder}/${picture}.svg`, await renderSvg(draw(rows)));
  }
  return all.map(([picture]) => `${picture}.svg`);
}

async function measure(
  experiment: Experiment,
  options: { command: Command; settings: Settings; folder: string },
): Promise<void> {
  const { command, settings, folder } = options;
  const { profile, recipe, seed } = command;
  const backend = await start(command.backend);
  const data = datasets(command);
  const own = await ownNetworks(command, { experiment, backend, dataset: data.load });
  await using networks = trainedNetworks({ command, backend, dataset: data.load });
  const trained: StoredRun[] = [];
  const context: Context = {
    profile,
    recipe,
    seed,
    backend,
    progress,
    dataset: data.load,
    jobs: command.jobs,
    own,
    runs: async (requests) => {
      const runs = await networks.runs(requests);
      trained.push(...runs);
      return runs;
    },
    margins: networks.margins,
    robustness: networks.robustness,
  };
  const started = performance.now();
  const rows = await experiment.compute(settings, context);
  const milliseconds = performance.now() - started - data.milliseconds();
  const csv = rowsToCsv(rows);
  await writeWhole(`${folder}/rows.csv`, csv);
  const record: ResultRecord = {
    experiment: experiment.name,
    title: experiment.title,
    profile,
    recipe,
    seed,
    settings,
    backend,
    trainings: await trainingsOf(trained),
    versions: { ...Deno.version, tfjs: backend.version },
    hashes: {
      ...data.hashes,
      ...await ownHashes(own),
      "rows.csv": await sha256(new TextEncoder().encode(csv)),
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

async function readRows(path: string): Promise<Row[]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new Error(`Cannot read ${path}: ${error.message}; run without --draw-only first`);
  });
  return rowsFromCsv(text);
}

/** What the trainings took, by the record beside the rows; nothing where there is no record. */
async function readTrainings(folder: string): Promise<readonly Training[]> {
  const text = await Deno.readTextFile(`${folder}/record.json`).catch(() => "{}");
  return (JSON.parse(text) as Partial<ResultRecord>).trainings ?? [];
}

function report(
  experiment: Experiment,
  rows: readonly Row[],
  trainings: readonly Training[],
): void {
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
}
