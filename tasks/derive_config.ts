// deno-lint-ignore-file no-console
/**
 * Prints a configuration made of deno.json.
 *
 * `jsr`: deno.jsr.json, which has no stand-ins and a lock of its own.
 * `package`: what `deno task package` tries to publish with. The stand-ins are
 * in its publish list, because `deno publish` takes linked modules for modules
 * of the package.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

const { links: _, ...unlinked } = config;
const publish = { ...config.publish, include: [...config.publish.include, "jsr"] };
const derived: Readonly<Record<string, unknown>> = {
  jsr: { ...unlinked, lock: { path: "deno.jsr.lock" } },
  package: { ...config, publish },
};

const name = Deno.args[0] ?? "";
if (name in derived) console.log(JSON.stringify(derived[name], null, 2));
else {
  console.error(`Cannot derive a configuration: expected jsr or package, got "${name}"`);
  Deno.exit(2);
}
