import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkTree } from "../../tasks/check_layers.ts";
import { violations } from "../../tasks/layers/law.ts";
import { usesOf } from "../../tasks/layers/uses.ts";

const specifiersOf = (source: string) => usesOf(source).map((use) => use.specifier);

/** What the law says of a file with this source: the law's own words, one for each violation. */
const lawsBroken = (file: string, source: string) =>
  violations(file, usesOf(source)).map((violation) => violation.law);

function assertBreaks(file: string, source: string, words: string): void {
  const broken = lawsBroken(file, source);
  assertEquals(broken.length, 1, `${file}: ${source}`);
  assertStringIncludes(broken[0]!, words, `${file}: ${source}`);
}

function assertKeeps(file: string, source: string): void {
  assertEquals(lawsBroken(file, source), [], `${file}: ${source}`);
}

Deno.test("usesOf() finds every way to import", () => {
  const source = `
    import a, { type b } from "./static.ts";
    import type { C } from './type.ts';
    import "./effect.ts";
    import data from "./data.json" with { type: "json" };
    export { d } from "./named.ts";
    export type { E } from "./named_type.ts";
    export * from "./all.ts";
    export * as f from "./all_as.ts";
    import legacy = require("./legacy.ts");
    type G = import("./in_a_type.ts").G;
    const h = await import("./dynamic.ts");
    const i = await import(\`./template.ts\`);
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const path = import.meta.resolve("./resolved.ts");
  `;
  assertEquals(specifiersOf(source), [
    "./static.ts",
    "./type.ts",
    "./effect.ts",
    "./data.json",
    "./named.ts",
    "./named_type.ts",
    "./all.ts",
    "./all_as.ts",
    "./legacy.ts",
    "./in_a_type.ts",
    "./dynamic.ts",
    "./template.ts",
    "./worker.ts",
    "./resolved.ts",
  ]);
});

Deno.test("usesOf() says the line, and null for what is computed", () => {
  const source = "const x = 1;\n\nawait import(`npm:${name}`);\nawait import(x);\n";
  assertEquals(usesOf(source), [
    { line: 3, specifier: null, kind: "import" },
    { line: 4, specifier: null, kind: "import" },
  ]);
});

Deno.test("usesOf() is not fooled by strings, comments and patterns", () => {
  const source = `
    // import "./comment.ts"; Deno.exit()
    /** @example import { x } from "./example.ts"; Deno.readTextFile("x") */
    // @ts-types="npm:@types/seedrandom@3.0.8"
    const text = "import './string.ts'; Deno.args";
    const template = \`import "./template.ts"; \${text} export * from "./more.ts"; Deno\`;
    const pattern = /import "x" from Deno/;
    const record = { Deno: "2.9", import: "./key.ts" };
    const url = new URL("https://example.org/a.ts");
    const page = new URL("./page.html", import.meta.url);
    function from<T>(x: T): boolean { return x < (3 as unknown as T) ? 1 > 2 : true; }
  `;
  assertEquals(usesOf(source), []);
});

Deno.test("usesOf() finds the Deno global, as a value and as a type", () => {
  const uses = (source: string) => usesOf(source).filter((use) => use.kind === "global").length;
  assertEquals(uses("Deno.exit(1);"), 1);
  assertEquals(uses("typeof Deno === 'undefined';"), 1);
  assertEquals(uses("globalThis.Deno.args;"), 1);
  assertEquals(uses("globalThis['Deno'].args;"), 1);
  assertEquals(uses("let file: Deno.FsFile;"), 1);
  assert(uses("const { Deno } = globalThis;") > 0);
});

Deno.test("usesOf() refuses what is not TypeScript", () => {
  assertThrows(() => usesOf("import from from;;"), SyntaxError);
});

