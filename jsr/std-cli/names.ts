import type { ParseOptions } from "./types.ts";

/** What the options say of each name, aliases included. */
export interface Names {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Every other name of a name. */
  others(name: string): readonly string[];
  /** Whether an option mentions the name. */
  knows(name: string): boolean;
}

/** Reads the options once. */
export function readNames(options: ParseOptions): Names {
  const others = readAliases(options.alias ?? {});
  const spread = (value: unknown): Set<string> =>
    new Set(
      [value].flat().filter((name) => typeof name === "string" && name !== "")
        .flatMap((name) => [name as string, ...others.get(name as string) ?? []]),
    );
  const names = {
    booleans: spread(options.boolean),
    strings: spread(options.string),
    collected: spread(options.collect),
    negatable: spread(options.negatable),
  };
  const mentioned = [names.booleans, names.strings, names.collected, others];
  return {
    ...names,
    others: (name) => others.get(name) ?? [],
    knows: (name) => mentioned.some((group) => group.has(name)),
  };
}

function readAliases(alias: Record<string, unknown>): Map<string, string[]> {
  const others = new Map<string, string[]>();
  for (const [name, value] of Object.entries(alias)) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const group = [name, ...[value].flat() as string[]];
    for (const one of group) others.set(one, group.filter((other) => other !== one));
  }
  return others;
}
