/**
 * `deno task runs`: lists the trained networks of a store, checks them, or
 * removes what nobody needs any more.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type RunSummary, summariseRun, verifyRun } from "../src/runs/inspect_run.ts";
import { pruneRun } from "../src/runs/prune_run.ts";
import { openRunStore, type RunStore } from "../src/runs/store.ts";
import { runTask, UsageError } from "./failure.ts";
import { joinValues } from "./flag_values.ts";
import { note, print, printTable } from "./terminal.ts";

const help = `Lists the trained networks of a run store.

Usage: deno task runs [--verify | --prune [--dry-run]] [--runs DIR] [--verbose] [--help]

  --verify    compute the hash of every file again; exit code 1 if one is damaged
  --prune     remove the checkpoints of finished runs, and files that were set
              aside or never written to their end; weights stay
  --dry-run   with --prune: only print what would be removed
  --runs DIR  the store (runs)
  --verbose   print where an error came from
  --help      print this`;

const actions = { list: listRuns, verify: verifyRuns, prune: pruneRuns };

/** What the command line asks for. */
interface Request {
  readonly action: keyof typeof actions;
  /** Null for the default one, which need not be there yet. */
  readonly directory: string | null;
  readonly dryRun: boolean;
}

await runTask(async (args) => {
  if (args.includes("--help")) return print(help);
  const request = readRequest(args);
  await actions[request.action](await openStore(request.directory), request);
});

async function listRuns(store: RunStore): Promise<void> {
  const rows = [["run", "epochs", "weights of epochs", "size", "sha256 of the last"]];
  for (const key of await store.keys()) rows.push(describe(await summariseRun(store.folder(key))));
  if (rows.length === 1) print(`no runs in ${store.directory}`);
  else printTable(rows);
}

function describe(run: RunSummary): string[] {
  const { key, epochs, wanted, weights, bytes, hash, trainedBy } = run;
  const done = wanted === null ? String(epochs) : `${epochs} of ${wanted}`;
  return [
    key,
    trainedBy ? `${done}, training: ${trainedBy}` : done,
    shortList(weights),
    megabytes(bytes),
    hash?.slice(0, 16) ?? "",
  ];
}

/** Up to eight numbers, or the first, how many more, and the last. */
function shortList(numbers: readonly number[]): string {
  if (numbers.length <= 8) return numbers.join(" ");
  return `${numbers.slice(0, 5).join(" ")} … ${numbers.at(-1)} (${numbers.length})`;
}

async function verifyRuns(store: RunStore): Promise<void> {
  const keys = await store.keys();
  let damaged = 0;
  for (const key of keys) {
    const problems = await verifyRun(store.folder(key));
    problems.forEach(print);
    damaged += problems.length;
  }
  if (damaged > 0) {
    throw new Error(
      `${damaged} damaged in ${store.directory}: each is set aside and made again when it is needed`,
    );
  }
  print(`all ${keys.length} runs in ${store.directory} are whole`);
}

async function pruneRuns(store: RunStore, { dryRun }: Request): Promise<void> {
  let bytes = 0;
  for (const key of await store.keys()) {
    const { files, trainedBy } = await pruneRun(store.folder(key), { dryRun });
    if (trainedBy) note(`${key} is left alone: it is being trained by ${trainedBy}`);
    for (const { name, size } of files) {
      print(`${dryRun ? "would remove" : "removed"} ${key}/${name}`);
      bytes += size;
    }
  }
  print(`${dryRun ? "would free" : "freed"} ${megabytes(bytes)}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function openStore(directory: string | null): Promise<RunStore> {
  if (directory === null) return openRunStore("runs");
  const isFolder = await Deno.stat(directory).then(({ isDirectory }) => isDirectory, () => null);
  if (isFolder) return openRunStore(directory);
  const problem = isFolder === null ? "there is no such folder" : "it is a file, not a folder";
  throw new Error(`Cannot open the run store ${directory}: ${problem}`);
}

function readRequest(args: string[]): Request {
  const flags = parseArgs(joinValues(args, ["runs"]), {
    string: ["runs"],
    boolean: ["verify", "prune", "dry-run", "verbose", "help"],
    unknown: (arg) => {
      throw new UsageError(`unknown ${arg.startsWith("-") ? "flag" : "argument"} ${arg}`);
    },
  });
  if (flags.verify && flags.prune) throw new UsageError("--verify and --prune exclude each other");
  if (flags["dry-run"] && !flags.prune) throw new UsageError("--dry-run goes with --prune");
  if (flags.runs === "") throw new UsageError("--runs needs a folder");
  return {
    action: flags.verify ? "verify" : flags.prune ? "prune" : "list",
    directory: flags.runs ?? null,
    dryRun: flags["dry-run"],
  };
}
