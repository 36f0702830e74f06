/**
 * This project's half of compare_attacks.ts: attacks and the estimator on one
 * kernel set, as peer_times.py has the Python libraries'.
 *
 * `deno run -A bench/attack_engine.ts portable|native WEIGHTS`
 *
 * @module
 */
import process from "node:process";
import { pgd } from "../src/attacks/pgd.ts";
import { rapidAttack } from "../src/attacks/presets.ts";
import { robustAccuracy } from "../src/attacks/robust_accuracy.ts";
import { runAttack } from "../src/attacks/run_attack.ts";
import { startNative } from "../src/backend/native/start_native.ts";
import * as tf from "../src/backend/tf.ts";
import { startWasm } from "../src/backend/wasm.ts";
import { takeBatch } from "../src/data/batches.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { lipschitzMargin } from "../src/margins/lipschitz.ts";
import { openModel } from "../src/models/open_model.ts";
import { seededRandom } from "../src/random.ts";
import type { AttackPlan } from "../src/attacks/attack.ts";
import type { PeerAnswer, PeerQuestion } from "./peer_protocol.ts";
import { TextLineStream } from "./text_lines.ts";

const [kernels, weights] = Deno.args;
tf.enableProdMode();
await (kernels === "native" ? startNative() : startWasm());
const { test, shape } = await loadDataset("mnist");
const bytes = await Deno.readFile(weights!);
const { network } = await openModel({ kind: "safetensors", bytes, layout: "pytorch" }, shape);
const first = (count: number) => takeBatch(test, shape, Array.from({ length: count }, (_, i) => i));
const [few, many] = [first(128), first(1000)];
const radii = [0.5, 1, 1.5, 2];

/** The very steps of the Python libraries: cross-entropy, every step made. */
const sameSteps = pgd({ loss: "cross_entropy", steps: 40, stepSize: 0.1, counts: "last_iterate" });
const question = (loss: "cross_entropy" | "margin"): AttackPlan => ({
  name: "question",
  order: "descending",
  attacks: [pgd({ loss, steps: 100, stepSize: 0.1 })],
});
const questions: Record<string, AttackPlan> = {
  "pgd, cross-entropy": question("cross_entropy"),
  "pgd, margin": question("margin"),
  "rapid": rapidAttack,
};

const works: Record<string, (how: string) => Promise<PeerAnswer>> = {
  pgd: () => timed(40, attackAll),
  async question(how) {
    let accuracy: readonly number[] = [];
    const times = await timed(1, async () => {
      ({ accuracy } = await robustAccuracy(network, many, { radii, attack: questions[how]! }));
    });
    return { ...times, accuracy };
  },
  async estimator() {
    const x = tf.slice(few.images, 0, 1);
    const options = { samples: 256, batchSize: 128, random: seededRandom(1) };
    const times = await timed(
      2 * (network.classes - 1),
      () => lipschitzMargin(network, x, options),
    );
    x.dispose();
    return times;
  },
};

/** Every image, as the Python libraries do: robust accuracy would leave clean errors out. */
async function attackAll(): Promise<void> {
  const { raw, clipped } = await runAttack(network, few, { attack: sameSteps, radius: 1 });
  tf.dispose([raw, clipped]);
}

/** What a run of so many units took for each. */
async function timed(units: number, run: () => Promise<unknown>): Promise<PeerAnswer> {
  const [start, busy] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(busy);
  return { ms: (performance.now() - start) / units, cpu: (user + system) / 1000 / units };
}

await works.pgd!(""); // the first calls compile
await works.estimator!("");
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(
  new TextLineStream(),
);
for await (const line of lines) {
  const { work, peer } = JSON.parse(line) as PeerQuestion;
  const answer = await works[work]!(peer);
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
}
