/**
 * Files that are kept once fetched, and believed only as long as their hash is right.
 *
 * @module
 */
import { type DataError, grouped, unexpected } from "./data_error.ts";
import { sha256 } from "./dataset_hash.ts";
import type { OfficialFile } from "./official_files.ts";

/** A place for whole files. */
export interface FileStore {
  /** What a file there is called in messages. */
  path(name: string): string;
  /** The bytes of a file, or null where there is none. */
  read(name: string): Promise<Uint8Array | null>;
  /** Keeps what `produce` gives, whole or not at all, and fails before `produce` is called where nothing can be kept. */
  write(name: string, produce: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/** A file that was got from elsewhere. */
export interface FetchedFile {
  readonly bytes: Uint8Array;
  /** Where it came from, for messages. */
  readonly origin: string;
}

/** Where {@linkcode cachedFile} looks, and what it does when that fails. */
export interface CachedFileOptions {
  /** Where fetched files are kept. */
  readonly store: FileStore;
  /** Gets a file that is not there, or no longer right. */
  readonly fetch: (name: string) => Promise<FetchedFile>;
  /** Told, in one line, of a file that is damaged. */
  readonly report: (line: string) => void;
}

/**
 * A file's bytes, from the store if they are there and right, else fetched and kept.
 *
 * @throws {DataError} If what is fetched has the wrong hash, or cannot be kept.
 */
export async function cachedFile(
  file: OfficialFile,
  options: CachedFileOptions,
): Promise<Uint8Array> {
  const { store, fetch, report } = options;
  const kept = await store.read(file.name);
  if (kept) {
    const wrong = await checkHash(kept, file, store.path(file.name));
    if (!wrong) return kept;
    report(`${wrong.message}: fetching it again`);
  }
  return await store.write(file.name, async () => {
    const { bytes, origin } = await fetch(file.name);
    const wrong = await checkHash(bytes, file, origin);
    if (wrong) throw wrong;
    return bytes;
  });
}

async function checkHash(
  bytes: Uint8Array,
  file: OfficialFile,
  path: string,
): Promise<DataError | null> {
  const found = await sha256(bytes);
  if (found === file.sha256) return null;
  const short = (hash: string) => `${hash.slice(0, 16)}…`;
  return unexpected(
    path,
    `the SHA-256 ${short(file.sha256)}`,
    `${short(found)} in ${grouped(bytes.length)} bytes`,
  );
}