Deno.test("the law lets imports go down, and skip levels", () => {
  assertKeeps("tasks/reproduce.ts", `import "../src/experiments/fig1.ts";`);
  assertKeeps("tasks/reproduce.ts", `import "../src/backend/choose.ts"; import "../mod.ts";`);
  assertKeeps("tasks/report.ts", `import "../data/published/table1.json" with { type: "json" };`);
  assertKeeps(
    "src/experiments/fig1.ts",
    `import "../runs/store.ts"; import "../margins/linear.ts";`,
  );
  assertKeeps(
    "src/experiments/fig1.ts",
    `import "../plot/curves.ts"; import "../records/rows.ts";`,
  );
  assertKeeps("src/experiments/fig1.ts", `import "./settings.ts"; import "../random.ts";`);
  assertKeeps("src/runs/store.ts", `import "../training/fit.ts"; import "../records/rows.ts";`);
  assertKeeps(
    "src/training/fit.ts",
    `import type { Perturb } from "../types.ts"; import "./sgd.ts";`,
  );
  assertKeeps("src/attacks/pgd.ts", `import * as tf from "../backend/tf.ts";`);
  assertKeeps("src/plot/curves.ts", `import type { Row } from "../types.ts"; import "vega";`);
  assertKeeps(
    "src/types.ts",
    `import type { Tensor } from "./backend/tf.ts"; import "./random.ts";`,
  );
  assertKeeps("src/random.ts", `import seedrandom from "seedrandom";`);
  assertKeeps(
    "mod.ts",
    `export * from "./src/experiments/fig1.ts"; export * from "./src/types.ts";`,
  );
});

Deno.test("the law refuses an import that goes up", () => {
  const down = "imports go down";
  assertBreaks("src/runs/store.ts", `import "../experiments/fig1.ts";`, down);
  assertBreaks("src/training/fit.ts", `import "../runs/store.ts";`, down);
  assertBreaks("src/models/network.ts", `import "../records/rows.ts";`, down);
  assertBreaks("src/models/network.ts", `import type { Row } from "../plot/curves.ts";`, down);
  assertBreaks("src/types.ts", `import type { Split } from "./data/idx.ts";`, down);
  assertBreaks("src/random.ts", `export * from "./models/network.ts";`, down);
  assertBreaks("src/backend/choose.ts", `import type { Row } from "../types.ts";`, down);
  assertBreaks("src/backend/choose.ts", `import { seededRandom } from "../random.ts";`, down);
  assertBreaks("src/experiments/fig1.ts", `import "../../tasks/reproduce.ts";`, down);
  assertBreaks("src/margins/linear.ts", `import "../../mod.ts";`, down);
  assertBreaks("src/margins/linear.ts", `import "@marginlab/marginlab";`, down);
  assertBreaks("mod.ts", `export * from "./tasks/reproduce.ts";`, down);
});

Deno.test("the law keeps the siblings of the middle apart", () => {
  const parts = ["data", "models", "objectives", "training", "attacks", "margins"];
  for (const from of parts) {
    for (const to of parts.filter((part) => part !== from)) {
      assertBreaks(`src/${from}/a.ts`, `import type { B } from "../${to}/b.ts";`, "meet as types");
      assertBreaks(`src/${from}/a.ts`, `await import("../${to}/b.ts");`, "meet as types");
      assertBreaks(`src/${from}/a.ts`, `export * from "../${to}/b.ts";`, "meet as types");
    }
  }
});

Deno.test("the law keeps tensors out of plot and records", () => {
  for (const part of ["plot", "records"]) {
    assertBreaks(`src/${part}/a.ts`, `import "../backend/tf.ts";`, "no tensor");
    assertBreaks(`src/${part}/a.ts`, `import "../margins/linear.ts";`, "no tensor");
    assertBreaks(`src/${part}/a.ts`, `import "../experiments/fig1.ts";`, "no tensor");
  }
  assertBreaks("src/plot/a.ts", `import "../records/rows.ts";`, "no tensor");
});

Deno.test("the law lets TensorFlow.js in by one door", () => {
  const door = "src/backend/tf.ts";
  assertKeeps(door, `export * from "@tensorflow/tfjs";`);
  assertKeeps("src/backend/wasm.ts", `import "@tensorflow/tfjs-backend-wasm";`);
  assertBreaks("src/backend/wasm.ts", `import * as tf from "@tensorflow/tfjs";`, door);
  assertBreaks("src/backend/wasm.ts", `import "@tensorflow/tfjs/dist/tf.js";`, door);
  assertBreaks("src/models/network.ts", `import type { Tensor } from "@tensorflow/tfjs";`, door);
  assertBreaks("src/models/network.ts", `import "@tensorflow/tfjs-core";`, door);
  assertBreaks("src/types.ts", `type T = import("@tensorflow/tfjs").Tensor;`, door);
  assertBreaks("tasks/bench.ts", `import "@tensorflow/tfjs";`, door);
});

