/** Files that fail on purpose, and looks into them. */
import { sha256 } from "../../src/data/dataset_hash.ts";
import { type RunFiles, StoreError } from "../../src/runs/run_files.ts";

/** Files whose writes fail from the given one on (0 is the first), as on a full disk. */
export function fullAfter(files: RunFiles, writes: number): RunFiles {
  let done = 0;
  return {
    ...files,
    async write(path, bytes) {
      if (done++ >= writes) {
        throw new StoreError(`Cannot keep ${path}: No space left on device (os error 28)`, path);
      }
      await files.write(path, bytes);
    },
  };
}

/** Changes one byte of a file. */
export async function flipByte(files: RunFiles, path: string, at: number): Promise<void> {
  const bytes = (await files.read(path))!;
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  await files.write(path, bytes);
}

/** Cuts a file short. */
export async function truncate(files: RunFiles, path: string, length: number): Promise<void> {
  await files.write(path, (await files.read(path))!.subarray(0, length));
}

/** The SHA-256 of every file below a folder, by path. */
export async function contents(files: RunFiles, folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, isFolder } of await files.list(folder)) {
    const path = `${folder}/${name}`;
    if (isFolder) Object.assign(found, await contents(files, path));
    else found[path] = await sha256((await files.read(path))!);
  }
  return found;
}

/** A copy of files that lie in a folder and below it. */
export async function copyFiles(from: RunFiles, to: RunFiles, folder: string): Promise<void> {
  for (const path of Object.keys(await contents(from, folder))) {
    await to.write(path, (await from.read(path))!);
  }
}

/** What of a store is a function of its specs: all but the records, the locks and what was set aside. */
export async function repeatable(files: RunFiles, folder: string): Promise<Record<string, string>> {
  const all = Object.entries(await contents(files, folder));
  return Object.fromEntries(all.filter(([path]) => !/(record\.json|lock|\.damaged)$/.test(path)));
}
