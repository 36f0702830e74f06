/**
 * How a task ends: one clear line on stderr and an exit code.
 *
 * 0 done, 1 a failure, 2 wrong usage, 130 interrupted. A stack trace is shown
 * with `--verbose` only.
 */
import { SettingsError } from "../src/experiments/settings_error.ts";
import { calledIn, pathsFromRoot } from "./given_paths.ts";
import { removeUnfinished } from "./outputs.ts";
import { note } from "./terminal.ts";

/** What was asked for cannot be meant: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What was given cannot be used: exit code 2, too, and what is wrong is in no flag. */
export class InputError extends UsageError {
  override name = "InputError";
}

/** Runs a task's main function on its arguments, paths counted from the root, and turns whatever is thrown into a line and an exit code. */
export async function runTask(main: (args: string[]) => Promise<void>): Promise<never> {
  Deno.addSignalListener("SIGINT", interrupted);
  addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  try {
    await main(pathsFromRoot(Deno.args, calledIn()));
  } catch (error) {
    fail(error);
  }
  Deno.exit(0);
}

function interrupted(): never {
  removeUnfinished();
  note("interrupted: finished files are whole, nothing half-written is left");
  Deno.exit(130);
}

function fail(error: unknown): never {
  removeUnfinished();
  const verbose = Deno.args.includes("--verbose");
  const failure = error instanceof Error ? error : new Error(String(error));
  const wrongFlag = failure instanceof UsageError && !(failure instanceof InputError);
  const hint = wrongFlag ? " (--help shows what there is)" : "";
  const line = `error: ${failure.message.replaceAll(/\s*\n\s*/g, " ")}${hint}`;
  note(verbose ? failure.stack ?? line : line);
  const isWrong = failure instanceof UsageError || failure instanceof SettingsError;
  Deno.exit(isWrong ? 2 : 1);
}
