/**
 * The linear world beside its peers: our descent epoch against PyTorch's, our
 * certified SVM against liblinear's, in turn, for several rounds.
 *
 *     python3 -m venv bench/.venv
 *     bench/.venv/bin/pip install torch==2.13.0 scikit-learn==1.9.0
 *     deno run -A bench/linear.ts [rounds]
 */
import { startBackend } from "../src/backend/choose.ts";
import * as tf from "../src/backend/tf.ts";
import { loadDataset } from "../src/data/load_dataset.ts";
import { linearData } from "../src/experiments/case_study.ts";
import { hardMarginSvm } from "../src/margins/hard_margin_svm.ts";
import { type DescentMethod, logisticDescent } from "../src/training/logistic_descent.ts";

const rounds = Number(Deno.args[0] ?? 5);
const backend = await startBackend("wasm");
const { train } = linearData(await loadDataset("mnist01"));

async function epoch(method: DescentMethod, count = 100): Promise<number> {
  const descent = logisticDescent(train.x, { labels: train.labels, method, stepSize: 0.05 });
  for (let i = 0; i < 5; i++) descent.step();
  const started = performance.now();
  for (let i = 0; i < count; i++) descent.step();
  const weights = descent.weights();
  await weights.data();
  const milliseconds = (performance.now() - started) / count;
  weights.dispose();
  descent.dispose();
  return milliseconds;
}

async function svm(): Promise<number> {
  const started = performance.now();
  await hardMarginSvm(train.x, train.labels);
  return performance.now() - started;
}

const ours = { gd: () => epoch("gd"), normalised_gd: () => epoch("normalised_gd"), svm };

/** A .npy file of float32. */
function npy(values: Float32Array, shape: readonly number[]): Uint8Array {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const text = new TextEncoder().encode(dict.padEnd(117) + "\n");
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length, 0, ...text];
  const file = new Uint8Array(head.length + values.byteLength);
  file.set(head);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), head.length);
  return file;
}

const folder = await Deno.makeTempDir();
const signed = tf.tidy(() => train.x.mul(train.labels.expandDims(1)));
await Deno.writeFile(`${folder}/signed.npy`, npy(await signed.data<"float32">(), signed.shape));
await Deno.writeFile(
  `${folder}/labels.npy`,
  npy(await train.labels.data<"float32">(), train.labels.shape),
);

/** One measurement of every peer, in a process of its own. */
async function measurePeers(): Promise<Record<keyof typeof ours, number> & { torch: string }> {
  const { success, stdout } = await new Deno.Command("bench/.venv/bin/python", {
    args: ["bench/linear_peers.py", `${folder}/signed.npy`, `${folder}/labels.npy`],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("The peers did not run: see the head of this file");
  return JSON.parse(new TextDecoder().decode(stdout));
}

const times: Record<keyof typeof ours, { ours: number; peer: number }[]> = {
  gd: [],
  normalised_gd: [],
  svm: [],
};
let torch = "";
for (let round = 0; round < rounds; round++) {
  const peers = await measurePeers();
  torch = peers.torch;
  for (const name of Object.keys(ours) as (keyof typeof ours)[]) {
    times[name].push({ ours: await ours[name](), peer: peers[name] });
  }
}
await Deno.remove(folder, { recursive: true });

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const lines = Object.entries(times).map(([name, list]) => {
  const ratios = list.map(({ ours, peer }) => ours / peer);
  return [
    name.padEnd(14),
    median(list.map((t) => t.ours)).toFixed(2).padStart(9),
    median(list.map((t) => t.peer)).toFixed(2).padStart(9),
    median(ratios).toFixed(2).padStart(7),
    `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`.padStart(12),
  ].join(" ");
});
Deno.stdout.writeSync(new TextEncoder().encode(
  `backend ${backend.name}, tfjs ${backend.version}, Deno ${Deno.version.deno}, PyTorch ${torch} on one thread, ${rounds} rounds, medians\n` +
    `               ours, ms  peer, ms   ratio        range\n${lines.join("\n")}\n`,
));
