/**
 * One run's folder in a store: which files there are, and none believed that
 * is not whole.
 *
 * @module
 */
import { DamagedFileError, type FileEntry, type FileLock, type RunFiles } from "./run_files.ts";
import { isWhole } from "./seal.ts";

/** The files of a run that are kept for each of several epochs. */
export type EpochFiles = "weights" | "checkpoints";

/** How the names of files end that were damaged and have been set aside. */
export const damagedSuffix = ".damaged";

/** What is trained. */
export const specFile = "spec.json";
/** Loss and errors of each epoch. */
export const historyFile = "history.json";
/** What the training cost, and where it ran. */
export const recordFile = "record.json";
/** Whoever trains the run holds this file's lock. */
export const lockFile = "lock";

/** The file of an epoch. */
export function epochFile(kind: EpochFiles, epoch: number): string {
  return `${kind}/epoch-${String(epoch).padStart(4, "0")}.safetensors`;
}

/** A run's files. */
export class RunFolder {
  /** The folder of the run called `key`. */
  constructor(readonly files: RunFiles, readonly path: string, readonly key: string) {}

  /** The epochs that there are files of, ascending. */
  async epochs(kind: EpochFiles): Promise<number[]> {
    const entries = await this.files.list(`${this.path}/${kind}`);
    const numbers = entries.map(({ name }) => /^epoch-(\d+)\.safetensors$/.exec(name)?.[1]);
    return numbers.filter((number) => number !== undefined).map(Number).sort((a, b) => a - b);
  }

  /**
   * A whole file's bytes; null where there is no such file.
   *
   * @throws {DamagedFileError} If the file is damaged.
   */
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = `${this.path}/${name}`;
    const bytes = await this.files.read(path);
    if (bytes !== null && !(await isWhole(bytes))) throw new DamagedFileError(path);
    return bytes;
  }

  /** A whole file's bytes; null where there is none, or a damaged one. */
  async readWhole(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.files.read(`${this.path}/${name}`);
    return bytes !== null && await isWhole(bytes) ? bytes : null;
  }

  /** A whole file's bytes; null where there is none, or where there was a damaged one, which is then set aside. */
  async readOrSetAside(
    name: string,
    report: (line: string) => void,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return await this.read(name);
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      const again = await this.readWhole(name); // another process may have been quicker
      if (again) return again;
      await this.files.rename(error.file, `${error.file}${damagedSuffix}`);
      report(`${error.message}; set aside as ${name}${damagedSuffix}`);
      return null;
    }
  }

  /** Keeps a sealed file. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.files.write(`${this.path}/${name}`, bytes);
  }

  /** Removes a file, if it is there. */
  async remove(name: string): Promise<void> {
    await this.files.remove(`${this.path}/${name}`);
  }

  /** Every file, by its path inside the folder. */
  async list(folder = ""): Promise<FileEntry[]> {
    const entries = await this.files.list(folder === "" ? this.path : `${this.path}/${folder}`);
    const found = entries.map(async (entry) => {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isFolder ? await this.list(name) : [{ ...entry, name }];
    });
    return (await Promise.all(found)).flat();
  }

  /** Takes the run's lock; null where another process, or another call in this one, has it. */
  tryLock(): Promise<FileLock | null> {
    const holder = `process ${Deno.pid} since ${new Date().toISOString()}`;
    return this.files.tryLock(`${this.path}/${lockFile}`, holder);
  }

  /** Whether someone holds the run's lock: whoever trains it, or removes something of it. */
  isLocked(): Promise<boolean> {
    return this.files.isLocked(`${this.path}/${lockFile}`);
  }

  /** Who held the lock last, as far as it can be told. */
  async holder(): Promise<string> {
    const bytes = await this.files.read(`${this.path}/${lockFile}`).catch(() => null);
    const text = bytes ? new TextDecoder().decode(bytes).trim() : "";
    return text === "" ? "another process" : text;
  }
}
