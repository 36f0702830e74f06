/**
 * Attacks the network that attacks_compare.py attacked, with this project's
 * attacks, and prints both results side by side.
 *
 *     deno run --allow-read bench/attacks_compare.ts bench/.compare
 */
import * as tf from "../src/backend/tf.ts";
import {
  type Architecture,
  type Attack,
  type AttackPlan,
  createNetwork,
  ddn,
  deepFool,
  fab,
  findArchitecture,
  loadWeights,
  marginAttack,
  minimalRadius,
  type Network,
  pgd,
  rapidAttack,
  robustAccuracy,
  seededRandom,
  standardAttack,
  startBackend,
} from "../mod.ts";
import { readNpy } from "./read_npy.ts";

const [folder = "bench/.compare", ...only] = Deno.args;
const wanted = (name: string) => only.length === 0 || only.some((part) => name.includes(part));

interface PythonResult {
  readonly settings: {
    readonly radii: number[];
    readonly model: string;
    readonly hidden: number;
  };
  readonly minimal: Record<string, (number | null)[]>;
  readonly robust: Record<string, number[]>;
  readonly seconds: Record<string, number>;
  readonly versions: Record<string, string>;
}

const python: PythonResult = JSON.parse(await Deno.readTextFile(`${folder}/python.json`));
const { radii } = python.settings;
await startBackend("wasm");
const network = readNetwork(await Deno.readFile(`${folder}/model.safetensors`));
const batch = readBatch(
  await Deno.readFile(`${folder}/images.npy`),
  await Deno.readFile(`${folder}/labels.npy`),
);
print("python", Object.entries(python.versions).map((pair) => pair.join(" ")).join(", "));
print("images", batch.labels.size);

await compareMinimal("ddn100", [ddn({ steps: 100 })]);
await compareMinimal("ddn200", [ddn({ steps: 200 })]);
await compareMinimal("fab", [fab()]);
await compareMinimal("deepfool", [deepFool()]);
await compareMinimal("alma", [ddn({ steps: 200 }), fab(), deepFool()], 10);

await compareRobust("standard", standardAttack);
await compareRobust("standard", rapidAttack);
const steps = { steps: 100, stepSize: 0.1 };
await compareRobust("torchattacks pgd", marginAttack(steps));
await compareRobust("torchattacks pgd", {
  name: "whole question",
  order: "descending",
  attacks: [pgd(steps)],
});

async function compareMinimal(theirs: string, attacks: Attack[], halvings = 0): Promise<void> {
  if (!wanted(theirs) || !python.minimal[theirs]) return;
  const start = performance.now();
  const { distances } = await minimalRadius(network, batch, { attacks, halvings });
  const seconds = (performance.now() - start) / 1000;
  const other = python.minimal[theirs]!;
  const [ours, peers] = [median(distances), median(other)];
  const worse = distances.filter((d, i) => (d ?? Infinity) > 1.02 * (other[i] ?? Infinity)).length;
  print(
    `${attacks.map(({ name }) => name).join("+")} against ${theirs}`,
    `median ${ours.toFixed(4)} / ${peers.toFixed(4)} = ${(ours / peers).toFixed(4)}`,
    `farther by over 2 %: ${worse}`,
    `${seconds.toFixed(1)} s / ${python.seconds[theirs]!.toFixed(1)} s`,
  );
}

async function compareRobust(theirs: string, plan: AttackPlan): Promise<void> {
  if (!wanted(plan.name) || !python.robust[`${theirs} ${radii[0]}`]) return;
  const start = performance.now();
  const { accuracy, robust, warnings } = await robustAccuracy(network, batch, {
    radii,
    attack: plan,
  });
  const seconds = (performance.now() - start) / 1000;
  radii.forEach((radius, level) => {
    const other = python.robust[`${theirs} ${radius}`]!;
    const differ = other.filter((flag, i) => flag !== robust[level]![i]).length;
    print(
      `${plan.name} against ${theirs} at ${radius}`,
      `${accuracy[level]} / ${other.reduce((a, b) => a + b, 0) / other.length}`,
      `flags that differ: ${differ}`,
    );
  });
  const peers = Object.entries(python.seconds).filter(([name]) =>
    theirs === "standard" ? name.startsWith("standard") : name.includes("100 steps")
  ).reduce((sum, [, seconds]) => sum + seconds, 0);
  print(
    plan.name,
    `${seconds.toFixed(1)} s / ${peers.toFixed(1)} s`,
    ...warnings.map(({ message }) => message),
  );
}

if (wanted("pgd 40")) {
  const images = tf.slice(batch.images, 0, 128);
  const labels = tf.slice(batch.labels, 0, 128);
  const attack = pgd({ loss: "cross_entropy", steps: 40, stepSize: 0.1, counts: "last_iterate" });
  const rounds: number[] = [];
  for (let round = 0; round < 4; round++) {
    const start = performance.now();
    await robustAccuracy(network, { images, labels }, { radii: [1], attack });
    rounds.push((performance.now() - start) / 40);
  }
  const peers = Object.entries(python.seconds).filter(([name]) => name.includes("40 steps"));
  print("pgd 40 steps", `${Math.min(...rounds).toFixed(1)} ms a step`);
  for (const [name, seconds] of peers) print(name, `${(seconds * 1000 / 40).toFixed(1)} ms a step`);
}

function readNetwork(bytes: Uint8Array): Network {
  const inputShape = [28, 28, 1];
  const { model, hidden } = python.settings;
  const mlp: Architecture = {
    name: "mlp",
    initialiser: "uniform",
    layers: [
      { kind: "dense", units: hidden, relu: true },
      { kind: "dense", units: "classes" },
    ],
  };
  const architecture = model === "mlp" ? mlp : findArchitecture(model, inputShape);
  const network = createNetwork(architecture, { inputShape, classes: 10, random: seededRandom(0) });
  loadWeights(network, bytes);
  return network;
}

function readBatch(images: Uint8Array, labels: Uint8Array) {
  const pixels = readNpy(images);
  return {
    images: tf.tensor(pixels.values as Float32Array, [...pixels.shape, 1]),
    labels: tf.tensor1d(readNpy(labels).values as Int32Array, "int32"),
  };
}

function median(values: readonly (number | null)[]): number {
  const sorted = values.map((v) => v ?? Infinity).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function print(...cells: unknown[]): void {
  // deno-lint-ignore no-console
  console.log(cells.join(" | "));
}
