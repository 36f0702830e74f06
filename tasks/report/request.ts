/**
 * What `deno task report` is asked for.
 */
import { parseArgs } from "@std/cli/parse-args";
import { oneOf, profiles } from "../command.ts";
import { UsageError } from "../failure.ts";

/** What a user asked for, checked. */
export interface Request {
  /** The folder that is read, and that the page goes into. */
  readonly out: string;
  /** The folder of results of the full setting. */
  readonly paper: string;
}

/** What `--help` prints. */
export const reportHelp =
  `Which of the paper's 24 claims hold: one page from the results that are there.

  deno task report [flags]

  --profile smoke|quick|paper  whose results are read (quick)
  --out DIR                    the folder that is read and that the page goes into (results/PROFILE)
  --paper DIR                  results of the full setting, shown first (results/paper)
  --verbose                    show stack traces
  --help                       this

Reads DIR/NAME/rows.csv, record.json and NAME*.svg of every figure and table; measures nothing.
Writes DIR/report.html, one page that needs no network and no JavaScript, and DIR/claims.csv.`;

/** Reads the flags; an unknown one, or a value that cannot be meant, is a {@linkcode UsageError}. */
export function readRequest(args: readonly string[]): Request {
  const flags = parseArgs([...args], {
    string: ["profile", "out", "paper"],
    boolean: ["verbose", "help"],
    unknown: (arg) => {
      throw new UsageError(`unknown ${arg.startsWith("-") ? "flag" : "argument"} ${arg}`);
    },
  });
  for (const [name, value] of Object.entries(flags)) {
    if (value === "") throw new UsageError(`--${name} needs a value`);
  }
  const profile = oneOf("profile", flags.profile ?? "quick", profiles);
  return {
    out: withoutSlash(flags.out ?? `results/${profile}`),
    paper: withoutSlash(flags.paper ?? "results/paper"),
  };
}

function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, "");
}
