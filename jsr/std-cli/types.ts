/** Names to be read as booleans, or `true` for every `--name` without a value. */
export type BooleanType = boolean | string | undefined;
/** Names, or none. */
export type NameType = string | undefined;
/** Other names by name. */
export type Aliases<Name = string, Alias extends string = string> = Partial<
  Record<Extract<Name, string>, Alias | readonly Alias[]>
>;

/** The options of `parseArgs`. */
export interface ParseOptions<
  TBooleans extends BooleanType = BooleanType,
  TStrings extends NameType = NameType,
  TCollectable extends NameType = NameType,
  TNegatable extends NameType = NameType,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what follows `--` goes to the result's `--` instead of to `_`. */
  "--"?: TDoubleDash;
  /** Other names of arguments; a value is given under all of them. */
  alias?: TAliases;
  /** What is always a boolean, `false` where it is not given. */
  boolean?: TBooleans | readonly Extract<TBooleans, string>[];
  /** Values of what is not given. */
  default?: TDefault;
  /** Whether everything after the first argument that is no option goes to `_`. */
  stopEarly?: boolean;
  /** What is always a string; `_` for the arguments that belong to no option. */
  string?: TStrings | readonly Extract<TStrings, string>[];
  /** What may be given often, and is always an array. */
  collect?: TCollectable | readonly Extract<TCollectable, string>[];
  /** What `--no-NAME` sets to `false`. */
  negatable?: TNegatable | readonly Extract<TNegatable, string>[];
  /** Called for what no option names; where it returns `false`, that is left out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What `parseArgs` returns. */
export type Args<
  // deno-lint-ignore no-explicit-any
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> =
  & Flat<TArgs>
  & {
    /** What belongs to no option. */
    _: (string | number)[];
  }
  & (boolean extends TDoubleDash ? Partial<AfterDashes>
    : true extends TDoubleDash ? AfterDashes
    : unknown);

interface AfterDashes {
  /** What follows `--`. */
  "--": string[];
}

type Flat<T> = { [Key in keyof T]: T[Key] };

/** Names that are literal and not dotted: a dotted name makes a nested object, which stays `unknown` here. */
type Names<T> = T extends string ? string extends T ? never
  : T extends "_" ? never
  : T extends `${string}.${string}` ? never
  : T
  : never;

type OrFalse<Name, TNegatable, Value> = Value | (Name extends TNegatable ? false : never);

type Given<TBooleans, TStrings, TCollectable, TNegatable> =
  & {
    [Name in Exclude<Names<TStrings>, TCollectable>]?: OrFalse<Name, TNegatable, string>;
  }
  & {
    [Name in Extract<Names<TStrings>, TCollectable>]: OrFalse<Name, TNegatable, string[]>;
  }
  & { [Name in Exclude<Names<TBooleans>, TCollectable>]: boolean }
  & { [Name in Extract<Names<TBooleans>, TCollectable>]: boolean[] }
  & {
    [Name in Exclude<Names<TCollectable>, TStrings | TBooleans>]: OrFalse<
      Name,
      TNegatable,
      unknown[]
    >;
  };

/** A default is there even when nothing is given, and has its own type. */
type WithDefaults<T, TDefault> = undefined extends TDefault ? T
  :
    & Omit<T, keyof TDefault>
    & {
      [Name in keyof TDefault]: Name extends keyof T ? TDefault[Name] | NonNullable<T[Name]>
        : unknown;
    };

type NamesOf<Name, TAliases> = Name extends keyof TAliases
  ? TAliases[Name] extends infer Alias
    ? Name | (Alias extends readonly (infer Each)[] ? Names<Each> : Names<Alias>)
  : never
  : Name;

type WithAliases<T, TAliases> = { [Name in keyof T as NamesOf<Name, TAliases>]: T[Name] };

/** Whether any name is declared: only then is the result typed. */
type IsTyped<TBooleans, TStrings, TCollectable> = [
  Exclude<TBooleans, false | undefined> | Exclude<TStrings | TCollectable, undefined>,
] extends [never] ? false : true;

/** The flags that the options declare, with the types of their values. */
export type Values<
  TBooleans extends BooleanType,
  TStrings extends NameType,
  TCollectable extends NameType,
  TNegatable extends NameType,
  TDefault extends Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined,
> = IsTyped<TBooleans, TStrings, TCollectable> extends true ?
    & Record<string, unknown>
    & WithAliases<
      WithDefaults<Given<TBooleans, TStrings, TCollectable, TNegatable>, TDefault>,
      TAliases
    >
  // deno-lint-ignore no-explicit-any
  : Record<string, any>;
