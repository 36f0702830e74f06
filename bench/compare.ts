// deno-lint-ignore-file no-console
/**
 * Times the cases on every engine in turn, several rounds interleaved, and
 * writes the least times and their ratios to PyTorch's to `bench/results.csv`,
 * where they were taken to `bench/results.json`, and the picture of both to
 * `bench/results.svg`. PyTorch is fetched into `bench/.venv` where it is not there.
 *
 *     deno run -A bench/compare.ts [--rounds=N] [--seconds=S] [--cases=REGEXP] [--draw-only]
 *
 * @module
 */
import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import { renderSvg } from "../src/plot/render.ts";
import { modelNames, workNames } from "./cases.ts";
import { setUpPytorch, torchVersion } from "./pytorch.ts";
import { ratioFigure } from "./ratio_figure.ts";
import { type Engine, engines } from "./engines.ts";
import type { Answer, Request } from "./protocol.ts";
import { RunningEngine } from "./running_engine.ts";

function option(name: string, otherwise: string): string {
  const found = Deno.args.find((argument) => argument.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? otherwise;
}

const rounds = Number(option("rounds", "5")), seconds = Number(option("seconds", "1"));
const wanted = new RegExp(option("cases", "."));
const cases = modelNames.flatMap((model) => workNames.map((work) => ({ model, work })))
  .filter(({ model, work }) => wanted.test(`${model} ${work}`));

/** The least of an engine's times for a case. */
interface Least {
  readonly ms: number;
  readonly cpu: number | null;
}

const keyOf = (engine: Engine, model: string, work: string): string =>
  [engine.name, engine.threads, model, work].join();

/** The least times by engine and case. */
async function measure(): Promise<Map<string, Least>> {
  const best = new Map<string, Least>();
  const running = engines.map((engine) => ({
    engine,
    program: new RunningEngine<Request, Answer>(engine.command),
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { model, work } of cases) {
      for (const each of running) {
        const key = keyOf(each.engine, model, work), known = best.get(key);
        // the stock kernels take seconds, or cannot: one round of them is enough
        if (each.engine.name === "stock" && round > 0) continue;
        const { threads } = each.engine;
        const answer = await each.program.ask({ model, work, seconds, threads });
        if ("error" in answer) {
          if (round === 0) console.error(`${each.engine.name}, ${model} ${work}: ${answer.error}`);
          continue;
        }
        const cpu = answer.cpu === null ? null : Math.min(answer.cpu, known?.cpu ?? Infinity);
        best.set(key, { ms: Math.min(answer.ms, known?.ms ?? Infinity), cpu });
      }
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  for (const { program } of running) await program.stop();
  return best;
}

async function write(best: ReadonlyMap<string, Least>): Promise<void> {
  const rows = cases.flatMap(({ model, work }) =>
    engines.map((engine) => {
      const own = best.get(keyOf(engine, model, work));
      const one = best.get(keyOf(engines[0]!, model, work));
      return {
        model,
        work,
        engine: engine.name,
        threads: engine.threads,
        milliseconds: own ? own.ms.toFixed(2) : null,
        ratio: own && one ? (own.ms / one.ms).toFixed(3) : null,
        processor_milliseconds: own?.cpu ? own.cpu.toFixed(2) : null,
      };
    })
  );
  const text = stringify(rows, { columns: Object.keys(rows[0]!) });
  await Deno.writeTextFile("bench/results.csv", text);
  const taken = {
    machine: await processorName(),
    cores: navigator.hardwareConcurrency,
    versions: `Deno ${Deno.version.deno}, TensorFlow.js 4.22.0, PyTorch ${torchVersion}`,
    command: ["deno run -A bench/compare.ts", ...Deno.args].join(" "),
    date: new Date().toISOString().slice(0, 10),
  };
  await Deno.writeTextFile("bench/results.json", `${JSON.stringify(taken, null, 2)}\n`);
  console.table(rows);
}

async function processorName(): Promise<string> {
  const told = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*: (.*)$/m.exec(told)?.[1] ?? `${Deno.build.os} on ${Deno.build.arch}`;
}

async function draw(): Promise<void> {
  const rows = parse(await Deno.readTextFile("bench/results.csv"), { skipFirstRow: true });
  const timings = (rows as Record<string, string>[]).map(({ model, work, engine, ...rest }) => ({
    ...{ model: model!, work: work!, engine: engine!, threads: Number(rest.threads) },
    ratio: rest.ratio === "" ? null : Number(rest.ratio),
  }));
  const taken = JSON.parse(await Deno.readTextFile("bench/results.json"));
  const notes = [
    `Batches of 128, least time. ${taken.machine}, ${taken.cores} cores; ${taken.versions}; ` +
    `${taken.date}.`,
  ];
  await Deno.writeTextFile("bench/results.svg", await renderSvg(ratioFigure(timings, notes)));
}

if (!Deno.args.includes("--draw-only")) {
  await setUpPytorch();
  await write(await measure());
}
await draw();
