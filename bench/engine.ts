/**
 * An engine of `compare.ts`: times the cases on one kernel set.
 *
 * `deno run -A bench/engine.ts stock|portable|portable-plain|native`
 *
 * @module
 */
import { TextLineStream } from "./text_lines.ts";
import * as tf from "../src/backend/tf.ts";
import { type Case, makeCase } from "./cases.ts";
import { kernelSets } from "./kernel_sets.ts";
import type { Answer, Request } from "./protocol.ts";

/** Milliseconds that this thread has been on a processor, where Linux tells (and Deno lets one ask: with every permission). */
function processorTime(): number | null {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[0]) / 1e6;
  } catch {
    return null;
  }
}

async function least(run: () => Promise<void>, seconds: number): Promise<Answer> {
  try {
    for (let i = 0; i < 3; i++) await run();
    const end = performance.now() + 1000 * seconds, beginCpu = processorTime();
    let ms = Infinity, calls = 0;
    for (; calls < 3 || performance.now() < end; calls++) {
      const begin = performance.now();
      await run();
      ms = Math.min(ms, performance.now() - begin);
    }
    const endCpu = processorTime(); // counted in steps of milliseconds: the mean, not the least
    const cpu = endCpu === null || beginCpu === null ? null : (endCpu - beginCpu) / calls;
    return { ms, cpu };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

tf.enableProdMode();
await kernelSets[Deno.args[0]!]!();
const cases = new Map<string, Case>();
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(
  new TextLineStream(),
);
for await (const line of lines) {
  const { model, work, seconds } = JSON.parse(line) as Request;
  const made = cases.get(model) ?? makeCase(model);
  cases.set(model, made);
  const answer = await least(made.run[work]!, seconds);
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
}
