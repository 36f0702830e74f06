import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Step } from "../../tasks/all/steps.ts";
import type { ResultRecord } from "../../src/records/record.ts";
import { granted } from "../support/permissions.ts";
import { writeTinyData } from "../support/tiny_official_data.ts";

const root = new URL("../../", import.meta.url);

/** A linear figure, and one that trains three networks and measures margins. */
const figures = ["fig4", "fig7"];
const only = ["--only", figures.join(",")];

/** The flags that let everything happen in a folder. */
const flagsFor = (folder: string, data: string): string[] => [
  ...["--profile", "smoke", "--backend", "wasm", "--jobs", "2", "--data", data],
  ...["--out", `${folder}/out`, "--runs", `${folder}/runs`],
];

Deno.test({
  name: "deno task all (needs read, write and run)",
  ignore: !granted("read", "write", "run"),
  fn: async (t) => {
    const folder = await Deno.makeTempDir();
    const data = `${folder}/data`;
    const flagsIn = (name: string) => flagsFor(`${folder}/${name}`, data);
    try {
      await writeTinyData(data);
      const whole = await all([...only, ...flagsIn("whole")]);
      assertEquals(whole.code, 0, whole.stderr);
      const expected = await results(`${folder}/whole/out`);
      assertEquals(Object.keys(expected).length, 4);

      await t.step("trains first, each run once, and says how far everything is", () => {
        const steps = whole.stderr.split("\n").filter((line) =>
          /^steps? [\w ,]+( \||$)/.test(line)
        );
        assertEquals(steps.map((line) => line.split(" | ")[0]), [
          "steps 1 to 3 of 5",
          "step 4 of 5, fig4",
          "step 5 of 5, fig7",
        ]);
        assertEquals(whole.stderr.match(/training \d+ runs: done/g)?.length, 1, whole.stderr);
        assert(/all: .* gone, about .* left/.test(whole.stderr), whole.stderr);
        assertStringIncludes(whole.stdout, "Figure 7: margin histograms");
      });

      await t.step(
        "leaves what is made, and sees when it was made from something else",
        async () => {
          await spoil(`${folder}/whole/out/fig4/rows.csv`);
          const again = await all([...only, ...flagsIn("whole")]);
          assertEquals(again.code, 0, again.stderr);
          assert(!again.stderr.includes("training"), again.stderr);
          assertStringIncludes(again.stderr, "fig7 is made already");
          assertStringIncludes(again.stderr, "step 1 of 1, fig4");
          assertEquals(await results(`${folder}/whole/out`), expected);
          await Deno.writeTextFile(`${folder}/whole/out/fig7/fig7.svg`, "");
          const drawn = await all([...only, ...flagsIn("whole")]);
          assertStringIncludes(drawn.stderr, "step 4 of 4, fig7");
          assertEquals(await results(`${folder}/whole/out`), expected);
          const other = await all([...flagsIn("whole"), "--seed", "1", "--only", "fig4"]);
          assertStringIncludes(other.stderr, "step 1 of 1, fig4");
        },
      );

      await t.step("--plan prints steps whose commands make the same bytes", async () => {
        const flags = flagsIn("planned");
        const planned = await all(["--only", `${figures},report`, "--plan", ...flags]);
        assertEquals(planned.code, 0, planned.stderr);
        const { version, profile, steps } = JSON.parse(planned.stdout);
        assertEquals([version, profile], [1, "smoke"]);
        checkSteps(steps, data);
        for (const { command, outputs } of inAnotherOrder(steps)) {
          const { code, stderr } = await run(command);
          assertEquals(code, 0, `${command.join(" ")}: ${stderr}`);
          for (const path of outputs) await Deno.stat(path);
        }
        assertEquals(await results(`${folder}/planned/out`), expected);
      });

      await t.step("interrupted, it goes on where it was", async () => {
        const flags = flagsIn("stopped");
        const stopped = start(["deno", "task", "all", ...only, ...flags]);
        await untilThereIs(`${folder}/stopped/runs`, /weights.epoch-0001/);
        stopped.kill("SIGINT");
        const { stderr } = await stopped.output();
        assertStringIncludes(text(stderr), "interrupted");
        assertEquals(Object.keys(await results(`${folder}/stopped/out`)), []);
        const resumed = await all([...only, ...flags]);
        assertEquals(resumed.code, 0, resumed.stderr);
        assertEquals(await results(`${folder}/stopped/out`), expected);
      });

      await t.step("one that fails does not stop the others", async () => {
        const out = `${folder}/failing/out`;
        await Deno.mkdir(out, { recursive: true });
        await Deno.writeTextFile(`${out}/fig1`, "in the way");
        const { code, stderr } = await all(["--only", "fig1,fig4", ...flagsIn("failing")]);
        assertEquals(code, 1);
        assert(/error: 1 of the steps failed: fig1 \(Cannot write to .*\)\n$/.test(stderr), stderr);
        await Deno.stat(`${out}/fig4/record.json`);
      });

      await t.step("--fresh makes again, and trains again", async () => {
        const runs = await pathsIn(`${folder}/planned/runs`);
        const linear = runs.join("\n").match(/mnist-lr-[^/]+/)![0];
        const record = `${folder}/planned/out/fig4/record.json`;
        const finished = async () =>
          (JSON.parse(await Deno.readTextFile(record)) as ResultRecord).finished;
        const before = await finished();
        const steps = ["--only", `fig4,${linear}`, "--fresh"];
        const fresh = await all([...steps, ...flagsIn("planned")]);
        assertEquals(fresh.code, 0, fresh.stderr);
        assertStringIncludes(fresh.stderr, "training 1 runs: done");
        assert(await finished() > before);
        assertEquals(await results(`${folder}/planned/out`), expected);
      });

      await t.step("ends with 2 where usage is wrong", async () => {
        for (
          const [args, complaint] of [
            [["--only", "fig99"], "unknown step fig99 in --only"],
            [["--set", "radius=2"], "unknown flag --set"],
          ] as const
        ) {
          const { code, stdout, stderr } = await all([...args, ...flagsIn("wrong")]);
          assertEquals([code, stdout], [2, ""], stderr);
          assertStringIncludes(stderr, complaint);
        }
        const help = await all(["--help"]);
        assertEquals(help.code, 0);
        assertStringIncludes(help.stdout, "--plan");
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Ids are unique, and what a step takes is given or made by the steps that it needs, which come first. */
function checkSteps(steps: readonly Step[], data: string): void {
  assertEquals(steps.map(({ kind }) => kind), [
    ...["train", "train", "train"],
    ...["experiment", "experiment", "report"],
  ]);
  const made = new Map<string, readonly string[]>();
  for (const { id, kind, inputs, outputs, needs } of steps) {
    assert(!made.has(id), id);
    const earlier = needs.flatMap((need) => made.get(need) ?? [`no ${need} before it`]);
    assertEquals(inputs, kind === "report" ? earlier : [data, ...earlier], id);
    assert(outputs.length > 0, id);
    made.set(id, outputs);
  }
}

/** The last steps that can be first are first. */
function inAnotherOrder(steps: readonly Step[]): Step[] {
  const left = [...steps];
  const ordered: Step[] = [];
  while (left.length > 0) {
    const next = left.findLastIndex(({ needs }) =>
      needs.every((need) => ordered.some(({ id }) => id === need))
    );
    assert(next >= 0, "the steps need each other in a circle");
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

function all(args: readonly string[]) {
  return run(["deno", "task", "all", ...args]);
}

async function run(command: readonly string[]) {
  const { code, stdout, stderr } = await start(command).output();
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function start([, ...args]: readonly string[]): Deno.ChildProcess {
  const options = { args, cwd: root, stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command(Deno.execPath(), { ...options, env: { NO_COLOR: "1" } }).spawn();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The rows and pictures of the figures, by their paths. */
async function results(out: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const figure of figures) {
    for (const file of ["rows.csv", `${figure}.svg`]) {
      const path = `${figure}/${file}`;
      const content = await Deno.readTextFile(`${out}/${path}`).catch(() => null);
      if (content !== null) found[path] = content;
    }
  }
  return found;
}

async function spoil(path: string): Promise<void> {
  await Deno.writeTextFile(path, `${await Deno.readTextFile(path)} `);
}

async function untilThereIs(folder: string, name: RegExp): Promise<void> {
  for (;;) {
    for (const path of await pathsIn(folder)) if (name.test(path)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function pathsIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      paths.push(...isDirectory ? await pathsIn(path) : [path]);
    }
  } catch {
    // Not there yet, or not there any more.
  }
  return paths;
}
