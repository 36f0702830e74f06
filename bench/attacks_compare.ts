// deno-lint-ignore-file no-console
/**
 * Attacks the network that attacks_compare.py attacked, with this project's
 * attacks, and prints both results side by side.
 *
 *     deno run -A bench/attacks_compare.ts bench/.compare [PART …]
 *
 * Parts: logits, ddn100, ddn200, fab, deepfool, alma, standard, rapid; all
 * unless told. The logits are compared always: on other ones nothing can be.
 *
 * @module
 */
import * as tf from "../src/backend/tf.ts";
import {
  type Attack,
  type AttackPlan,
  ddn,
  deepFool,
  fab,
  minimalRadius,
  openModel,
  rapidAttack,
  robustAccuracy,
  standardAttack,
  startBackend,
} from "../mod.ts";
import { readNpy } from "./read_npy.ts";

interface PythonResult {
  readonly settings: { readonly radii: number[] };
  readonly logits: number[][];
  readonly minimal: Record<string, (number | null)[]>;
  /** AutoAttack's flags, by radius. */
  readonly robust: Record<string, number[]>;
  readonly seconds: Record<string, number>;
  readonly versions: Record<string, string>;
}

const [folder = "bench/.compare", ...only] = Deno.args;
const wanted = (name: string) => only.length === 0 || only.includes(name);

const python: PythonResult = JSON.parse(await Deno.readTextFile(`${folder}/python.json`));
const { radii } = python.settings;
const { kernels } = await startBackend("native");
const bytes = await Deno.readFile(`${folder}/model.safetensors`);
const { network, description } = await openModel(
  { kind: "safetensors", bytes, layout: "pytorch" },
  [28, 28, 1],
);
const batch = readBatch(
  await Deno.readFile(`${folder}/images.npy`),
  await Deno.readFile(`${folder}/labels.npy`),
);
print(description, `${batch.labels.size} images`, kernels);
print(...Object.entries(python.versions).map((pair) => pair.join(" ")));
compareLogits();

await compareMinimal("ddn100", [ddn({ steps: 100 })]);
await compareMinimal("ddn200", [ddn({ steps: 200 })]);
await compareMinimal("fab", [fab()]);
await compareMinimal("deepfool", [deepFool()]);
await compareMinimal("alma", [ddn({ steps: 200 }), fab(), deepFool()], 10);
await compareRobust(standardAttack);
await compareRobust(rapidAttack);

function compareLogits(): void {
  const ours = tf.tidy(() => network.logits(batch.images).arraySync());
  const apart = ours.map((row, i) => row.map((z, k) => Math.abs(z - python.logits[i]![k]!)));
  const largest = Math.max(...ours.flat().map(Math.abs));
  print("logits", `at most ${Math.max(...apart.flat()).toExponential(1)} apart, of ${largest}`);
  if (Math.max(...apart.flat()) > 1e-4 * largest) {
    throw new Error("Cannot compare: both halves must have the same logits");
  }
}

async function compareMinimal(theirs: string, attacks: Attack[], halvings = 0): Promise<void> {
  const other = python.minimal[theirs];
  if (!wanted(theirs) || !other) return;
  const start = performance.now();
  const { distances } = await minimalRadius(network, batch, { attacks, halvings });
  const seconds = (performance.now() - start) / 1000;
  const [ours, peers] = [median(distances), median(other)];
  const worse = distances.filter((d, i) => (d ?? Infinity) > 1.02 * (other[i] ?? Infinity)).length;
  const better = distances.filter((d, i) => 1.02 * (d ?? Infinity) < (other[i] ?? Infinity)).length;
  print(
    `${attacks.map(({ name }) => name).join("+")} against ${theirs}`,
    `median ${ours.toFixed(4)} / ${peers.toFixed(4)} = ${(ours / peers).toFixed(4)}`,
    `farther by over 2 %: ${worse}, nearer: ${better}`,
    `${seconds.toFixed(1)} s / ${python.seconds[theirs]!.toFixed(1)} s`,
  );
}

/** Beside the best single one of adv-lib's attacks, and AutoAttack where it ran. */
async function compareRobust(plan: AttackPlan): Promise<void> {
  if (!wanted(plan.name)) return;
  const start = performance.now();
  const { accuracy, robust, warnings } = await robustAccuracy(network, batch, {
    radii,
    attack: plan,
  });
  const seconds = (performance.now() - start) / 1000;
  radii.forEach((radius, level) => {
    const cells = ["ddn200", "fab", "alma"].filter((name) => python.minimal[name]).map((name) =>
      `${name} ${share(python.minimal[name]!.map((d) => d === null || d > radius))}`
    );
    const auto = python.robust[`${radius}`];
    if (auto) {
      const differ = auto.filter((flag, i) => flag !== robust[level]![i]).length;
      cells.push(`AutoAttack ${share(auto.map(Boolean))}, flags that differ: ${differ}`);
    }
    print(`${plan.name} at ${radius}`, accuracy[level]!.toFixed(3), ...cells);
  });
  print(plan.name, `${seconds.toFixed(1)} s`, ...warnings.map(({ message }) => message));
}

function share(flags: readonly boolean[]): string {
  return (flags.filter(Boolean).length / flags.length).toFixed(3);
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
  console.log(cells.join(" | "));
}
