/** What this project relies on in `@std/cli/parse-args`; true of the package on JSR and of the stand-in. */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

/** Compiles only where the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
function typesAgree<_Agree extends true>(): void {}

Deno.test("parseArgs() reads --name value, --name=value and --name", () => {
  assertEquals(parseArgs(["--seed", "7", "--out=a=b", "--fresh", "fig1"], { boolean: ["fresh"] }), {
    seed: 7,
    out: "a=b",
    fresh: true,
    _: ["fig1"],
  });
  assertEquals(parseArgs(["--fresh"]), { fresh: true, _: [] });
});

Deno.test("parseArgs() reads -n value, -n=value, -n5 and -abc", () => {
  assertEquals(parseArgs(["-s", "7", "-o=x", "-j2", "-abc"]), {
    s: 7,
    o: "x",
    j: 2,
    a: true,
    b: true,
    c: true,
    _: [],
  });
  assertEquals(parseArgs(["-abc", "end"]), { a: true, b: true, c: "end", _: [] });
  assertEquals(parseArgs(["-I/usr/lib", "-n", "-"]), { I: "/usr/lib", n: "-", _: [] });
});

Deno.test("parseArgs() makes numbers of what looks like one, unless `string` names it", () => {
  assertEquals(parseArgs(["--a=1e-3", "--b", "0x10", "--c=10f", "12", " "]), {
    a: 1e-3,
    b: 16,
    c: "10f",
    _: [12, " "],
  });
  const { key, _: words } = parseArgs(["--key", "007", "12"], { string: ["key", "_"] });
  assertEquals(key, "007");
  assertEquals<unknown>(words, ["12"]);
});

Deno.test("parseArgs() does not take the next option for a value", () => {
  assertEquals(parseArgs(["--out", "--seed", "3"]), { out: true, seed: 3, _: [] });
  assertEquals(parseArgs(["--out", "--seed", "3"], { string: "out" }), { out: "", seed: 3, _: [] });
});

Deno.test("parseArgs() gives a missing string nothing and a string without value the empty one", () => {
  assertEquals(parseArgs([], { string: ["out"] }), { _: [] });
  assertEquals(parseArgs(["--out"], { string: ["out"] }), { out: "", _: [] });
});

Deno.test("parseArgs() keeps the last of several values, `collect` keeps all", () => {
  const args = ["--set", "a=1", "--set", "b=2"];
  assertEquals(parseArgs(args).set, "b=2");
  assertEquals(parseArgs(args, { string: ["set"], collect: ["set"] }).set, ["a=1", "b=2"]);
  assertEquals(parseArgs([], { string: ["set"], collect: ["set"] }).set, []);
  assertEquals(parseArgs(args, { collect: ["set"] }).set, ["a=1", "b=2"]);
});

Deno.test("parseArgs() sets booleans to false and never gives them a word", () => {
  assertEquals(parseArgs(["--fresh", "fig1"], { boolean: ["fresh", "help"] }), {
    fresh: true,
    help: false,
    _: ["fig1"],
  });
  assertEquals(parseArgs(["--fresh", "false", "--help=true"], { boolean: ["fresh", "help"] }), {
    fresh: false,
    help: true,
    _: [],
  });
  assertEquals(parseArgs(["--any", "fig1", "--n=1"], { boolean: true }), {
    any: true,
    n: 1,
    _: ["fig1"],
  });
});

Deno.test("parseArgs() gives a value under every alias", () => {
  const options = {
    boolean: ["help"],
    string: ["out"],
    alias: { help: "h", out: ["o", "output"] },
  } as const;
  assertEquals(parseArgs(["-h", "--output", "x"], options), {
    help: true,
    h: true,
    out: "x",
    o: "x",
    output: "x",
    _: [],
  });
});

Deno.test("parseArgs() treats an alias as what it stands for", () => {
  const options = { string: ["key"], boolean: ["help"], alias: { key: "k", help: "h" } } as const;
  assertEquals(parseArgs(["-k", "007", "-h", "fig1"], options), {
    key: "007",
    k: "007",
    help: true,
    h: true,
    _: ["fig1"],
  });
});

Deno.test("parseArgs() uses a default only where nothing was given", () => {
  const options = {
    string: ["profile"],
    boolean: ["bar"],
    default: { profile: "quick", bar: true },
  } as const;
  assertEquals(parseArgs([], options), { profile: "quick", bar: true, _: [] });
  assertEquals(parseArgs(["--profile", "smoke", "--bar=false"], options), {
    profile: "smoke",
    bar: false,
    _: [],
  });
});

Deno.test("parseArgs() negates with --no-name only what is negatable", () => {
  assertEquals(parseArgs(["--no-bar"], { boolean: ["bar"], negatable: ["bar"] }), {
    bar: false,
    _: [],
  });
  assertEquals(parseArgs(["--no-bar"]), { "no-bar": true, _: [] });
  assertEquals(
    parseArgs(["--no-bar", "--bar"], {
      boolean: ["bar"],
      negatable: ["bar"],
      default: { bar: true },
    }).bar,
    true,
  );
});

Deno.test("parseArgs() lets a negation end what was collected", () => {
  const options = { string: ["set"], collect: ["set"], negatable: ["set"] } as const;
  assertEquals(parseArgs(["--set", "a", "--no-set"], options).set, false);
});

Deno.test("parseArgs() accepts unknown names, and shows them to `unknown`, which may drop them", () => {
  const seen: unknown[][] = [];
  const args = parseArgs(["--sed", "3", "-x", "fig9", "--seed=1"], {
    string: ["seed"],
    unknown: (...call) => {
      seen.push(call);
      return false;
    },
  });
  assertEquals(args, { seed: "1", _: [] });
  assertEquals(seen.map((call) => call.slice(0, 2)), [["--sed", "sed"], ["-x", "x"]]);
  assertEquals(seen.map((call) => call[2]), ["3", "fig9"]);

  const words: string[] = [];
  parseArgs(["fig1"], { unknown: (arg, key) => key === undefined && words.push(arg) });
  assertEquals(words, ["fig1"]);
});

Deno.test("parseArgs() does not show `unknown` what an alias or `boolean` knows", () => {
  const seen: string[] = [];
  parseArgs(["-h", "--help", "--fresh", "-s", "1", "--seed", "1"], {
    boolean: ["help", "fresh"],
    string: ["seed"],
    alias: { help: "h", seed: "s" },
    unknown: (arg) => seen.push(arg),
  });
  assertEquals(seen, []);
});

Deno.test("parseArgs() stops at the first word with `stopEarly`", () => {
  assertEquals(parseArgs(["--a", "1", "fig1", "--seed", "3"], { stopEarly: true }), {
    a: 1,
    _: ["fig1", "--seed", "3"],
  });
});

Deno.test("parseArgs() leaves what follows -- alone", () => {
  assertEquals(parseArgs(["--a", "--", "--b", "7"]), { a: true, _: ["--b", "7"] });
  assertEquals(parseArgs(["x", "--", "--b", "7"], { "--": true }), {
    _: ["x"],
    "--": ["--b", "7"],
  });
  assertEquals(parseArgs(["x"], { "--": true }), { _: ["x"], "--": [] });
});

Deno.test("parseArgs() makes nested objects of dotted names", () => {
  assertEquals(parseArgs(["--step.size", "0.1", "--step.count=3"]), {
    step: { size: 0.1, count: 3 },
    _: [],
  });
});

Deno.test("parseArgs() types what the options declare", () => {
  const args = parseArgs([], {
    string: ["out", "profile", "set"],
    boolean: ["fresh"],
    collect: ["set"],
    alias: { out: "o" },
    default: { profile: "quick" },
    "--": true,
  });
  typesAgree<Same<typeof args.out, string | undefined>>();
  typesAgree<Same<typeof args.profile, string>>();
  typesAgree<Same<typeof args.set, string[]>>();
  typesAgree<Same<typeof args.fresh, boolean>>();
  typesAgree<Same<typeof args.o, string | undefined>>();
  typesAgree<Same<typeof args.other, unknown>>();
  typesAgree<Same<typeof args._, (string | number)[]>>();
  typesAgree<Same<(typeof args)["--"], string[]>>();
  assertEquals(args.profile, "quick");

  const negatable = parseArgs([], { string: ["cache"], negatable: ["cache"] });
  typesAgree<Same<typeof negatable.cache, string | false | undefined>>();
});
