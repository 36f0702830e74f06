import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { granted } from "../support/permissions.ts";
import { runTask } from "../support/run_task.ts";

Deno.test({
  name:
    "--draw-only draws a file that a table program saved, says what it wrote, and names a file without rows (needs read, write and run)",
  ignore: !granted("read", "write", "run"),
  fn: async () => {
    const out = await Deno.makeTempDir();
    const rows = `${out}/theorems/rows.csv`;
    const draw = () => runTask("reproduce.ts", ["theorems", "--draw-only", "--out", out]);
    try {
      await Deno.mkdir(`${out}/theorems`);
      const fixture = new URL("../fixtures/rows/theorems.csv", import.meta.url);
      const csv = await Deno.readTextFile(fixture);
      await Deno.writeTextFile(rows, `\ufeff${csv}`);
      const drawn = await draw();
      assertEquals(drawn.code, 0, drawn.stderr);
      assert(drawn.stderr.trimEnd().endsWith(`wrote ${out}/theorems/theorems.svg`), drawn.stderr);
      assert(!drawn.stderr.includes("warning"), drawn.stderr);
      const picture = await Deno.readTextFile(`${out}/theorems/theorems.svg`);
      const record = { experiment: "theorems", hashes: { "rows.csv": "0" } };
      await Deno.writeTextFile(`${out}/theorems/record.json`, JSON.stringify(record));
      assertStringIncludes((await draw()).stderr, "record.json is of other rows than rows.csv");
      for (
        const [text, problem] of [
          [csv.split("\n", 1)[0]!, "it holds no rows"],
          ["a,b\n1,2\n", "the columns dataset, "],
          [csv.replaceAll("mnist01", "cifar10").replaceAll("_gap", ""), "none of its rows is of "],
        ]
      ) {
        await Deno.writeTextFile(rows, text!);
        const { code, stderr } = await draw();
        assertEquals(code, 2);
        assertStringIncludes(stderr, `error: ${rows}: `);
        assertStringIncludes(stderr, problem!);
      }
      assertEquals(await Deno.readTextFile(`${out}/theorems/theorems.svg`), picture);
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  },
});

Deno.test({
  name:
    "--draw-only refuses flags that say what is measured, and makes no folder (needs read, write and run)",
  ignore: !granted("read", "write", "run"),
  fn: async () => {
    const parent = await Deno.makeTempDir();
    const draw = (...args: string[]) =>
      runTask("reproduce.ts", ["table1", "--draw-only", "--out", `${parent}/none`, ...args]);
    try {
      const refused = await draw("--set", "radius=3", "--weights=w", "--backend", "cpu");
      assertEquals(refused.code, 2);
      const why = "error: --draw-only measures nothing: leave out --weights, --set (";
      assert(refused.stderr.startsWith(why), refused.stderr);
      const missing = await draw("--backend", "cpu");
      assertEquals(missing.code, 1);
      assertStringIncludes(missing.stderr, "run without --draw-only first");
      assertEquals(await Array.fromAsync(Deno.readDir(parent)), []);
    } finally {
      await Deno.remove(parent, { recursive: true });
    }
  },
});
