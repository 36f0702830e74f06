/**
 * Everything of a profile: `deno task all`. Trains what the figures and tables
 * share, once, then makes each of them, then the report.
 */
import type { Experiment } from "../src/experiments/experiment.ts";
import { experiments } from "../src/experiments/registry.ts";
import { allUsage } from "./all/usage.ts";
import { OverallProgress } from "./all/overall_progress.ts";
import { perform } from "./all/perform.ts";
import { makePlan } from "./all/plan.ts";
import { type Step, stepsOf } from "./all/steps.ts";
import { type Command, parseCommand } from "./command.ts";
import { runTask, UsageError } from "./failure.ts";
import { makeWritable } from "./outputs.ts";
import { print } from "./terminal.ts";
import { openWorkplace } from "./workplace.ts";

if (import.meta.main) await runTask(all);

async function all(args: string[]): Promise<void> {
  const command = parseCommand(args, "all");
  if (command.help) return print(allUsage(experiments));
  const names = [...experiments.map(({ name }) => name), "report"];
  checkOnly(command.only.filter((id) => !/^data-|-[0-9a-f]{16}$/.test(id)), names);
  const overall = new OverallProgress();
  // What is trained afresh is trained so once, before the experiments ask for it.
  await using workplace = await openWorkplace({ ...command, fresh: false }, overall.show);
  const { context } = workplace;
  const plan = await makePlan(chosenExperiments(command), { command, context });
  const steps = stepsOf(plan, { command, context });
  checkOnly(command.only, [...plan.failed.keys(), ...steps.map(({ id }) => id)]);
  if (command.plan) {
    for (const [name, why] of plan.failed) throw new Error(`Cannot plan ${name}: ${why}`);
    return printPlan(steps, command);
  }
  await makeWritable(command.out);
  const failed = await perform(plan, { command, workplace, overall });
  if (failed.size === 0) return;
  const reasons = [...failed].map(([id, why]) => `${id} (${why})`);
  throw new Error(`${failed.size} of the steps failed: ${reasons.join("; ")}`);
}

/** Those that are named, where figures and tables are; else all, since any may need a run that is named. */
function chosenExperiments({ only }: Command): readonly Experiment[] {
  const named = experiments.filter(({ name }) => only.includes(name));
  const others = only.filter((id) => !named.some(({ name }) => name === id) && id !== "report");
  return named.length > 0 && others.length === 0 ? named : experiments;
}

function checkOnly(only: readonly string[], ids: readonly string[]): void {
  const wrong = only.find((id) => !ids.includes(id));
  if (wrong === undefined) return;
  throw new UsageError(
    `unknown step ${wrong} in --only: there are ${experiments.map(({ name }) => name).join(", ")}` +
      ", report, and what --plan shows with the same flags, on the same backend and data",
  );
}

function printPlan(steps: readonly Step[], { profile, recipe, seed }: Command): void {
  print(JSON.stringify({ version: 1, profile, recipe, seed, steps }, null, 2));
}
