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
import { TextLineStream } from "./text_lines.ts";

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

/** A running engine: one answer a request. */
class Running {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(readonly engine: Engine) {
    const [command, ...args] = engine.command;
    this.#process = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  async ask(request: Omit<Request, "threads">): Promise<Answer> {
    const line = JSON.stringify({ ...request, threads: this.engine.threads });
    try {
      await this.#writer.write(new TextEncoder().encode(`${line}\n`));
      const { value } = await this.#lines.read();
      return value ? JSON.parse(value) : { error: "the engine ended" };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  async stop(): Promise<void> {
    await this.#writer.close().catch(() => {}); // it may have ended before
    await this.#process.status;
  }
}

function option(name: string, otherwise: string): string {
  const found = Deno.args.find((argument) => argument.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? otherwise;
}

const rounds = Number(option("rounds", "5")), seconds = Number(option("seconds", "1"));
const wanted = new RegExp(option("cases", "."));
const cases = modelNames.flatMap((model) => workNames.map((work) => ({ model, work })))
  .filter(({ model, work }) => wanted.test(`${model} ${work}`));
const running = engines.map((engine) => new Running(engine));

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
      const answer = await each.ask({ model, work, seconds });
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
for (const each of running) await each.stop();

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
