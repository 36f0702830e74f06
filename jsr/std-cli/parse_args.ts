/**
 * `parseArgs`, as `jsr:@std/cli/parse-args` documents it.
 *
 * @module
 */
import { type Names, readNames } from "./names.ts";
import { hasNested, setNested } from "./nested.ts";
import type { Aliases, Args, BooleanType, NameType, ParseOptions, Values } from "./types.ts";

export type { Args, ParseOptions } from "./types.ts";

/**
 * Reads command line arguments: `--name value`, `--name=value`, `--name`,
 * `-n value`, `-n=value`, `-n5`, `-abc`. What looks like a number becomes one
 * unless `string` names it.
 */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends BooleanType = undefined,
  TStrings extends NameType = undefined,
  TCollectable extends NameType = undefined,
  TNegatable extends NameType = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: string[],
  options?: ParseOptions<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  >,
): Args<TArgs, TDoubleDash> {
  return new Parser((options ?? {}) as ParseOptions).parse(args) as Args<TArgs, TDoubleDash>;
}

type Result = Record<string, unknown> & { _: (string | number)[] };

class Parser {
  readonly #options: ParseOptions;
  readonly #names: Names;
  readonly #result: Result = { _: [] };
  #rest: string[] = [];

  constructor(options: ParseOptions) {
    this.#options = options;
    this.#names = readNames(options);
  }

  parse(args: readonly string[]): Result {
    const end = args.indexOf("--");
    this.#rest = end < 0 ? [...args] : args.slice(0, end);
    while (this.#rest.length > 0) this.#readOne(this.#rest.shift()!);
    this.#fillIn();
    const after = end < 0 ? [] : args.slice(end + 1);
    if (this.#options["--"]) this.#result["--"] = after;
    else this.#result._.push(...after);
    return this.#result;
  }

  #readOne(arg: string): void {
    if (/^--./s.test(arg)) return this.#readLong(arg);
    if (/^-./s.test(arg)) return this.#readShort(arg);
    if (this.#options.unknown?.(arg) !== false) {
      this.#result._.push(this.#names.strings.has("_") ? arg : toNumber(arg));
    }
    if (this.#options.stopEarly) this.#result._.push(...this.#rest.splice(0));
  }

  #readLong(arg: string): void {
    const assigned = /^--(?:no-)?(.+?)=(.+)$/s.exec(arg);
    if (assigned) {
      const [, name, value] = assigned as unknown as [string, string, string];
      return this.#set(name, this.#names.booleans.has(name) ? value !== "false" : value, arg);
    }
    const name = arg.slice(2);
    const negated = /^no-(.+)$/s.exec(name)?.[1];
    if (negated !== undefined && this.#names.negatable.has(negated)) {
      return this.#set(negated, false, arg, false);
    }
    const flag = this.#options.boolean === true || this.#isFlag(name);
    this.#set(name, this.#takeValue(name, flag, /^-/), arg);
  }

  #readShort(arg: string): void {
    const letters = arg.slice(1);
    for (let i = 0; i < letters.length - 1; i++) {
      const letter = letters[i]!;
      const after = letters.slice(i + 1);
      if (after === "-") return this.#set(letter, after, arg);
      const value = attachedValue(letter, after);
      if (value !== undefined) return this.#set(letter, value, arg);
      this.#set(letter, this.#names.strings.has(letter) ? "" : true, arg);
    }
    const last = letters.at(-1)!;
    this.#set(last, this.#takeValue(last, this.#isFlag(last), /^--?[^-]/), arg);
  }

  /** The next argument if it is this option's value, else what the option means by itself. */
  #takeValue(name: string, flag: boolean, option: RegExp): string | boolean {
    const next = this.#rest[0];
    if (next && !flag && !option.test(next)) return this.#rest.shift()!;
    if (next === "true" || next === "false") return this.#rest.shift() === "true";
    return this.#names.strings.has(name) ? "" : true;
  }

  #isFlag(name: string): boolean {
    return [name, ...this.#names.others(name)].some((one) => this.#names.booleans.has(one));
  }

  #set(name: string, value: string | boolean, arg: string, collect = true): void {
    if (!this.#accepts(name, value, arg)) return;
    const typed = typeof value === "string" && !this.#names.strings.has(name)
      ? toNumber(value)
      : value;
    for (const one of [name, ...this.#names.others(name)]) {
      setNested(this.#result, one, typed, collect && this.#names.collected.has(name));
    }
  }

  #accepts(name: string, value: string | boolean, arg: string): boolean {
    if (this.#names.knows(name)) return true;
    if (this.#options.boolean === true && /^--[^=]+$/.test(arg)) return true;
    return this.#options.unknown?.(arg, name, value) !== false;
  }

  #fillIn(): void {
    for (const [name, value] of Object.entries(this.#options.default ?? {})) {
      if (hasNested(this.#result, name)) continue;
      for (const one of [name, ...this.#names.others(name)]) setNested(this.#result, one, value);
    }
    const { booleans, strings, collected } = this.#names;
    for (const name of [...booleans, ...[...strings].filter((one) => collected.has(one))]) {
      if (hasNested(this.#result, name)) continue;
      setNested(this.#result, name, collected.has(name) ? [] : false);
    }
  }
}

/** In `-n5`, `-n=5`, `-I/usr`: what follows the letter, where that cannot be more letters. */
function attachedValue(letter: string, after: string): string | undefined {
  if (/[A-Za-z]/.test(letter)) {
    const assigned = /=(.+)/.exec(after)?.[1];
    if (assigned !== undefined) return assigned;
    if (/-?\d+(\.\d*)?(e-?\d+)?$/.test(after)) return after;
  }
  return after.length > 1 && /^\W/.test(after) ? after : undefined;
}

function toNumber(text: string): string | number {
  return /\S/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
