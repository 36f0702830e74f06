// deno-lint-ignore-file no-console
/**
 * Attacks and the margin estimate beside torchattacks, foolbox and ART, same
 * weights, images and steps, one thread each, in rounds that take turns; the
 * least times by the clock, and on a processor, are shown.
 *
 *     deno run -A bench/compare_attacks.ts WEIGHTS DATA [WORK] [ROUNDS]
 *
 * WEIGHTS are of MNIST's cnn in PyTorch's layout (peer_networks.ts makes some),
 * DATA is a folder with MNIST's IDX files. peer_times.py says what Python needs.
 * WORK is one of
 *
 * - `pgd`: milliseconds of a step on 128 images, 40 steps;
 * - `question`: milliseconds for robust accuracy at 0.5, 1, 1.5, 2 on 1,000 images;
 * - `estimator`: milliseconds for 128 gradients of a difference of logits.
 *
 * @module
 */
import type { PeerAnswer, PeerQuestion } from "./peer_protocol.ts";
import { RunningEngine } from "./running_engine.ts";

const [weights, data, wanted, rounds = "5"] = Deno.args;
if (!weights || !data) throw new Error("usage: compare_attacks.ts WEIGHTS DATA [WORK] [ROUNDS]");

const ours = (kernels: string) => [
  ...[Deno.execPath(), "run", "-A", "bench/attack_engine.ts"],
  ...[kernels, weights],
];
const commands: Record<string, string[]> = {
  python: ["bench/.venv/bin/python", "bench/peer_times.py", weights, data],
  native: ours("native"),
  portable: ours("portable"),
};
/** Who does what: the engine, and what it is asked for. The first one is what the others are divided by. */
const contests: Record<string, [engine: string, peer: string][]> = {
  pgd: [
    ["python", "torchattacks"],
    ["python", "foolbox"],
    ["native", ""],
    ["portable", ""],
  ],
  estimator: [
    ["python", "ART, 128 at once"],
    ["python", "ART, 10 at once"],
    ["python", "bare PyTorch"],
    ["native", ""],
    ["portable", ""],
  ],
  question: [
    ["python", "torchattacks"],
    ["native", "pgd, cross-entropy"],
    ["native", "pgd, margin"],
    ["native", "rapid"],
    ["portable", "pgd, cross-entropy"],
    ["portable", "pgd, margin"],
    ["portable", "rapid"],
  ],
};

const engines = new Map<string, RunningEngine<PeerQuestion, PeerAnswer>>();
for (const work of wanted ? [wanted] : ["pgd", "estimator", "question"]) {
  const contest = contests[work]!;
  const answers = contest.map((): PeerAnswer[] => []);
  for (let round = 0; round < (work === "question" ? 1 : Number(rounds)); round++) {
    for (const [i, [engine, peer]] of contest.entries()) {
      if (!engines.has(engine)) engines.set(engine, new RunningEngine(commands[engine]!));
      const answer = await engines.get(engine)!.ask({ work, peer });
      if ("error" in answer) throw new Error(`${engine} ${peer}, ${work}: ${answer.error}`);
      answers[i]!.push(answer);
    }
  }
  const least = (key: "ms" | "cpu") =>
    answers.map((own) => Math.min(...own.map((answer) => answer[key])));
  const [clock, processor] = [least("ms"), least("cpu")];
  console.table(contest.map(([engine, peer], i) => ({
    work,
    who: peer && engine !== "python" ? `${engine}, ${peer}` : peer || engine,
    ms: clock[i]!.toFixed(1),
    ratio: (clock[i]! / clock[0]!).toFixed(3),
    "processor ms": processor[i]!.toFixed(1),
    "its ratio": (processor[i]! / processor[0]!).toFixed(3),
    accuracy: answers[i]![0]!.accuracy?.map((share) => share.toFixed(3)).join(" ") ?? "",
  })));
}
for (const engine of engines.values()) await engine.stop();
