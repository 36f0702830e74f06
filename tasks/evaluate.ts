/**
 * `deno task evaluate`: margins and robust accuracy of a user's own model.
 */
import process from "node:process";
import type { RobustAccuracy } from "../src/attacks/robust_accuracy_result.ts";
import { DataError } from "../src/data/data_error.ts";
import { sha256 } from "../src/data/dataset_hash.ts";
import { checkGradients } from "../src/models/check_gradients.ts";
import { openModel } from "../src/models/open_model.ts";
import { renderSvg } from "../src/plot/render.ts";
import { rowsFromCsv, rowsToCsv } from "../src/records/rows.ts";
import { createWorkerPool } from "../src/runs/worker_pool.ts";
import type { Row } from "../src/types.ts";
import { choosePoints, type ChosenPoints } from "./evaluate/choose_points.ts";
import { drawEvaluation } from "./evaluate/evaluation_drawing.ts";
import { evaluationRows } from "./evaluate/evaluation_rows.ts";
import { type Evaluation, measureMargins, measureRobustness } from "./evaluate/measure.ts";
import { modelHash, readModel } from "./evaluate/model_files.ts";
import { evaluateHelp, readRequest, type Request } from "./evaluate/request.ts";
import { InputError, runTask } from "./failure.ts";
import { makeWritable, writeWhole } from "./outputs.ts";
import { start } from "./start.ts";
import { duration, note, print, printTable } from "./terminal.ts";

if (import.meta.main) await runTask(evaluate);

async function evaluate(args: string[]): Promise<void> {
  if (args.includes("--help")) return print(evaluateHelp);
  const request = readRequest(args);
  const evaluation = await prepare(request);
  const { out, jobs, backend } = request;
  await makeWritable(out);
  await tellReplaced(evaluation);
  const started = performance.now();
  const pool = createWorkerPool({ size: jobs, backend });
  try {
    const robust = await measureRobustness(evaluation, pool);
    const margins = await measureMargins(evaluation, pool);
    const milliseconds = performance.now() - started;
    const csv = rowsToCsv(evaluationRows(evaluation, margins, robust));
    await writeWhole(`${out}/rows.csv`, csv);
    const rows = rowsFromCsv(csv);
    const warnings = robust.warnings.map(({ message }) => `Warning: ${message}.`);
    await writeWhole(`${out}/evaluate.svg`, await renderSvg(drawEvaluation(rows, warnings)));
    const record = await recordOf(evaluation, robust, { csv, milliseconds });
    await writeWhole(`${out}/record.json`, `${JSON.stringify(record, null, 2)}\n`);
    report(rows, robust);
    note(`wrote ${out}/rows.csv, evaluate.svg, record.json in ${duration(milliseconds)}`);
  } finally {
    await pool.close();
  }
}

/** Says that another evaluation's results are in the way of these. */
async function tellReplaced({ request, modelHash }: Evaluation): Promise<void> {
  const { out, attack, data } = request;
  const text = await Deno.readTextFile(`${out}/record.json`).catch(() => "{}");
  const { hashes, settings } = readJson(text) as Partial<Awaited<ReturnType<typeof recordOf>>>;
  if (!hashes || !settings) return;
  const same = hashes.model === modelHash && settings.attack === attack && settings.data === data;
  if (same) return;
  note(
    `${out} holds ${settings.model} on ${settings.data} under ${settings.attack}: ` +
      "this will replace it; --out DIR keeps both",
  );
}

/** What a record says; nothing where it is damaged. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Reads model and images and sees that they go together, before anything long begins. */
async function prepare(request: Request): Promise<Evaluation> {
  const source = await given(() => readModel(request));
  const chosen = await given(() => choosePoints(request, note), request.data);
  const backend = await start(request.backend);
  const { shape } = chosen.points;
  const affine = await given(async () => {
    const { network, description, affine, dispose } = await openModel(source, shape);
    try {
      checkClasses(network.classes, chosen);
      checkGradients(network);
      note(`${request.model}: ${description}, ${network.classes} classes`);
      return affine;
    } finally {
      dispose();
    }
  });
  note(`${chosen.indices.length} of ${chosen.available} images [${shape}] of ${chosen.name}`);
  const radii = request.radii ?? (shape[2] === 1 ? [0.5, 1, 1.5, 2] : [0.1, 0.2, 0.3, 0.4]);
  const hash = await modelHash(source);
  return { request, source, modelHash: hash, affine, chosen, radii, backend };
}

/** What is wrong with what the user gave is a wrong input; a data set that cannot be fetched is not. */
async function given<T>(read: () => Promise<T>, data?: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const named = data === "mnist" || data === "cifar10";
    if (named && error instanceof DataError) throw error;
    throw new InputError((error as Error).message, { cause: error });
  }
}

function checkClasses(found: number, { name, classes, points: { labels } }: ChosenPoints): void {
  const largest = labels.reduce((a, b) => Math.max(a, b), 0);
  if (classes === null ? largest < found : found === classes) return;
  const wanted = classes === null
    ? `at least ${largest + 1} classes, since labels of ${name} go up to ${largest}`
    : `${classes} classes for ${name}`;
  throw new InputError(`Cannot evaluate the model: it must have ${wanted}; found ${found}`);
}

async function recordOf(
  { request, modelHash, affine, chosen, radii, backend }: Evaluation,
  { plan, diagnosis, warnings }: RobustAccuracy,
  { csv, milliseconds }: { csv: string; milliseconds: number },
) {
  return {
    experiment: "evaluate",
    title: `Margins and robust accuracy of ${request.model}`,
    seed: request.seed,
    settings: { ...request, radii, margins: affine ? "exact" : "estimated" },
    plan,
    diagnosis,
    warnings,
    backend,
    versions: { ...Deno.version, tfjs: backend.version },
    hashes: {
      model: modelHash,
      points: chosen.hash,
      "rows.csv": await sha256(new TextEncoder().encode(csv)),
    },
    seconds: Number((milliseconds / 1000).toFixed(3)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    finished: new Date().toISOString(),
  };
}

function report(rows: readonly Row[], { warnings }: RobustAccuracy): void {
  const percent = (share: unknown) => `${(100 * Number(share)).toFixed(2)} %`;
  const whole = rows.filter(({ index }) => index === null);
  printTable([
    ["", "radius", "measured", "95 % interval"],
    ...whole.map(({ metric, radius, value, low, high, points }) => [
      metric.replaceAll("_", " "),
      radius === null ? "" : String(radius),
      low === null ? Number(value).toPrecision(4) : percent(value),
      low === null ? `${points} points` : `${percent(low)} to ${percent(high)}`,
    ]),
  ]);
  for (const { code, message } of warnings) {
    print(`warning ${code}: ${message} (docs/attacks.md#${code} says what to do)`);
  }
}
