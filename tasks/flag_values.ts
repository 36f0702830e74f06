/**
 * What a command line says before its flags are looked at.
 */
import { UsageError } from "./failure.ts";

/**
 * The arguments with a number below 0 joined to the flag before it, where `parseArgs` would take it
 * for a flag. A flag that takes one value and is given two is a {@linkcode UsageError}.
 *
 * @param valued The flags that take one value, without their dashes.
 */
export function joinValues(args: readonly string[], valued: readonly string[]): string[] {
  const joined: string[] = [];
  const given = new Set<string>();
  for (const arg of args) {
    const before = joined.at(-1) ?? "";
    if (/^-\.?\d/.test(arg) && valued.some((name) => before === `--${name}`)) {
      joined.push(`${joined.pop()}=${arg}`);
      continue;
    }
    const name = valued.find((name) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    if (name && given.has(name)) throw new UsageError(`--${name} is given twice`);
    if (name) given.add(name);
    joined.push(arg);
  }
  return joined;
}
