/**
 * The one error of data that cannot be used: which file, what was expected of
 * it, what was found.
 *
 * @module
 */

/**
 * A file of data is missing, damaged, or not what its name says.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { DataError, parseIdx } from "@marginlab/marginlab";
 *
 * const read = () => parseIdx(new Uint8Array([0, 0, 13, 1]), { file: "labels" });
 * assertEquals(assertThrows(read, DataError, "Cannot read labels: expected").file, "labels");
 * ```
 */
export class DataError extends Error {
  /** The error's class, for whoever prints it. */
  override readonly name: string = "DataError";
  /** The file or folder at fault, as it was named to the reader. */
  readonly file: string;

  /**
   * An error about one file.
   *
   * @param message What was attempted, what had to hold, what was found, in one line.
   * @param options The file at fault, and the error underneath.
   */
  constructor(message: string, options: { file: string; cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.file = options.file;
  }
}

/** The error of a file that can be read but is not what it has to be. */
export function unexpected(file: string, expected: string, found: string): DataError {
  return new DataError(`Cannot read ${file}: expected ${expected}, found ${found}`, { file });
}

/** A count as people read it: `60,000`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
