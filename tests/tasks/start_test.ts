import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { granted } from "../support/permissions.ts";
import { runTask } from "../support/run_task.ts";

const mayRun = granted("read", "write", "run");

Deno.test({
  name: "a backend that was asked for and cannot start ends a task with one line and exit code 2" +
    (mayRun ? "" : " [needs --allow-read, --allow-write, --allow-run]"),
  ignore: !mayRun,
  fn: async () => {
    const args = ["fig1", "--profile", "smoke", "--backend", "native"];
    const { code, stderr } = await runTask("reproduce.ts", args); // without --allow-ffi
    assertEquals(code, 2);
    assertMatch(stderr.trim(), /^error: --backend native: Cannot [^\n]*--allow-ffi[^\n]*$/);
    const nothing = await runTask("reproduce.ts", []);
    assertEquals(nothing.code, 2);
    assertMatch(nothing.stderr, /^error: name a figure: fig1, /);
    const help = await runTask("reproduce.ts", ["--help"]);
    assertEquals([help.code, help.stderr], [0, ""]);
    const typo = await runTask("cells.ts", ["--chek"]);
    assertEquals(typo.code, 2);
    assertStringIncludes(typo.stderr, "unknown flag --chek");
    const unknown = await runTask("reproduce.ts", ["fig1", "--backend", "gpu"]);
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.stderr, "must be one of auto, webgpu, native, wasm, cpu");
  },
});
