// deno-lint-ignore-file no-console
/**
 * Two workers on two trainings at once against one worker on one: how much
 * more is done a second. One and two take turns; the medians are compared.
 *
 *     deno run -A bench/workers.ts [--sets=portable,native] [--models=mnist-mlp,…] [--rounds=N] [--seconds=S]
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Order, Report } from "./worker_steps.ts";

function option(name: string, otherwise: string): string {
  const found = Deno.args.find((argument) => argument.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? otherwise;
}

const sets = option("sets", "portable,native").split(",");
const models = option("models", "mnist-mlp,cifar-mlp,mnist-cnn,cifar-cnn").split(",");
const rounds = Number(option("rounds", "5")), seconds = Number(option("seconds", "2"));

function ask(worker: Worker, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.postMessage(order);
  });
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

for (const set of sets) {
  const workers = [0, 1].map(() => new Worker(new URL("worker_steps.ts", import.meta.url)));
  for (const worker of workers) await ask(worker, { set });
  for (const model of models) {
    const one: number[] = [], two: number[] = [];
    for (let round = 0; round < rounds; round++) {
      one.push((await ask(workers[round % 2]!, { model, seconds }))!);
      const both = await Promise.all(workers.map((worker) => ask(worker, { model, seconds })));
      two.push(both[0]! + both[1]!);
    }
    console.log(
      `${set}, ${model}: ${median(one).toFixed(1)} steps a second with one worker, ` +
        `${median(two).toFixed(1)} with two: ${(median(two) / median(one)).toFixed(2)} ×`,
    );
  }
  for (const worker of workers) await worker.terminate();
}
