/**
 * A run store's files in memory: for tests, and for where there is no disk.
 *
 * @module
 */
import type { RunFiles } from "./run_files.ts";

/** Files that last as long as this object. */
export function memoryFiles(): RunFiles {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const locked = new Set<string>();
  return {
    list(folder) {
      const sizes = new Map<string, number | null>();
      for (const [path, { length }] of files) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name, ...deeper] = path.slice(folder.length + 1).split("/");
        sizes.set(name!, deeper.length > 0 ? null : length);
      }
      const entries = [...sizes].map(([name, size]) => ({
        name,
        isFolder: size === null,
        size: size ?? 0,
      }));
      return Promise.resolve(entries.sort((a, b) => a.name < b.name ? -1 : 1));
    },
    read: (path) => Promise.resolve(files.get(path)?.slice() ?? null),
    write(path, bytes) {
      files.set(path, Uint8Array.from(bytes));
      return Promise.resolve();
    },
    rename(from, to) {
      const bytes = files.get(from);
      if (bytes) files.set(to, bytes);
      files.delete(from);
      return Promise.resolve();
    },
    remove(path) {
      files.delete(path);
      return Promise.resolve();
    },
    isLocked: (path) => Promise.resolve(locked.has(path)),
    tryLock(path, holder) {
      if (locked.has(path)) return Promise.resolve(null);
      locked.add(path);
      files.set(path, new TextEncoder().encode(`${holder}\n`));
      return Promise.resolve({
        release() {
          locked.delete(path);
          return Promise.resolve();
        },
      });
    },
  };
}
