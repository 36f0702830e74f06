/**
 * The import law of this house, as data and one function; CONTRIBUTING.md has it in words.
 *
 * @module
 */
import { posix } from "node:path";
import type { Use } from "./uses.ts";

/** What a file must not use, and why. */
export interface Violation {
  /** The file, from the root of the repository. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** What it imports or mentions. */
  readonly what: string;
  /** The law, in one sentence. */
  readonly law: string;
}

const middle = ["data", "models", "objectives", "training", "attacks", "margins"];
const paper = ["plot", "records"];
const ground = ["types", "backend"];

/** What each part of the house may import besides itself. */
const below: Readonly<Record<string, readonly string[]>> = {
  tasks: ["experiments", "runs", ...middle, ...paper, ...ground, "mod"],
  mod: ["experiments", "runs", ...middle, ...paper, ...ground],
  experiments: ["runs", ...middle, ...paper, ...ground],
  runs: [...middle, ...paper, ...ground],
  ...Object.fromEntries(middle.map((part) => [part, ground])),
  ...Object.fromEntries(paper.map((part) => [part, ["types"]])),
  types: ["backend"],
  backend: [],
};

/** Who may touch the world: files, arguments, workers, and libraries that are not JavaScript. */
const world = /^tasks\/|^src\/runs\/|^src\/data\/source\.ts$|^src\/backend\/native\//;

const laws = {
  down: "imports go down: tasks, experiments, runs, the middle, types, backend",
  siblings: `${middle.join(", ")} meet as types and never import one another`,
  paper: "plot and records use types, no tensor and not each other",
  house: "every folder of src has its place in tasks/layers/law.ts, and src imports nothing else",
  tensorflow: "only src/backend imports TensorFlow.js, and only src/backend/tf.ts the whole of it",
  world: "the world is touched only in tasks, src/runs, src/data/source.ts and src/backend/native",
  names: "packages are named in deno.json, never inline",
} as const;

/** What a file uses against the law. */
export function violations(file: string, uses: readonly Use[]): Violation[] {
  if (!hasPlace(partOf(file))) return [{ file, line: 1, what: "has no place", law: laws.house }];
  return uses.flatMap(({ line, specifier, kind }) => {
    const law = brokenLaw(file, specifier, kind);
    const name = specifier === null
      ? "a computed specifier"
      : isPath(specifier)
      ? resolve(file, specifier)
      : specifier;
    const what = kind === "global" ? `uses the global ${name}` : `imports ${name}`;
    return law === undefined ? [] : [{ file, line, what, law: laws[law] }];
  });
}

type Law = keyof typeof laws;

function brokenLaw(file: string, specifier: string | null, kind: Use["kind"]): Law | undefined {
  if (kind === "global" || specifier === null || specifier.startsWith("node:")) {
    return world.test(file) ? undefined : "world";
  }
  if (/^(npm|jsr|https?|data|blob|file):/.test(specifier)) return "names";
  if (isPath(specifier)) return brokenByPath(file, resolve(file, specifier));
  if (specifier === "@marginlab/marginlab") return brokenByPath(file, "mod.ts");
  return brokenByPackage(file, specifier);
}

function brokenByPackage(file: string, specifier: string): Law | undefined {
  if (!specifier.startsWith("@tensorflow/")) return undefined;
  if (partOf(file) !== "backend") return "tensorflow";
  const whole = /^@tensorflow\/tfjs(\/|$)/.test(specifier);
  return whole && file !== "src/backend/tf.ts" ? "tensorflow" : undefined;
}

function brokenByPath(file: string, target: string): Law | undefined {
  const from = partOf(file)!;
  const to = partOf(target);
  if (from === to) return undefined;
  if (!hasPlace(to)) return from === "tasks" ? undefined : "house";
  if (below[from]!.includes(to)) return undefined;
  if (middle.includes(from) && middle.includes(to)) return "siblings";
  return paper.includes(from) ? "paper" : "down";
}

/** The part of the house a file belongs to: `data` for `src/data/idx.ts`; undefined outside of it. */
function partOf(file: string): string | undefined {
  if (file === "mod.ts") return "mod";
  if (file === "src/types.ts" || file === "src/random.ts") return "types";
  if (file.startsWith("tasks/")) return "tasks";
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

function hasPlace(part: string | undefined): part is string {
  return part !== undefined && Object.hasOwn(below, part);
}

function isPath(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier);
}

function resolve(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}
