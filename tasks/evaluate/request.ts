/**
 * What `deno task evaluate` is asked for.
 */
import { parseArgs } from "@std/cli/parse-args";
import { attackPresets, type PresetName } from "../../src/attacks/presets.ts";
import { type BackendChoice, backendChoices } from "../../src/backend/choose.ts";
import { type WeightsLayout, weightsLayouts } from "../../src/models/weights_layout.ts";
import { inRange, oneOf } from "../command.ts";
import { UsageError } from "../failure.ts";
import { joinValues } from "../flag_values.ts";

/** What a user asked for, checked. */
export interface Request {
  readonly model: string;
  /** `mnist`, `cifar10`, or a folder. */
  readonly data: string;
  readonly layout: WeightsLayout | null;
  readonly attack: PresetName;
  /** Null where they go with the images. */
  readonly radii: readonly number[] | null;
  readonly points: number;
  readonly marginPoints: number;
  readonly samples: number;
  readonly backend: BackendChoice;
  readonly jobs: number;
  readonly seed: number;
  readonly out: string;
  readonly fresh: boolean;
}

/** What `--help` prints. */
export const evaluateHelp =
  `Margins and robust accuracy of a model of yours, under attacks that can be trusted.

  deno task evaluate --model FILE --data mnist|cifar10|DIR [flags]

  --model FILE                    weights of lr, mlp, cnn, lenet, convnet or lenet_small as
                                  safetensors, or a model.json that TensorFlow.js saved
  --data mnist|cifar10|DIR        test images; a folder of yours holds labels.csv (file,label)
                                  with PNG files, images.npy with labels.npy, or IDX files
  --weights-layout tfjs|pytorch   how a safetensors file has its kernels (told by their shapes)
  --attack NAME                   ${
    Object.keys(attackPresets).join(", ")
  }; docs/attacks.md tells them apart (rapid)
  --radii R,R,…                   l2 radii in [0, 1] pixels (0.5,1,1.5,2; in colour 0.1,0.2,0.3,0.4)
  --points N                      images attacked, chosen by the seed (1000)
  --margin-points N               of these, images whose margins are estimated, or 0 (50);
                                  an affine model's are exact, and of all of them
  --samples N                     gradients sampled for each of them (256)
  --seed N                        seed of everything random (0)
  --backend NAME                  where tensors are computed: ${backendChoices.join(", ")} (auto)
  --jobs N                        workers (one a core)
  --out DIR                       where results go (results/evaluate/NAME)
  --fresh                         measure again even what is kept
  --verbose                       show stack traces
  --help                          this

Writes rows.csv, evaluate.svg and record.json into DIR, and what is done so far into
DIR/shards: started again after an interruption, it goes on where it was.`;

/** The flags that take one value. */
const valued = [
  ...["model", "data", "weights-layout", "attack", "radii", "points", "margin-points"],
  ...["samples", "seed", "backend", "jobs", "out"],
];

/** Reads the flags; an unknown one, or a value that cannot be meant, is a {@linkcode UsageError}. */
export function readRequest(args: readonly string[]): Request {
  const flags = parseArgs(joinValues(args, valued), {
    string: valued,
    boolean: ["fresh", "verbose", "help"],
    unknown: (arg) => {
      throw new UsageError(`unknown ${arg.startsWith("-") ? "flag" : "argument"} ${arg}`);
    },
  }) as Readonly<Record<string, string | boolean | undefined>>;
  for (const [name, value] of Object.entries(flags)) {
    if (value === "") throw new UsageError(`--${name} needs a value`);
  }
  const text = (name: string) => flags[name] as string | undefined;
  const count = (name: string, usual: number, least = 1) =>
    inRange(`--${name}`, text(name) ?? String(usual), [least, 1e7, "whole"]);
  const [model, data, layout] = [text("model"), text("data"), text("weights-layout")];
  if (model === undefined) throw new UsageError("--model FILE is needed");
  if (data === undefined) throw new UsageError("--data mnist, cifar10 or a folder is needed");
  const presets = Object.keys(attackPresets) as PresetName[];
  return {
    model,
    data,
    layout: layout === undefined ? null : oneOf("weights-layout", layout, weightsLayouts),
    attack: oneOf("attack", text("attack") ?? "rapid", presets),
    radii: text("radii") === undefined ? null : readRadii(text("radii")!),
    points: count("points", 1000),
    marginPoints: count("margin-points", 50, 0),
    samples: count("samples", 256),
    backend: oneOf("backend", text("backend") ?? "auto", backendChoices),
    jobs: inRange("--jobs", text("jobs") ?? String(navigator.hardwareConcurrency), [
      ...[1, 256] as const,
      "whole",
    ]),
    seed: inRange("--seed", text("seed") ?? "0", [0, 2 ** 32 - 1, "whole"]),
    out: text("out") ?? `results/evaluate/${modelName(model)}`,
    fresh: flags.fresh === true,
  };
}

/** What a model is called: after its file, a `model.json` after its folder, weights in a store after their run, too. */
export function modelName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
  const file = parts.at(-1) ?? "model";
  if (file === "model.json" && parts.length > 1 && parts.at(-2) !== "..") return parts.at(-2)!;
  const name = file.replace(/\.(safetensors|json)$/, "");
  return parts.at(-2) === "weights" && parts.length > 2 ? `${parts.at(-3)}-${name}` : name;
}

function readRadii(text: string): number[] {
  const radii = text.split(",").map((part) => inRange("--radii", part, [0, 1e6]));
  if (radii.every((radius, i) => i === 0 || radius > radii[i - 1]!)) return radii;
  throw new UsageError(`--radii must rise, found ${text}`);
}
