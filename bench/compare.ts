// deno-lint-ignore-file no-console
/**
 * Times the cases on every engine in turn, several rounds interleaved, and
 * writes the least times and their ratios to PyTorch's to `bench/results.csv`.
 *
 *     python3 -m venv bench/.venv && bench/.venv/bin/pip install torch==2.13.0
 *     deno run --allow-read --allow-write=bench --allow-run bench/compare.ts [--rounds=N] [--seconds=S] [--cases=REGEXP]
 *
 * @module
 */
import { stringify } from "@std/csv/stringify";
import { modelNames, workNames } from "./cases.ts";
import type { Answer, Request } from "./protocol.ts";
import { RunningEngine } from "./running_engine.ts";

interface Engine {
  readonly name: string;
  readonly threads: number;
  readonly command: readonly string[];
}

const deno = (
  kernels: string,
) => [Deno.execPath(), "run", "-A", "bench/engine.ts", kernels];
const torch = ["bench/.venv/bin/python", "bench/torch_steps.py"];
const engines: readonly Engine[] = [
  { name: "pytorch", threads: 1, command: torch },
  { name: "pytorch", threads: 2, command: torch },
  { name: "portable", threads: 1, command: deno("portable") },
  { name: "portable-plain", threads: 1, command: deno("portable-plain") },
  { name: "native", threads: 1, command: deno("native") },
  { name: "stock", threads: 1, command: deno("stock") },
];

function option(name: string, otherwise: string): string {
  const found = Deno.args.find((argument) => argument.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? otherwise;
}

const rounds = Number(option("rounds", "5")), seconds = Number(option("seconds", "1"));
const wanted = new RegExp(option("cases", "."));
const cases = modelNames.flatMap((model) => workNames.map((work) => ({ model, work })))
  .filter(({ model, work }) => wanted.test(`${model} ${work}`));
const running = engines.map((engine) => ({
  engine,
  program: new RunningEngine<Request, Answer>(engine.command),
}));

/** Least milliseconds by engine and case. */
const best = new Map<string, { ms: number; cpu: number | null }>();
const keyOf = (engine: Engine, model: string, work: string) =>
  [engine.name, engine.threads, model, work].join();

for (let round = 0; round < rounds; round++) {
  for (const { model, work } of cases) {
    for (const each of running) {
      const key = keyOf(each.engine, model, work), known = best.get(key);
      // the stock kernels take seconds, or cannot: one round of them is enough
      if (each.engine.name === "stock" && round > 0) continue;
      const answer = await each.program.ask({ model, work, seconds, threads: each.engine.threads });
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
await Deno.writeTextFile("bench/results.csv", stringify(rows, { columns: Object.keys(rows[0]!) }));
console.table(rows);
