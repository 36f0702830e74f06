/**
 * Does what was planned: trains, makes the figures and tables, reports.
 */
import type { Command } from "../command.ts";
import { isMade, madeFrom } from "../made_from.ts";
import { makeWritable } from "../outputs.ts";
import { report } from "../report.ts";
import { filesOf, make, tell } from "../reproduce.ts";
import { duration, note } from "../terminal.ts";
import type { Workplace } from "../workplace.ts";
import type { OverallProgress, Work } from "./overall_progress.ts";
import type { Plan, PlannedExperiment, PlannedRun } from "./plan.ts";
import { measuringWork, sum } from "./work.ts";

interface Means {
  readonly command: Command;
  readonly workplace: Workplace;
  readonly overall: OverallProgress;
}

/** Does the steps in their order, the others too where one fails; gives those that failed, and why. */
export async function perform(plan: Plan, means: Means): Promise<Map<string, string>> {
  const { command: { only, fresh, profile, out }, workplace, overall } = means;
  const isChosen = (id: string) => only.length === 0 || only.includes(id);
  const failed = new Map([...plan.failed].filter(([name]) => isChosen(name)));
  const chosen = plan.experiments.filter(({ experiment }) => isChosen(experiment.name));
  const figures = fresh ? chosen : await unmade(chosen, workplace);
  const needed = new Set([...only, ...figures.flatMap(({ keys }) => [...keys])]);
  for (const { folder, start, stepsLeft } of plan.runs.toReversed()) {
    if (start && needed.has(folder.key) && (fresh || stepsLeft > 0)) needed.add(start);
  }
  const runs = plan.runs.filter(({ folder }) => needed.has(folder.key));
  const steps = runs.length + figures.length + (isChosen("report") ? 1 : 0);

  const training = sum(runs.map((run) => (fresh ? run.steps : run.stepsLeft) * run.stepWork));
  const counted = new Set<string>();
  const measuring: Work[] = [];
  for (const { foreseen } of figures) {
    const { sets, store } = plan;
    measuring.push(await measuringWork(foreseen, { sets, store, counted }));
  }
  const work = training + sum(measuring.flatMap(Object.values));
  overall.expect(work);
  if (profile === "paper") await foretell(work, { steps, runs, workplace });

  const fails = (id: string, error: unknown): void => {
    failed.set(id, (error as Error).message);
    note(`${id} failed, the others go on: ${(error as Error).message}`);
  };
  if (runs.length > 0) {
    overall.begin(`${stepNumbers(runs.length)} of ${steps}`, { training });
    await workplace.networks.train(runs, { fresh, failed: fails });
  }
  for (const [i, figure] of figures.entries()) {
    const { name } = figure.experiment;
    overall.begin(`step ${runs.length + i + 1} of ${steps}, ${name}`, measuring[i]);
    try {
      await makeFigure(figure, { ...means, failed });
    } catch (error) {
      fails(name, error);
    }
  }
  if (!isChosen("report")) return failed;
  overall.begin(`step ${steps} of ${steps}, report`);
  await report(["--out", out]).catch((error) => fails("report", error));
  return failed;
}

/** Of the first steps. */
function stepNumbers(count: number): string {
  return count === 1 ? "step 1" : `steps 1 to ${count}`;
}

/** Those whose results are not there, or were made from something else. */
async function unmade(
  figures: readonly PlannedExperiment[],
  { context, data }: Workplace,
): Promise<PlannedExperiment[]> {
  const left: PlannedExperiment[] = [];
  for (const figure of figures) {
    const { experiment, settings, folder } = figure;
    const from = await madeFrom(experiment, { settings, context });
    const kept = await isMade(folder, { from, files: filesOf(experiment), data });
    if (kept) note(`${experiment.name} is made already, in ${folder}`);
    else left.push(figure);
  }
  return left;
}

async function makeFigure(
  { experiment, settings, folder, keys }: PlannedExperiment,
  { command, workplace, failed }: Means & { readonly failed: ReadonlyMap<string, string> },
): Promise<void> {
  const broken = [...keys].find((key) => failed.has(key));
  if (broken !== undefined) throw new Error(`it needs ${broken}`);
  await makeWritable(folder);
  await make(experiment, { command, settings, folder, workplace });
  await tell(experiment, folder);
}

/** Says, by a trial of the costliest run, about how long everything takes. */
async function foretell(
  work: number,
  { steps, runs, workplace: { networks, context } }: {
    readonly steps: number;
    readonly runs: readonly PlannedRun[];
    readonly workplace: Workplace;
  },
): Promise<void> {
  const own = runs.filter(({ start }) => start === null); // others need a trained run to start from
  const [costliest] = own.toSorted((a, b) => b.stepWork - a.stepWork);
  if (!costliest) return;
  const { spec, stepWork } = costliest;
  const milliseconds = await networks.trial(spec) / stepWork * work / context.jobs;
  const workers = `${context.jobs} worker${context.jobs === 1 ? "" : "s"}`;
  note(
    `${steps} steps, ${runs.length} of them runs to train; by a first trial of ` +
      `${spec.dataset} ${spec.model} ${spec.method}: about ${
        duration(milliseconds)
      } on ${workers}. ` +
      "It can be stopped at any point and goes on from there",
  );
}
