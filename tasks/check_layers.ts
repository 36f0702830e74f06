// deno-lint-ignore-file no-console
/**
 * Holds every module of `src` and `tasks` to the import law of CONTRIBUTING.md:
 * prints one line for each violation, and exits with 1 if there is any.
 *
 * `deno run --allow-read tasks/check_layers.ts [ROOT]`
 *
 * @module
 */
import { type Violation, violations } from "./layers/law.ts";
import { usesOf } from "./layers/uses.ts";

/** AssemblyScript: no TypeScript, and it imports only itself. */
const assembly = "src/backend/portable/assembly";

/** The violations of a whole tree, in the order of its files. */
export async function checkTree(root: string): Promise<Violation[]> {
  const files = [
    ...await modulesUnder(root, "src"),
    ...await modulesUnder(root, "tasks"),
    "mod.ts",
  ];
  const found = files.map(async (file) => {
    const source = await Deno.readTextFile(`${root}/${file}`);
    try {
      return violations(file, usesOf(source));
    } catch (cause) {
      throw new Error(`Cannot read the imports of ${file}: it must be TypeScript`, { cause });
    }
  });
  return (await Promise.all(found)).flat();
}

async function modulesUnder(root: string, folder: string): Promise<string[]> {
  const modules: string[] = [];
  for await (const entry of Deno.readDir(`${root}/${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (path === assembly) continue;
    if (entry.isDirectory) modules.push(...await modulesUnder(root, path));
    else if (/\.[mc]?[jt]sx?$/.test(entry.name)) modules.push(path);
  }
  return modules.sort();
}

if (import.meta.main) {
  const found = await checkTree(Deno.args[0] ?? ".");
  for (const { file, line, what, law } of found) console.error(`${file}:${line}: ${what}; ${law}`);
  if (found.length > 0) Deno.exit(1);
}
