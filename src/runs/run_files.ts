/**
 * The little that a run store asks of a file system.
 *
 * @module
 */

/** How the names of files end that are still being written. */
export const temporarySuffix = ".tmp";

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, Math.max(1, end));
}

/** Something in a folder. */
export interface FileEntry {
  /** Without the folder. */
  readonly name: string;
  /** Whether it is a folder itself. */
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
}

/** A lock that this process holds, until it releases it or ends, however it ends. */
export interface FileLock {
  /** Lets others have it. */
  release(): Promise<void>;
}

/** Files as a run store needs them; paths are separated by `/`. */
export interface RunFiles {
  /** What is in a folder, by name; nothing where there is no such folder. */
  list(folder: string): Promise<FileEntry[]>;
  /** A file's bytes; null where there is no such file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Puts a whole file in place of an old one or of none: after a crash at any
   * moment, what is there under the name is one of the two. Makes the folder.
   *
   * @throws {StoreError} If it cannot; what was there before is still there.
   */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Gives a file another name, in place of whatever had it; nothing happens where it is gone. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  /**
   * Takes a file's lock, which one holder at a time can have; null where
   * another has it. Holders write into the file who they are.
   */
  tryLock(path: string, holder: string): Promise<FileLock | null>;
  /** Whether someone holds a file's lock. */
  isLocked(path: string): Promise<boolean>;
}

/** A store's file that cannot be read, kept or trusted. */
export class StoreError extends Error {
  /** The error's name. */
  override readonly name: string = "StoreError";

  /** The file's path. */
  readonly file: string;

  /** An error about a file of the store. */
  constructor(message: string, file: string, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}

/** A file of a store that is not what was written: a byte changed, or some missing. */
export class DamagedFileError extends StoreError {
  /** An error about a damaged file. */
  constructor(file: string) {
    super(`Cannot trust ${file}: it is damaged, its SHA-256 does not fit`, file);
  }
}