Deno.test("the law keeps the world at its border", () => {
  for (const source of ["Deno.args;", `import "node:fs";`, "await import(`npm:${name}`);"]) {
    for (const file of ["tasks/data.ts", "src/runs/store.ts", "src/data/source.ts"]) {
      assertKeeps(file, source);
    }
    assertKeeps("src/backend/native/library.ts", source);
    for (const file of ["src/data/idx.ts", "src/experiments/fig1.ts", "src/types.ts", "mod.ts"]) {
      assertBreaks(file, source, "the world");
    }
    assertBreaks("src/backend/choose.ts", source, "the world");
  }
});

Deno.test("the law wants packages named in deno.json", () => {
  for (const specifier of ["npm:vega@6.4.0", "jsr:@std/csv@1", "https://example.org/a.ts"]) {
    for (const file of ["src/plot/curves.ts", "tasks/data.ts", "mod.ts"]) {
      assertBreaks(file, `import "${specifier}";`, "deno.json");
      assertBreaks(file, `await import("${specifier}");`, "deno.json");
    }
  }
  assertKeeps(
    "src/random.ts",
    `// @ts-types="npm:@types/seedrandom@3.0.8"\nimport seedrandom from "seedrandom";`,
  );
});

Deno.test("the law wants a place for every folder, and src to stand alone", () => {
  assertBreaks("src/experiments/fig1.ts", `import "../utils/sum.ts";`, "place");
  assertBreaks("src/utils/sum.ts", "export const a = 1;", "place");
  assertBreaks("src/utils/sum.ts", `import "../types.ts"; import "../backend/tf.ts";`, "place");
  assertBreaks("src/helpers.ts", `import "./types.ts";`, "place");
  assertBreaks("src/records/rows.ts", `import "../../jsr/std-csv/parse.ts";`, "src");
  assertBreaks("src/models/network.ts", `import "../../tests/support/net.ts";`, "src");
});

Deno.test("violations() names file, line, import and law", () => {
  const source = "\nimport { fit } from '../training/fit.ts';\n";
  assertEquals(violations("src/attacks/pgd.ts", usesOf(source)), [{
    file: "src/attacks/pgd.ts",
    line: 2,
    what: "imports src/training/fit.ts",
    law:
      "data, models, objectives, training, attacks, margins meet as types and never import one another",
  }]);
});

const granted = (name: "read" | "write" | "run") =>
  Deno.permissions.querySync({ name }).state === "granted";
const files = granted("read") && granted("write");

Deno.test({
  name: "checkTree() finds nothing against the law in this repository (needs --allow-read)",
  ignore: !granted("read"),
  fn: async () => {
    assertEquals(await checkTree(new URL("../../", import.meta.url).pathname), []);
  },
});

/** A tree that keeps the law, with one more file. */
async function plant(path: string, source: string): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const folder of ["src/data", "src/models", "tasks/deeper"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await Deno.writeTextFile(`${root}/mod.ts`, `export * from "./src/types.ts";\n`);
  await Deno.writeTextFile(`${root}/src/types.ts`, "export type A = 1;\n");
  await Deno.writeTextFile(`${root}/${path}`, source);
  return root;
}

async function runCheck(root: string): Promise<{ code: number; stderr: string }> {
  const script = new URL("../../tasks/check_layers.ts", import.meta.url);
  const config = new URL("../../deno.json", import.meta.url);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--config", config.pathname, "--allow-read", script.href, root],
    stdout: "piped",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name:
    "check_layers exits with 1 and one line for a planted violation (needs files and --allow-run)",
  ignore: !files || !granted("run"),
  fn: async () => {
    const root = await plant("src/models/a.ts", `\nimport "../data/b.ts";\n`);
    const { code, stderr } = await runCheck(root);
    await Deno.remove(root, { recursive: true });
    assertEquals(code, 1);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
    assertStringIncludes(stderr, "src/models/a.ts:2: imports src/data/b.ts; ");
  },
});

Deno.test({
  name: "check_layers exits with 0 where the law is kept (needs files and --allow-run)",
  ignore: !files || !granted("run"),
  fn: async () => {
    const root = await plant("tasks/deeper/a.ts", `import "../../src/types.ts";\nDeno.args;\n`);
    const { code, stderr } = await runCheck(root);
    await Deno.remove(root, { recursive: true });
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
  },
});

Deno.test({
  name: "checkTree() sees files in folders within folders (needs files)",
  ignore: !files,
  fn: async () => {
    const root = await plant("tasks/deeper/a.ts", `import "npm:vega@6.4.0";\n`);
    const found = await checkTree(root);
    await Deno.remove(root, { recursive: true });
    assertEquals(found.map(({ file, line }) => `${file}:${line}`), ["tasks/deeper/a.ts:1"]);
  },
});
