import { inspect } from "node:util";

const context = 2;
const longest = 40;

/** A value as text, whole. */
export function format(value: unknown): string {
  return inspect(value, {
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    sorted: true,
  });
}

/** The lines in which two values differ, with a little of what is around them. */
export function difference(actual: unknown, expected: unknown): string {
  const left = lines(actual);
  const right = lines(expected);
  const shortest = Math.min(left.length, right.length);
  let start = 0;
  while (start < shortest && left[start] === right[start]) start++;
  let same = 0;
  while (same < shortest - start && left.at(-1 - same) === right.at(-1 - same)) same++;
  const from = Math.max(0, start - context);
  return [
    "",
    "    [Diff] Actual / Expected",
    "",
    ...(from > 0 ? ["    …"] : []),
    ...left.slice(from, start).map((line) => `    ${line}`),
    ...side("-", left.slice(start, left.length - same)),
    ...side("+", right.slice(start, right.length - same)),
    ...left.slice(left.length - same).slice(0, context).map((line) => `    ${line}`),
    ...(same > context ? ["    …"] : []),
    "",
  ].join("\n");
}

function lines(value: unknown): string[] {
  return (typeof value === "string" ? value : format(value)).split("\n");
}

function side(sign: string, changed: readonly string[]): string[] {
  const shown = changed.slice(0, longest).map((line) => `${sign}   ${line}`);
  if (changed.length > longest) shown.push(`${sign}   … ${changed.length - longest} more lines`);
  return shown;
}
