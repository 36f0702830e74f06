/**
 * Everything there is to do, as steps that a workflow engine can run, too.
 */
import { defaultCache } from "../../src/data/load_dataset.ts";
import { type DatasetName, officialSet } from "../../src/data/official_files.ts";
import type { Context } from "../../src/experiments/experiment.ts";
import { epochFile, historyFile, recordFile, specFile } from "../../src/runs/run_folder.ts";
import type { Command } from "../command.ts";
import { filesOf } from "../reproduce.ts";
import { runningChoice } from "../trained_networks.ts";
import type { Plan } from "./plan.ts";

/** One step: `command` does it and nothing else, once all that it `needs` is done. */
export interface Step {
  readonly id: string;
  readonly kind: "data" | "train" | "experiment" | "report";
  readonly command: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly needs: readonly string[];
}

/** The data, the runs, the experiments, the report. */
export function stepsOf(
  { experiments, runs }: Pick<Plan, "experiments" | "runs">,
  { command, context }: { readonly command: Command; readonly context: Context },
): Step[] {
  const flags = flagsOf(command, context);
  const names = new Set<DatasetName>(experiments.flatMap(({ foreseen }) => foreseen.datasets));
  const data = command.data === null ? dataSteps(names) : [];
  const dataOf = (names: Iterable<string>) => {
    const ids = new Set([...names].map((name) => dataId(name as DatasetName)));
    return data.filter(({ id }) => ids.has(id));
  };
  const given = command.data === null ? [] : [command.data];
  const training: Step[] = [];
  for (const { folder: { key, path }, epochs, spec, start } of runs) {
    const needed = [...dataOf([spec.dataset]), ...training.filter(({ id }) => id === start)];
    const files = [specFile, historyFile, recordFile, epochFile("weights", epochs)];
    training.push({
      id: key,
      kind: "train",
      command: ["deno", "task", "all", "--only", key, ...flags],
      inputs: [...given, ...needed.flatMap(({ outputs }) => outputs)],
      outputs: files.map((file) => `${path}/${file}`),
      needs: needed.map(({ id }) => id),
    });
  }
  const measuring = experiments.map(
    ({ experiment, folder, foreseen: { datasets }, keys }): Step => {
      const needed = [...dataOf(datasets), ...training.filter(({ id }) => keys.has(id))];
      return {
        id: experiment.name,
        kind: "experiment",
        command: ["deno", "task", experiment.name, ...flags],
        inputs: [...given, ...needed.flatMap(({ outputs }) => outputs)],
        outputs: filesOf(experiment).map((file) => `${folder}/${file}`),
        needs: needed.map(({ id }) => id),
      };
    },
  );
  return [...data, ...training, ...measuring, reportStep(measuring, command)];
}

/** All that decides a result, said: another machine must not choose for itself. */
function flagsOf(command: Command, { backend }: Context): string[] {
  const { profile, recipe, seed, jobs, out, runs, data } = command;
  const flags = { profile, recipe, seed, backend: runningChoice(backend), jobs, out, runs };
  const all = Object.entries({ ...flags, ...data !== null && { data } });
  return all.flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function dataId(name: DatasetName): string {
  return `data-${officialSet(name).cacheFolder}`;
}

/** A step for each published set; MNIST's zeros and ones are MNIST. */
function dataSteps(names: Iterable<DatasetName>): Step[] {
  const sets = new Map(
    [...names].map((name) => [officialSet(name).cacheFolder, officialSet(name)]),
  );
  return [...sets].map(([folder, { files }]) => ({
    id: `data-${folder}`,
    kind: "data",
    command: ["deno", "task", "data", folder],
    inputs: [],
    outputs: files.map(({ name }) => `${defaultCache}/${folder}/${name}`),
    needs: [],
  }));
}

function reportStep(experiments: readonly Step[], { out }: Command): Step {
  return {
    id: "report",
    kind: "report",
    command: ["deno", "task", "report", "--out", out],
    inputs: experiments.flatMap(({ outputs }) => outputs),
    outputs: [`${out}/claims.csv`, `${out}/report.html`],
    needs: experiments.map(({ id }) => id),
  };
}
