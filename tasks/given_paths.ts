/**
 * Paths in flags: `deno task` runs in the repository's root, wherever it was called.
 */
import { isAbsolute, join, relative } from "node:path";

const pathFlags = /^--(model|data|out|runs|weights|paper)(?:=(.+))?$/;
/** What `--data` takes that is no path. */
const dataNames = ["mnist", "cifar10"];

/** The arguments with relative paths counted from the root instead of from the folder below it where the task was called. */
export function pathsFromRoot(args: readonly string[], folder: string): string[] {
  if (folder === "") return [...args];
  const fromRoot = (path: string) => {
    if (path === "" || isAbsolute(path) || dataNames.includes(path)) return path;
    const joined = join(folder, path);
    return dataNames.includes(joined) ? `./${joined}` : joined;
  };
  return args.map((arg, i) => {
    const [, flag, value] = pathFlags.exec(arg) ?? [];
    if (value !== undefined) return `--${flag}=${fromRoot(value)}`;
    const before = pathFlags.exec(args[i - 1] ?? "");
    const isValue = before !== null && before[2] === undefined && !arg.startsWith("-");
    return isValue ? fromRoot(arg) : arg;
  });
}

/** Where in the repository the task was called, "" in its root; there, too, where that is not known. */
export function calledIn(): string {
  const variable = "INIT_CWD"; // set by deno task, or by a program around it
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  const called = state === "granted" ? Deno.env.get(variable) : undefined;
  const folder = called ? relative(Deno.cwd(), called) : "";
  return folder.startsWith("..") || isAbsolute(folder) ? "" : folder;
}
