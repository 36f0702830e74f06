/**
 * What the tables of robust accuracy are told: which cells, and how hard they
 * are attacked.
 *
 * @module
 */
import type { AttackChoice, PresetName } from "../attacks/presets.ts";
import type { Method } from "../runs/run_spec.ts";
import type { Profile } from "../types.ts";
import { settingKey, type StudyDataset, studyDatasets, type StudyNetwork } from "./deep_study.ts";
import type { About, Range, Settings } from "./experiment.ts";
import { SettingsError } from "./settings_error.ts";

/** The attacks of the tables, in the order in which they are shown. */
export const tableAttacks = ["paper", "margin", "standard"] as const satisfies PresetName[];

/** What a table tells of a network; clean accuracy comes with the robust one. */
export const tableMetrics = ["robust_accuracy", "average_margin"] as const;

/** What tells a table's rows from another's. */
export function aboutTable(blocks: readonly TableBlock[]): About {
  return {
    datasets: distinct(blocks.map(({ dataset }) => dataset)),
    models: distinct(blocks.map(({ model }) => model)),
    metrics: ["clean_accuracy", ...tableMetrics],
    column: "published",
  };
}

/** The settings that every table has. */
export interface TableSettings extends Settings {
  /** Of the balls of Theorem 3, which caps its estimate. */
  readonly radius: number;
  /** Only cells of these data sets are measured, … */
  readonly datasets: readonly string[];
  /** … of these networks, … */
  readonly models: readonly string[];
  /** … trained by these methods, … */
  readonly methods: readonly string[];
  /** … under these attacks, … */
  readonly attacks: readonly string[];
  /** … and only these of {@linkcode tableMetrics}. */
  readonly metrics: readonly string[];
}

/** One network and how it is trained for its lines of a table. */
export interface TableBlock extends StudyNetwork {
  readonly methods: readonly Method[];
}

/** How many test points of each network are attacked, and how paper's and margin's PGD moves. */
interface AttackBudget {
  readonly attacked: Readonly<Record<string, number>>;
  readonly steps: number;
  /** Of MNIST and of CIFAR-10. */
  readonly stepSize: Readonly<Record<StudyDataset, number>>;
}

/** The attacks' part of a table's flat settings, and what it may be changed to. */
export function tableSettings(
  blocks: readonly TableBlock[],
  budgets: Readonly<Record<Profile, AttackBudget>>,
): {
  readonly settings: Readonly<Record<Profile, TableSettings>>;
  readonly ranges: Readonly<Record<string, Range>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
} {
  const all = {
    datasets: distinct(blocks.map(({ dataset }) => dataset)),
    models: distinct(blocks.map(({ model }) => model)),
    methods: distinct(blocks.flatMap(({ methods }) => methods)),
  };
  const flat = (profile: Profile): TableSettings => {
    const { attacked, steps, stepSize } = budgets[profile];
    return {
      ...all,
      attacks: tableAttacks.filter((attack) => attack !== "standard" || profile === "paper"),
      metrics: tableMetrics,
      radius: 5,
      ...Object.fromEntries(blocks.map((block) => {
        const key = settingKey(block, "attacked");
        return [key, attacked[key.replace(/Attacked$/, "")] ?? attacked.all!];
      })),
      ...Object.fromEntries(studyDatasets.flatMap((dataset) => [
        [`${dataset}AttackSteps`, steps],
        [`${dataset}AttackStepSize`, stepSize[dataset]],
      ])),
    };
  };
  const ranges: Record<string, Range> = { radius: [1e-3, 1e3] };
  for (const block of blocks) ranges[settingKey(block, "attacked")] = [1, 10_000, "whole"];
  for (const dataset of studyDatasets) {
    ranges[`${dataset}AttackSteps`] = [1, 1e6, "whole"];
    ranges[`${dataset}AttackStepSize`] = [1e-6, 1e3];
  }
  return {
    settings: { smoke: flat("smoke"), quick: flat("quick"), paper: flat("paper") },
    ranges,
    choices: { ...all, attacks: tableAttacks, metrics: tableMetrics },
  };
}

/** The blocks and methods that settings leave of a table. */
export function wantedBlocks(
  blocks: readonly TableBlock[],
  { datasets, models, methods }: TableSettings,
): TableBlock[] {
  const wanted = blocks
    .filter(({ dataset, model }) => datasets.includes(dataset) && models.includes(model))
    .map((block) => ({ ...block, methods: block.methods.filter((one) => methods.includes(one)) }))
    .filter(({ methods }) => methods.length > 0);
  if (wanted.length > 0) return wanted;
  throw new SettingsError(
    `Cannot make a table without cells: found none of the methods ${methods.join(", ")} on ${
      models.join(", ")
    } of ${datasets.join(", ")}`,
  );
}

/** The test points of a network that are attacked. */
export function attackedPoints(settings: TableSettings, network: StudyNetwork): number {
  return settings[settingKey(network, "attacked")] as number;
}

/** The attacks that settings ask for. */
export function chosenAttacks(settings: TableSettings, dataset: StudyDataset): AttackChoice[] {
  if (!settings.metrics.includes("robust_accuracy")) return [];
  const steps = settings[`${dataset}AttackSteps`] as number;
  const stepSize = settings[`${dataset}AttackStepSize`] as number;
  return tableAttacks.filter((attack) => settings.attacks.includes(attack)).map((preset) =>
    preset === "standard" ? { preset } : { preset, steps, stepSize }
  );
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}
