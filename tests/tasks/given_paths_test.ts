import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { pathsFromRoot } from "../../tasks/given_paths.ts";
import { withFolder } from "../support/disk.ts";
import { granted } from "../support/permissions.ts";

Deno.test("pathsFromRoot() counts relative paths from the folder where a task was called", () => {
  const args = ["--model", "a.safetensors", "--out=../o", "--runs", "/r", "--seed", "1", "--fresh"];
  assertEquals(pathsFromRoot(args, "docs"), [
    ...["--model", join("docs", "a.safetensors"), "--out=o", "--runs", "/r"],
    ...["--seed", "1", "--fresh"],
  ]);
  assertEquals(pathsFromRoot(["--data", "../mnist"], "docs"), ["--data", "./mnist"]);
  assertEquals(pathsFromRoot([...args, "--data", "./d"], ""), [...args, "--data", "./d"]);
});

Deno.test("pathsFromRoot() leaves what is no path: names of data sets, other flags, arguments", () => {
  for (
    const args of [
      ["--data", "mnist"],
      ["--data=cifar10"],
      ["mnist", "--only", "fig1"],
      ["--out", "--fresh"],
      ["--out=", "--set", "out=1"],
      ["--weights-layout", "tfjs"],
    ]
  ) {
    assertEquals(pathsFromRoot(args, "docs"), args);
  }
});

Deno.test({
  name: "a task called in a folder below the root reads there, and not in one elsewhere " +
    "(needs read, write and run)",
  ignore: !granted("read", "write", "run"),
  fn: () =>
    withFolder("disk", async (elsewhere) => {
      const root = new URL("../../", import.meta.url);
      const call = async (folder: string) => {
        const { stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["task", "-q", "runs", "--runs", "none"],
          cwd: root,
          env: { INIT_CWD: folder },
        }).output();
        return new TextDecoder().decode(stderr);
      };
      const docs = decodeURIComponent(new URL("docs", root).pathname);
      assertStringIncludes(await call(docs), `the run store ${join("docs", "none")}:`);
      assertStringIncludes(await call(elsewhere), "the run store none:");
    }),
});
