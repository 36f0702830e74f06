/**
 * Files that are whole or not there: written under a temporary name, brought
 * to the disk, then renamed.
 *
 * @module
 */
import { folderOf, temporarySuffix } from "./run_files.ts";

let written = 0;

/** What is being written: a process that is interrupted takes it with it. */
const unfinished = new Set<string>();
addEventListener("unload", () => {
  for (const path of unfinished) {
    try {
      Deno.removeSync(path);
    } catch {
      // Renamed already.
    }
  }
});

/** How often what another process tidied away, taking it for left behind, is written again. */
const attempts = 5;

/** Puts a whole file in place of an old one or of none; where that fails, nothing has changed. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await writeOnce(path, bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || attempt === attempts) throw error;
    }
  }
}

async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${Deno.pid}-${written++}${temporarySuffix}`;
  unfinished.add(temporary);
  try {
    await Deno.mkdir(folderOf(path), { recursive: true });
    await writeDurably(temporary, bytes);
    await Deno.rename(temporary, path);
    await syncFolder(folderOf(path));
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

/** A rename lasts once its folder is on the disk; Windows has no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using opened = await Deno.open(folder);
  await opened.sync();
}
