/**
 * A run store's files on a disk.
 *
 * @module
 */
import { type FileEntry, type FileLock, folderOf, type RunFiles, StoreError } from "./run_files.ts";
import { writeWhole } from "./write_whole.ts";

/** The disk, through Deno; needs permission to read and write the store's folder. */
export const diskFiles: RunFiles = {
  async list(folder) {
    const entries: FileEntry[] = [];
    try {
      for await (const { name, isDirectory } of Deno.readDir(folder)) {
        const size = isDirectory ? 0 : await sizeOf(`${folder}/${name}`);
        if (size !== null) entries.push({ name, isFolder: isDirectory, size });
      }
    } catch (cause) {
      if (isMissing(cause)) return [];
      throw refused("read", folder, cause);
    }
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  },

  async read(path) {
    try {
      return await Deno.readFile(path);
    } catch (cause) {
      if (isMissing(cause)) return null;
      throw refused("read", path, cause);
    }
  },

  async write(path, bytes) {
    try {
      await writeWhole(path, bytes);
    } catch (cause) {
      throw refused("keep", path, cause);
    }
  },

  async rename(from, to) {
    try {
      await Deno.rename(from, to);
    } catch (cause) {
      if (isMissing(cause)) return;
      throw refused("rename", from, cause);
    }
  },

  async remove(path) {
    try {
      await Deno.remove(path);
    } catch (cause) {
      if (!isMissing(cause)) throw refused("remove", path, cause);
    }
  },

  async tryLock(path, holder) {
    try {
      await Deno.mkdir(folderOf(path), { recursive: true });
      return await lockFile(path, holder);
    } catch (cause) {
      throw refused("lock", path, cause);
    }
  },

  async isLocked(path) {
    try {
      using file = await Deno.open(path);
      return !(await file.tryLock(false));
    } catch (cause) {
      if (isMissing(cause)) return false;
      throw refused("read", path, cause);
    }
  },
};

/**
 * The operating system's own lock on an open file: it ends with the process
 * that holds it, so a lock that a dead process left does not exist.
 */
async function lockFile(path: string, holder: string): Promise<FileLock | null> {
  const file = await Deno.open(path, { create: true, read: true, write: true });
  try {
    if (!(await file.tryLock(true))) {
      file.close();
      return null;
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${holder}\n`));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    release() {
      file.close();
      return Promise.resolve();
    },
  };
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).size;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Deno.errors.NotFound;
}

/** What could not be done, without the system call and the path that Deno adds. */
function refused(action: string, path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`Cannot ${action} ${path}: ${reason.replace(/: \w+ '.*$/s, "")}`, path, {
    cause,
  });
}
