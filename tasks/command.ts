/**
 * The flags that every figure's and table's task takes.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type BackendChoice, backendChoices } from "../src/backend/choose.ts";
import type { Experiment, Range, Settings } from "../src/experiments/experiment.ts";
import { type WeightsLayout, weightsLayouts } from "../src/models/weights_layout.ts";
import type { Profile, Recipe } from "../src/types.ts";
import { UsageError } from "./failure.ts";
import { joinValues } from "./flag_values.ts";

/** What a user asked for, checked. */
export interface Command {
  readonly profile: Profile;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly jobs: number;
  /** A folder with the official data files; null for the packages. */
  readonly data: string | null;
  readonly out: string;
  /** The run store's folder. */
  readonly runs: string;
  /** A file of someone's own weights to be measured, too. */
  readonly weights: string | null;
  readonly weightsLayout: WeightsLayout | null;
  /** `key=value` changes to the profile's settings. */
  readonly set: readonly string[];
  /** Of everything, only these steps. */
  readonly only: readonly string[];
  /** Prints what would be done, and does nothing. */
  readonly plan: boolean;
  readonly fresh: boolean;
  readonly drawOnly: boolean;
  readonly help: boolean;
}

const weightsFlags = ["weights", "weights-layout"] as const;
/** The flags that take one value. */
const valued = [
  ...["profile", "recipe", "seed", "backend", "jobs", "data", "out", "runs", "only"] as const,
  ...weightsFlags,
];
/** How much can be run. */
export const profiles: readonly Profile[] = ["smoke", "quick", "paper"];
const recipes: readonly Recipe[] = ["printed", "released"];

/** The flags that a task does not take. */
const others: Readonly<Record<"figure" | "all", readonly string[]>> = {
  figure: ["only", "plan"],
  all: ["set", "draw-only", ...weightsFlags],
};

/** Reads the flags; an unknown one, or a value that cannot be meant, is a {@linkcode UsageError}. */
export function parseCommand(
  args: readonly string[],
  task: "figure" | "all" = "figure",
): Command {
  const flags = parseArgs(joinValues(args, valued), {
    string: [...valued, "set"],
    boolean: ["fresh", "plan", "draw-only", "help", "verbose"],
    collect: ["set"],
    unknown: (arg) => {
      throw new UsageError(`unknown ${arg.startsWith("-") ? "flag" : "argument"} ${arg}`);
    },
  });
  for (const [name, value] of Object.entries(flags)) {
    if (value === "") throw new UsageError(`--${name} needs a value`);
    const isGiven = Array.isArray(value)
      ? value.length > 0
      : value !== undefined && value !== false;
    if (isGiven && others[task].includes(name)) throw new UsageError(`unknown flag --${name}`);
  }
  const profile = oneOf("profile", flags.profile ?? "quick", profiles);
  const command: Command = {
    profile,
    recipe: oneOf("recipe", flags.recipe ?? "released", recipes),
    seed: inRange("--seed", flags.seed ?? "0", [0, 2 ** 32 - 1, "whole"]),
    backend: oneOf("backend", flags.backend ?? "auto", backendChoices),
    jobs: inRange("--jobs", flags.jobs ?? String(navigator.hardwareConcurrency), [1, 256, "whole"]),
    data: flags.data ?? null,
    out: flags.out ?? `results/${profile}`,
    runs: flags.runs ?? "runs",
    weights: flags.weights ?? null,
    weightsLayout: flags["weights-layout"] === undefined
      ? null
      : oneOf("weights-layout", flags["weights-layout"], weightsLayouts),
    set: flags.set ?? [],
    only: flags.only?.split(",") ?? [],
    plan: flags.plan,
    fresh: flags.fresh,
    drawOnly: flags["draw-only"],
    help: flags.help,
  };
  if (command.weightsLayout && !command.weights) {
    throw new UsageError("--weights-layout is for --weights FILE");
  }
  if (profile === "paper" && command.set.length && flags.out === undefined) {
    throw new UsageError(
      "--set changes the paper's setting: name another folder for it with --out",
    );
  }
  return command;
}

/** A profile's settings with the user's changes. */
export function changedSettings(
  experiment: Pick<Experiment, "settings" | "ranges" | "choices">,
  command: Pick<Command, "profile" | "set">,
): Settings {
  const settings: Record<string, Settings[string]> = { ...experiment.settings[command.profile] };
  for (const change of command.set) {
    const [key, text] = splitOnce(change);
    if (!Object.hasOwn(settings, key)) {
      throw new UsageError(`unknown setting ${key}: there are ${Object.keys(settings).join(", ")}`);
    }
    const words = experiment.choices?.[key];
    settings[key] = words
      ? wordsOf(key, text, words)
      : likeSetting(key, text, settings[key], experiment.ranges[key]);
  }
  return settings;
}

function splitOnce(change: string): [key: string, text: string] {
  const at = change.indexOf("=");
  if (at <= 0) throw new UsageError(`--set takes key=value, found ${change}`);
  return [change.slice(0, at), change.slice(at + 1)];
}

/** A setting's new value: of the old one's kind, and in its range. */
function likeSetting(
  key: string,
  text: string,
  current: Settings[string],
  range?: Range,
): Settings[string] {
  if (typeof current === "string") return text;
  if (typeof current === "number") return inRange(key, text, range);
  return [...new Set(text.split(",").map((part) => inRange(key, part, range)))];
}

/** Some of the words that a setting may hold, each once. */
function wordsOf(key: string, text: string, words: readonly string[]): string[] {
  const chosen = text.split(",").map((word) => word.trim());
  const unknown = chosen.find((word) => !words.includes(word));
  if (unknown !== undefined) {
    throw new UsageError(
      `${key} must be some of ${words.join(", ")}, found ${unknown || "nothing"}`,
    );
  }
  return [...new Set(chosen)];
}

/** A number of a flag, in its range. */
export function inRange(name: string, text: string, range: Range = [-Infinity, Infinity]): number {
  const value = text.trim() === "" ? NaN : Number(text);
  const [least, most, kind] = range;
  const what = kind === "whole" ? "a whole number" : "a number";
  const meant = Number.isFinite(value) && (kind !== "whole" || Number.isInteger(value));
  if (!meant || value < least || value > most) {
    throw new UsageError(
      `${name} must be ${what} from ${least} to ${most}, found ${text || "nothing"}`,
    );
  }
  return value;
}

/** A word of a flag, one of some. */
export function oneOf<T extends string>(name: string, value: string, names: readonly T[]): T {
  if ((names as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`--${name} must be one of ${names.join(", ")}; found ${value}`);
}
