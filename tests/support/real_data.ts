import { defaultCache, loadDataset } from "../../src/data/load_dataset.ts";
import type { DatasetName } from "../../src/data/official_files.ts";
import { officialSet } from "../../src/data/official_files.ts";
import type { Dataset } from "../../src/types.ts";
import { granted } from "./permissions.ts";
import { runTask } from "./run_task.ts";

/** Why {@linkcode realDataset} may have given null, for a test's name. */
export const realDataNeeds = "(needs read, write, run, and the data or a network)";

/**
 * A published data set for tests, or null where it cannot be had. MNIST (11 MB)
 * is fetched; CIFAR-10 (139 MB) only where `MARGINLAB_TEST_CIFAR10` is set, else it has to be there.
 */
export async function realDataset(name: DatasetName): Promise<Dataset | null> {
  if (!granted("read", "write", "run")) return null;
  if (!(await isCached(name)) && !(mayFetch(name) && await fetchByTask(name))) return null;
  return await loadDataset(name);
}

async function isCached(name: DatasetName): Promise<boolean> {
  const { cacheFolder, files } = officialSet(name);
  const paths = files.map((file) => `${defaultCache}/${cacheFolder}/${file.name}`);
  const found = await Promise.allSettled(paths.map((path) => Deno.stat(path)));
  return found.every(({ status }) => status === "fulfilled");
}

function mayFetch(name: DatasetName): boolean {
  return name !== "cifar10" || granted("env") && Deno.env.has("MARGINLAB_TEST_CIFAR10");
}

/** By a program of its own: Deno notes a package in the lock file of the program that fetches it. */
async function fetchByTask(name: DatasetName): Promise<boolean> {
  return (await runTask("data.ts", [name])).code === 0;
}
