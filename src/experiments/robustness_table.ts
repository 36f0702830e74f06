/**
 * A table of clean and robust accuracy: trains its networks, attacks them and
 * estimates their margins.
 *
 * @module
 */
import type { Row } from "../types.ts";
import type { Context } from "./experiment.ts";
import type { StudyDataset, StudyNetwork } from "./deep_study.ts";
import { tableRadii } from "./published_tables.ts";
import { networkRows, type TabledNetwork } from "./robustness_rows.ts";
import {
  attackedPoints,
  chosenAttacks,
  type TableBlock,
  type TableSettings,
  wantedBlocks,
} from "./robustness_settings.ts";
import { SettingsError } from "./settings_error.ts";
import {
  ballSampling,
  drawnPoints,
  measuredPoints,
  networkRow,
  type PlannedNetwork,
  trainPlanned,
  type WantedNetwork,
} from "./study_runs.ts";

/** What a table is made of besides its settings. */
export interface TablePlan {
  readonly blocks: readonly TableBlock[];
  /** How a network is trained by one of its methods. */
  plan(wanted: WantedNetwork): PlannedNetwork;
}

/** The rows of a table's wanted cells, in its order; someone's own networks stand last in their blocks. */
export async function tableRows(
  { blocks, plan }: TablePlan,
  settings: TableSettings,
  context: Context,
): Promise<Row[]> {
  const wanted = wantedBlocks(blocks, settings);
  for (const own of context.own ?? []) {
    if (wanted.some((block) => isOf(block, own))) continue;
    throw new SettingsError(
      `Cannot measure someone's own weights: their block must be among the wanted ones, ` +
        `found ${own.model} on ${own.dataset}`,
    );
  }
  const planned = wanted.flatMap(({ dataset, model, methods }) =>
    methods.map((method) => ({ ...plan({ dataset, model, method }), needs: [] }))
  );
  const trained = await trainPlanned(planned, context);
  const networks = wanted.flatMap((block) => [
    ...trained.filter((network) => isOf(block, network)).map((network) => ({
      ...network,
      epoch: network.settings.epochs,
    })),
    ...ownNetworks(planned.find((network) => isOf(block, network))!, context),
  ]);
  return await measured(networks, settings, context);
}

/** A network of a block. */
type BlockNetwork = TabledNetwork & StudyNetwork;

function ownNetworks(
  { dataset, model, settings }: PlannedNetwork,
  context: Context,
): BlockNetwork[] {
  const own = (context.own ?? []).filter((network) => isOf({ dataset, model }, network));
  const row = networkRow({ dataset, model, method: "own" }, { ...context, recipe: "own" });
  return own.map(({ run }) => ({
    ...{ dataset, model, run, row },
    epoch: 0,
    settings: { ...settings, images: 0 },
  }));
}

function isOf(
  block: Pick<TableBlock, "dataset" | "model">,
  network: { readonly dataset: string; readonly model: string },
): boolean {
  return network.dataset === block.dataset && network.model === block.model;
}

async function measured(
  networks: readonly BlockNetwork[],
  settings: TableSettings,
  context: Context,
): Promise<Row[]> {
  const { seed } = context;
  const sets = new Map<StudyDataset, Awaited<ReturnType<Context["dataset"]>>>();
  for (const { dataset } of networks) sets.set(dataset, await context.dataset(dataset));
  const attacks = networks.flatMap((network) => {
    const { run, epoch, dataset } = network;
    const { size } = sets.get(dataset)!.test;
    const points = drawnPoints(size, attackedPoints(settings, network));
    return chosenAttacks(settings, dataset).map((attack) => ({
      network,
      request: { run, epoch, points, attack, radii: tableRadii[dataset], seed },
    }));
  });
  const found = await context.robustness(attacks.map(({ request }) => request));
  const estimated = settings.metrics.includes("average_margin") ? networks : [];
  const margins = await context.margins(estimated.map(({ run, epoch, dataset, settings: own }) => ({
    ...{ run, epoch, split: "test" as const },
    points: measuredPoints(sets.get(dataset)!, "test", own),
    sampling: ballSampling(own, settings.radius, context),
  })));
  return networks.flatMap((network, i) => {
    const attacked = attacks.flatMap(({ network: of, request: { attack } }, j) =>
      of === network ? [{ attack, found: found[j]! }] : []
    );
    return networkRows({ network, attacked, margins: margins[i] ?? null });
  });
}
