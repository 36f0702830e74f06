/**
 * What `deno task all --help` prints.
 */
import type { Experiment } from "../../src/experiments/experiment.ts";

/** The help of everything. */
export function allUsage(experiments: readonly Experiment[]): string {
  return `Every figure and table of a profile, then the report

  deno task all [flags]

  --profile smoke|quick|paper     how much is run (quick)
  --recipe released|printed       training as the authors' code or as the paper's text has it (released)
  --seed N                        seed of everything random (0)
  --backend auto|webgpu|native|wasm|cpu
                                  where tensors are computed (auto)
  --jobs N                        workers for independent work (one a core)
  --data DIR                      the official data files, instead of the npm packages
  --out DIR                       where results go (results/PROFILE)
  --runs DIR                      where trained networks are kept (runs)
  --only NAME,...                 only these, and the runs that they need
  --fresh                         train, measure and draw again even what is kept
  --plan                          print the steps as JSON and train nothing
  --verbose                       show stack traces
  --help                          this

Trains the networks that the figures and tables share, each once, then makes one after another under
DIR/NAME. What is whole and was made from the same settings, data and versions is left as it is, so
a call that was stopped goes on where it was. One that fails does not stop the others.

NAME is one of ${experiments.map(({ name }) => name).join(", ")}; report; or a step's id in --plan.

--plan prints { version, profile, recipe, seed, steps }, and of each step its id, its kind (data,
train, experiment, report), its command, its inputs and outputs, and the ids of the steps it needs.
Its commands run from this folder, on any machine that shares the files, in any order that respects
the needs.`;
}
