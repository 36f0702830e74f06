import type { Datum } from "../../src/plot/channel.ts";
import { seededRandom } from "../../src/random.ts";

/** Rows for the plots' tests: shapes as the paper's figures have them, values from formulas. */
export interface PlotRow extends Datum {
  readonly epoch: number | null;
  readonly value: number | null;
}

const origin = { profile: "smoke", recipe: "released", backend: "wasm", seed: 1 };
const logEpochs = Array.from({ length: 25 }, (_, index) => Math.round(10 ** (index / 6)));
const deepEpochs = [1, 10, 20, 30, 40, 50, 80, 120, 160, 200];

/** Average and minimum margin of two descents towards an SVM, train and test. */
export function marginRows(): PlotRow[] {
  const approach = { gd: 4000, normalised_gd: 60 };
  return cross({
    method: ["gd", "normalised_gd"] as const,
    metric: ["average_margin", "minimum_margin"] as const,
    split: ["train", "test"] as const,
    epoch: logEpochs,
  }).map((key) => {
    const rest = 1 / (1 + key.epoch / approach[key.method]);
    const value = key.metric === "average_margin" ? 1.355 + 2.287 * rest : 0.364 - 3.35 * rest;
    return { ...origin, ...key, value: value + (key.split === "test" ? 0.03 : 0) };
  });
}

/** The SVM's two margins on the training set. */
export function svmRows(): PlotRow[] {
  return [["average_margin", 1.35475], ["minimum_margin", 0.36414583]].map(([metric, value]) => ({
    ...origin,
    method: "svm",
    split: "train",
    metric: metric as string,
    epoch: null,
    value: value as number,
  }));
}

/** Two margins of three models on CIFAR-10, train and test. */
export function deepRows(): PlotRow[] {
  const size = { lr: 0.06, mlp: 0.2, cnn: 0.3 };
  return cross({
    model: ["lr", "mlp", "cnn"] as const,
    metric: ["average_margin", "minimum_margin"] as const,
    split: ["train", "test"] as const,
    epoch: deepEpochs,
  }).map((key) => {
    const rest = Math.exp(-key.epoch / 40);
    const value = key.metric === "average_margin" ? 0.5 + 0.6 * rest : -0.1 - 0.9 * rest;
    return {
      ...origin,
      ...key,
      value: size[key.model] * (value - (key.split === "test" ? 0.05 : 0)),
    };
  });
}

/** Training and test error that reaches 0. */
export function errorRows(): PlotRow[] {
  return cross({ split: ["train", "test"] as const, epoch: logEpochs }).map((key) => ({
    ...origin,
    ...key,
    value: Math.max(0, (key.split === "train" ? 0.01 : 0.012) - 0.0015 * Math.log(key.epoch)),
  }));
}

/** Margins in bins at three epochs and for the SVM. */
export function binRows(): PlotRow[] {
  const means = { "epoch 1": 3.5, "epoch 100": 2.7, "epoch 10,000": 1.4, "SVM": 1.35 };
  return cross({
    panel: Object.keys(means) as (keyof typeof means)[],
    bin: Array.from({ length: 40 }, (_, index) => index),
  }).map(({ panel, bin }) => {
    const start = -1.6 + 0.2 * bin;
    const away = (start + 0.1 - means[panel]) / (0.25 * means[panel] + 0.1);
    const value = Math.round(2000 / means[panel] * Math.exp(-away * away / 2));
    return { ...origin, panel, epoch: null, bin_start: start, bin_end: start + 0.2, value };
  });
}

/** An estimate and a found distance of 120 points of two models. */
export function bracketRows(): PlotRow[] {
  const random = seededRandom(3, "bracket");
  return Array.from({ length: 120 }, (_, index) => {
    const found = 0.2 + 2 * random() ** 2;
    const estimate = found * (index % 40 === 7 ? 1.5 : 0.5 + 0.4 * random());
    const model = index % 2 === 0 ? "mlp" : "cnn";
    return { ...origin, model, epoch: null, value: null, found, estimate };
  });
}

/** A gap over three settings of two losses, none at 0.5. */
export function gapRows(): PlotRow[] {
  return cross({
    loss: ["logistic", "hinge"] as const,
    tau: [1, 5],
    lambda: [0, 0.1, 1],
    eta: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  }).map((key) => ({
    ...origin,
    ...key,
    epoch: null,
    value: Math.abs(key.eta - 0.5) * (1 + key.lambda * key.tau),
  }));
}

/** Robust accuracy of three methods under two attacks, with an interval. */
export function robustRows(): PlotRow[] {
  const decline = { std: 1.2, lcr: 0.8, amr: 0.4 };
  return cross({
    model: ["mlp", "cnn"] as const,
    method: ["std", "lcr", "amr"] as const,
    attack: ["paper", "margin"] as const,
    radius: [0, 0.5, 1, 1.5, 2],
  }).map((key) => {
    const value = 0.98 *
      Math.exp(-decline[key.method] * key.radius * (key.attack === "paper" ? 1 : 1.5));
    const [low, high] = [Math.max(0, value - 0.03), Math.min(1, value + 0.03)];
    return { ...origin, ...key, epoch: null, value, low, high };
  });
}

/** Small images of rings and strokes, `[8, 8, 1]`, for two digits at three epochs. */
export function imageRows(): (PlotRow & { pixels: Uint8Array; norm: number })[] {
  return cross({ digit: [0, 1], epoch: [1, 10, 100] }).map((key) => ({
    ...origin,
    ...key,
    value: null,
    norm: 3 / (1 + Math.log10(key.epoch)),
    pixels: Uint8Array.from({ length: 64 }, (_, at) => {
      const [x, y] = [at % 8 - 3.5, Math.floor(at / 8) - 3.5];
      const ink = key.digit === 0 ? 1 - Math.abs(Math.hypot(x, y) - 2.5) : 1 - Math.abs(x + y / 4);
      return Math.round(255 * Math.min(1, Math.max(0, ink)));
    }),
  })) as unknown as (PlotRow & { pixels: Uint8Array; norm: number })[];
}

type Product<T extends Record<string, readonly unknown[]>> = { [K in keyof T]: T[K][number] };

/** Every combination, the last key fastest. */
function cross<T extends Record<string, readonly unknown[]>>(lists: T): Product<T>[] {
  return Object.entries(lists).reduce<Record<string, unknown>[]>(
    (rows, [key, values]) =>
      rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value }))),
    [{}],
  ) as Product<T>[];
}
