/**
 * Files written whole: under a temporary name first, then renamed, so that a
 * reader never sees half a file.
 */
import { dirname } from "node:path";

const unfinished = new Set<string>();

/** Makes a folder, or says why it cannot be written to. */
export async function makeWritable(folder: string): Promise<void> {
  const probe = `${folder}/.writable-${Deno.pid}.tmp`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe);
  } catch (error) {
    throw new Error(`Cannot write to the output folder ${folder}: ${(error as Error).message}`);
  }
}

/** Writes a text file whole. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  unfinished.add(temporary);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, path);
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${(error as Error).message}`);
  } finally {
    removeUnfinished();
  }
}

/** Removes temporary files of writes that did not end. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      Deno.removeSync(path);
    } catch {
      // Renamed already, or never made.
    }
  }
  unfinished.clear();
}
