/**
 * Clean and robust accuracy and average margins of networks as rows.
 *
 * @module
 */
import type { AttackChoice } from "../attacks/presets.ts";
import type { RobustAccuracy } from "../attacks/robust_accuracy_result.ts";
import { averageMargin } from "../margins/summary.ts";
import { meanUncertainty, shareUncertainty } from "../records/share_interval.ts";
import type { MeasurableRun } from "../runs/stored_run.ts";
import type { Row } from "../types.ts";
import type { NetworkSettings } from "./deep_study.ts";
import { publishedValue } from "./published_tables.ts";

/** A network whose lines of a table are measured: trained here, or someone's own. */
export interface TabledNetwork {
  readonly run: MeasurableRun;
  /** 0 where there is only one. */
  readonly epoch: number;
  readonly settings: Pick<NetworkSettings, "points" | "samples" | "images">;
  /** Of its row, what is the same for all. */
  row(fields: Partial<Row> & Pick<Row, "metric" | "value">): Row;
}

/** What was measured of one network. */
export interface MeasuredNetwork {
  readonly network: TabledNetwork;
  /** What each attack found. */
  readonly attacked: readonly { readonly attack: AttackChoice; readonly found: RobustAccuracy }[];
  /** Signed margins of test points; null where they were not asked for. */
  readonly margins: readonly number[] | null;
}

/** The rows of one network: clean accuracy, each attack's at each radius, what is certified where that is known, and the average margin. */
export function networkRows({ network, attacked, margins }: MeasuredNetwork): Row[] {
  const clean = attacked[0]?.found;
  const row = (fields: Parameters<TabledNetwork["row"]>[0]) => completeRow(network, fields);
  const share = (value: number, points: number) => ({
    value,
    points,
    ...shareUncertainty(value, points),
  });
  return [
    ...clean
      ? [row({ metric: "clean_accuracy", ...share(clean.cleanAccuracy, clean.indices.length) })]
      : [],
    ...attacked.flatMap(({ attack, found }) =>
      found.radii.map((radius, level) =>
        row({
          metric: "robust_accuracy",
          attack: attack.preset,
          radius,
          ...share(found.accuracy[level]!, found.indices.length),
          floored: flooredShare(found, radius),
          steps: attack.steps ?? null,
          step_size: attack.stepSize ?? null,
        })
      )
    ),
    ...clean?.certifiedAccuracy?.map((certified, level) =>
      row({
        metric: "certified_accuracy",
        radius: clean.radii[level]!,
        ...share(certified, clean.indices.length),
      })
    ) ?? [],
    ...margins
      ? [row({
        metric: "average_margin",
        value: averageMargin(margins),
        points: margins.length,
        ...meanUncertainty(margins.map(Math.abs)),
        samples: network.settings.samples || null,
      })]
      : [],
  ];
}

/** A row with every column of a table, in one order. */
function completeRow(
  { row, epoch, settings }: TabledNetwork,
  fields: Parameters<TabledNetwork["row"]>[0],
): Row {
  const whole = row({
    epoch: epoch || null,
    split: "test",
    ...fields,
    published: null,
    points: fields.points ?? null,
    low: finite(fields.low),
    high: finite(fields.high),
    standard_error: finite(fields.standard_error),
    floored: fields.floored ?? null,
    steps: fields.steps ?? null,
    step_size: fields.step_size ?? null,
    samples: fields.samples ?? null,
    train_images: settings.images || null,
  });
  // What is printed was measured by the paper's attack.
  const comparable = whole.attack === null || whole.attack === "paper";
  const { dataset, model, method, metric, radius } = whole;
  const cell = { dataset: dataset!, model: model!, method: method!, metric, radius };
  return { ...whole, published: comparable ? publishedValue(cell) : null };
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The share of the points that asked for a gradient whose first one was zero or under the floor; null where none asked. */
function flooredShare({ diagnosis }: RobustAccuracy, radius: number): number | null {
  const runs = diagnosis.runs.filter((run) => run.radius === radius);
  const asked = runs.reduce((sum, run) => sum + run.gradients, 0);
  return asked === 0 ? null : runs.reduce((sum, run) => sum + run.flooredGradients, 0) / asked;
}
