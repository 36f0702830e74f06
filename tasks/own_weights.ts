/**
 * Someone's own weights for a table: `--weights FILE`.
 */
import { datasetHash } from "../src/data/dataset_hash.ts";
import type { Backend } from "../src/backend/choose.ts";
import type { Context, Experiment, OwnNetwork, Settings } from "../src/experiments/experiment.ts";
import type { ArchitectureName } from "../src/models/architectures.ts";
import { networkFromWeights } from "../src/models/recognise_network.ts";
import { saveWeights } from "../src/models/weights_file.ts";
import { ownRun } from "../src/runs/own_run.ts";
import { computedBy } from "../src/runs/run_spec.ts";
import type { TrainableNetwork } from "../src/types.ts";
import type { Command } from "./command.ts";
import { InputError, UsageError } from "./failure.ts";
import { readInput } from "./read_input.ts";
import { note } from "./terminal.ts";

/** Reads the file that a command names and tells by the shapes of its tensors which of the networks that the settings want it is of. */
export async function ownNetworks(
  { weights, weightsLayout }: Pick<Command, "weights" | "weightsLayout">,
  { experiment, settings, backend, dataset: load }: {
    readonly experiment: Pick<Experiment, "name" | "takesWeights">;
    readonly settings: Settings;
    readonly backend: Backend;
    readonly dataset: Context["dataset"];
  },
): Promise<OwnNetwork[]> {
  if (weights === null) return [];
  const { name: table } = experiment;
  const places = experiment.takesWeights!(settings);
  const bytes = await readInput(weights);
  const failures = new Set<string>();
  const datasets = new Set(places.map(({ dataset }) => dataset));
  for (const dataset of datasets) {
    const data = await load(dataset as "mnist" | "cifar10");
    try {
      const network = networkFromWeights(bytes, {
        inputShape: data.shape,
        ...weightsLayout && { layout: weightsLayout },
      });
      await checkFinite(weights, network);
      const { name } = network.architecture;
      const layered = { model: name, classes: network.classes, bytes: await saveWeights(network) };
      network.dispose();
      checkPlace(weights, { ...layered, dataset }, { table, places });
      note(`${weights}: a ${name} for ${dataset}`);
      const model = name as ArchitectureName;
      const [dataHash, computed] = [await datasetHash(data), computedBy(backend)];
      const run = await ownRun(layered.bytes, { dataset, dataHash, model, backend: computed });
      return [{ dataset, model, run }];
    } catch (error) {
      if (error instanceof UsageError) throw error;
      failures.add((error as Error).message);
    }
  }
  throw new InputError(
    `${weights} fits no network of ${table} on ${[...datasets].join(" or ")}: ` +
      [...failures].join("; "),
  );
}

/** Sees, before anything is read, that the experiment takes weights. */
export function checkTakesWeights(
  experiment: Pick<Experiment, "name" | "takesWeights">,
  { weights }: Pick<Command, "weights">,
): void {
  if (weights === null || experiment.takesWeights) return;
  throw new UsageError(
    `--weights is for the tables: ${experiment.name} measures no other networks`,
  );
}

/** Weights that are no numbers would end a table at its last step. */
async function checkFinite(path: string, network: Pick<TrainableNetwork, "readWeights">) {
  for (const [name, { values }] of await network.readWeights()) {
    const broken = values.find((value) => !Number.isFinite(value));
    if (broken === undefined) continue;
    throw new InputError(`${path}: every weight must be finite, found ${broken} in ${name}`);
  }
}

function checkPlace(
  path: string,
  { dataset, model, classes }: {
    readonly dataset: string;
    readonly model: string;
    readonly classes: number;
  },
  { table, places }: {
    readonly table: string;
    readonly places: readonly Pick<OwnNetwork, "dataset" | "model">[];
  },
): void {
  const named = places.map((one) => `${one.model} on ${one.dataset}`);
  if (!named.includes(`${model} on ${dataset}`)) {
    throw new InputError(
      `${path} has no place in ${table}: its network must be one of ${named.join(", ")}; ` +
        `found ${model} on ${dataset}`,
    );
  }
  if (classes === 10) return;
  throw new InputError(`${path} must have 10 classes for ${dataset}, found ${classes}`);
}
