/** Rows of the tables of robust accuracy, from formulas. */
import { tableRadii } from "../../src/experiments/published_tables.ts";
import { publishedValue } from "../../src/experiments/published_tables.ts";
import { shareUncertainty } from "../../src/records/share_interval.ts";
import type { Row } from "../../src/types.ts";

/** Which lines a table has. */
export interface Block {
  readonly dataset: "mnist" | "cifar10";
  readonly model: string;
  readonly methods: readonly string[];
}

/** Table 1's lines. */
export const table1Blocks: readonly Block[] = (["mnist", "cifar10"] as const).flatMap((dataset) =>
  ["mlp", "cnn"].map((model) => ({ dataset, model, methods: ["std", "lcr", "amr"] }))
);

/** Table 2's lines. */
export const table2Blocks: readonly Block[] = [
  { dataset: "mnist", model: "lenet", methods: ["std", "dd", "adv", "amr"] },
  { dataset: "mnist", model: "lenet_small", methods: ["mmr", "amr"] },
  { dataset: "cifar10", model: "convnet", methods: ["std", "dd", "adv", "amr"] },
  { dataset: "cifar10", model: "lenet_small", methods: ["mmr", "amr"] },
];

/** Where a number stands. */
export interface Place {
  readonly dataset: string;
  readonly model: string;
  readonly method: string;
  readonly attack: string | null;
  readonly radius: number | null;
  readonly metric: string;
}

/** How rows are made. */
export interface TableRowsOptions {
  readonly profile?: string;
  readonly points?: number;
}

/** A table's rows with a value for each place; as many test points as told. */
export function tableRowsOf(
  blocks: readonly Block[],
  value: (place: Place) => number,
  { profile = "paper", points = 10_000 }: TableRowsOptions = {},
): Row[] {
  return blocks.flatMap(({ dataset, model, methods }) =>
    methods.flatMap((method) => {
      const at = { dataset, model, method, attack: null, radius: null };
      const places: Place[] = [
        { ...at, metric: "clean_accuracy" },
        ...["paper", "margin"].flatMap((attack) =>
          tableRadii[dataset].map((radius) => ({
            ...at,
            attack,
            radius,
            metric: "robust_accuracy",
          }))
        ),
        { ...at, metric: "average_margin" },
      ];
      return places.map((place) => rowAt(place, value(place), { profile, points }));
    })
  );
}

function rowAt(
  place: Place,
  value: number,
  { profile, points }: Required<TableRowsOptions>,
): Row {
  const isMargin = place.metric === "average_margin";
  const spread = isMargin
    ? { low: value - 0.02, high: value + 0.02, standard_error: 0.01 }
    : shareUncertainty(value, points);
  const { dataset, model, method, metric, radius } = place;
  const comparable = place.attack !== "margin";
  return {
    ...place,
    recipe: "released",
    profile,
    seed: 0,
    epoch: 20,
    split: "test",
    value,
    backend: "wasm",
    published: comparable ? publishedValue({ dataset, model, method, metric, radius }) : null,
    points: isMargin ? 500 : points,
    ...spread,
    floored: place.attack === "paper" && method === "amr" && model === "cnn" ? 0.4 : 0,
    steps: place.attack && 40,
    step_size: place.attack && (dataset === "mnist" ? 0.25 : 0.05),
    samples: isMargin ? 64 : null,
    train_images: 6000,
  };
}
