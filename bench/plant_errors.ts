// deno-lint-ignore-file no-console
/**
 * Plants one error in each kernel source file, in a copy of the project, and
 * runs the tests that must notice; what nobody notices is a hole in the tests.
 * Not part of any gate: it takes many minutes.
 *
 *     deno run -A bench/plant_errors.ts [--only=REGEXP]
 *
 * @module
 */
import { type PlantedError, plantedErrors } from "./planted_errors.ts";

interface Outcome {
  readonly file: string;
  /** The first test that failed; null where none did. */
  readonly found: string | null;
  readonly seconds: number;
}

const root = new URL("../", import.meta.url).pathname;
const copy = await Deno.makeTempDir({ prefix: "planted-" });
const only = new RegExp(Deno.args.find((each) => each.startsWith("--only="))?.slice(7) ?? ".");

/** Milliseconds after which a command is taken to hang. */
const patience = 300_000;

interface Ran {
  readonly code: number;
  readonly text: string;
}

async function run(...args: string[]): Promise<Ran> {
  const [command, ...rest] = args;
  const env = { NO_COLOR: "1", MARGINLAB_TEST_WEBGPU: "1" };
  const options = { args: rest, cwd: copy, env, signal: AbortSignal.timeout(patience) };
  const { code, stdout, stderr } = await new Deno.Command(command!, options).output();
  return { code, text: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
}

/** The project as it is, with what is not committed, and without data but for the native library. */
async function copyProject(): Promise<void> {
  const files = await new Deno.Command("git", {
    args: [
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "src",
      "tests",
      "tasks",
      "jsr",
    ],
    cwd: root,
  }).output();
  const names = new TextDecoder().decode(files.stdout).trim().split("\n");
  for (const name of [...names, "deno.json", "deno.lock", "mod.ts"]) {
    await Deno.mkdir(`${copy}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${root}${name}`, `${copy}/${name}`);
  }
  await Deno.mkdir(`${copy}/data/cache`, { recursive: true });
  await Deno.symlink(`${root}data/cache/native`, `${copy}/data/cache/native`);
}

/** Stops at the first failure, of which no smaller example is looked for. */
async function test(files: readonly string[]): Promise<Ran> {
  const quick = `import fc from "fast-check";\nfc.configureGlobal({ endOnFailure: true });\n`;
  await Deno.writeTextFile(`${copy}/end_on_failure.ts`, quick);
  const options = ["-A", "--no-check", "--fail-fast", "--preload", "./end_on_failure.ts"];
  return await run(Deno.execPath(), "test", ...options, ...files);
}

/** An error that no longer fits its file would be no error. */
async function requireThere({ file, from }: PlantedError): Promise<void> {
  const times = (await Deno.readTextFile(`${copy}/${file}`)).split(from).length - 1;
  if (times === 1) return;
  throw new Error(`Cannot plant an error in ${file}: its text must be there once, found ${times}`);
}

/** Tests must pass before an error is planted, or their failing says nothing. */
async function requireSound(errors: readonly PlantedError[]): Promise<void> {
  for (const tests of new Set(errors.map((error) => error.tests.join(" ")))) {
    const { code, text } = await test(tests.split(" "));
    if (code !== 0) throw new Error(`${tests} must pass as it is, found:\n${text}`);
    console.error(`passes as it is: ${tests}`);
  }
}

/** The names that failed, from the runner's list of failures; a file that does not even load is no finding. */
function failedTest(text: string): string | null {
  return /^(.+) => \.\/tests\/.*$/m.exec(text.split(" FAILURES ").at(-1)!)?.[1]?.trim() ?? null;
}

async function plant(error: PlantedError): Promise<Outcome> {
  const { file, from, to, tests } = error, path = `${copy}/${file}`;
  const source = await Deno.readTextFile(path), begin = performance.now();
  const times = source.split(from).length - 1;
  if (times !== 1) {
    throw new Error(
      `Cannot plant an error in ${file}: its text must be there once, found ${times}`,
    );
  }
  await Deno.writeTextFile(path, source.replace(from, () => to));
  const isAssembly = file.includes("/assembly/");
  if (isAssembly) {
    const { code, text } = await run(Deno.execPath(), "task", "embed-wasm");
    if (code !== 0) throw new Error(`The error in ${file} must compile, found:\n${text}`);
  }
  const { code, text } = await test(tests);
  const found = failedTest(text);
  if (code !== 0 && found === null) {
    throw new Error(`The error in ${file} must fail a test, not stop them all:\n${text}`);
  }
  await Deno.writeTextFile(path, source);
  if (isAssembly) {
    for (const made of ["portable/kernels_wasm.ts", "native/loops_wasm.ts"]) {
      await Deno.copyFile(`${root}src/backend/${made}`, `${copy}/src/backend/${made}`);
    }
  }
  return { file, found: code === 0 ? null : found, seconds: (performance.now() - begin) / 1000 };
}

/** What this machine lacks for an error's tests. */
async function lacking(): Promise<Set<string>> {
  const { onnxRuntimeForTests, systemBlasForTests } = await import(
    "../tests/support/native_library.ts"
  );
  const { describeAdapter } = await import("../src/backend/webgpu.ts");
  const lacks = new Set<string>();
  if (onnxRuntimeForTests().missing !== null) lacks.add("ONNX Runtime");
  if (systemBlasForTests().missing !== null) lacks.add("a system BLAS");
  if (await describeAdapter() === null) lacks.add("WebGPU");
  return lacks;
}

const lacks = await lacking();
const asked = plantedErrors.filter(({ file }) => only.test(file));
const runnable = asked.filter(({ needs }) => needs === undefined || !lacks.has(needs));
const outcomes: Outcome[] = [];
try {
  await copyProject();
  for (const error of plantedErrors) await requireThere(error);
  await requireSound(runnable);
  for (const error of runnable) {
    const outcome = await plant(error);
    outcomes.push(outcome);
    console.error(`${outcome.found === null ? "NOT FOUND" : "found"}: ${outcome.file}`);
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}

console.log("| error in | found by | seconds |\n| --- | --- | --- |");
for (const { file, found, seconds } of outcomes) {
  console.log(
    `| ${file.slice("src/backend/".length)} | ${found ?? "nobody"} | ${seconds.toFixed(0)} |`,
  );
}
for (const { file, needs } of asked.filter((error) => !runnable.includes(error))) {
  console.log(`| ${file.slice("src/backend/".length)} | not tried: no ${needs} here | |`);
}
if (outcomes.some(({ found }) => found === null)) Deno.exit(1);
