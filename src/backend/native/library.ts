/**
 * Opens shared libraries, after checking the permission and the file's hash.
 * Nothing here runs at import, so the package still loads where there is no
 * `Deno`.
 *
 * @module
 */

/** Why a native library does not serve. */
export type NativeFault =
  | "platform"
  | "permission"
  | "missing"
  | "hash"
  | "symbol"
  | "unusable";

/**
 * A native library that cannot be used; the message says what to do.
 *
 * @example
 * ```ts
 * import { assert, assertRejects } from "@std/assert";
 * import { NativeLibraryError, startBackend } from "@marginlab/marginlab";
 *
 * const native = { folder: "nowhere", blasPaths: [] };
 * const error = await assertRejects(() => startBackend("native", { native }), NativeLibraryError);
 * assert(error.fault === "missing" || error.fault === "permission");
 * ```
 */
export class NativeLibraryError extends Error {
  /** Why, for a program. */
  readonly fault: NativeFault;

  /** Makes one from its kind and one line. */
  constructor(fault: NativeFault, message: string) {
    super(message);
    this.name = "NativeLibraryError";
    this.fault = fault;
  }
}

/** A library that is open. */
export interface OpenLibrary<Symbols extends Deno.ForeignLibraryInterface> {
  /** The functions that were asked for. */
  readonly symbols: Deno.StaticForeignLibraryInterface<Symbols>;
  /** The file's SHA-256 in hex; null where there is no file to read (macOS keeps its own in a cache) or no permission to. */
  readonly sha256: string | null;
  /** Where links lead to; the path itself where that cannot be known. */
  readonly realPath: string;
}

/** The names that packages have for this platform, `linux-x64` for one; null outside Deno. */
export function platformName(): string | null {
  if (typeof Deno === "undefined") return null;
  const system = Deno.build.os === "windows" ? "win" : Deno.build.os;
  const processor = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  return `${system}-${processor}`;
}

/** Whether a library may be opened without asking anyone; with no path, whether any may, and any memory be read. */
export function mayUseFfi(path?: string): boolean {
  if (typeof Deno === "undefined") return false;
  const permission = path === undefined ? { name: "ffi" } as const : { name: "ffi", path } as const;
  return Deno.permissions.querySync(permission).state === "granted";
}

/**
 * Opens a shared library.
 *
 * @param path A path to it; bare names are not searched for.
 * @param symbols The functions that it must have.
 * @param options.sha256 The hash that its file must have; without it, any file is opened and its hash is reported.
 * @throws {NativeLibraryError} If it may not be opened, is not there, is another file, or lacks a function.
 */
export async function openLibrary<const Symbols extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: Symbols,
  options: { readonly sha256?: string } = {},
): Promise<OpenLibrary<Symbols>> {
  if (typeof Deno === "undefined") {
    throw new NativeLibraryError("platform", `Cannot open ${path}: native libraries need Deno`);
  }
  if (!mayUseFfi(path)) {
    throw new NativeLibraryError(
      "permission",
      `Cannot open ${path}: it must be permitted; run with --allow-ffi=${path}`,
    );
  }
  const sha256 = await hashOf(path);
  if (options.sha256 !== undefined) requireHash(path, sha256, options.sha256);
  try {
    const library = Deno.dlopen(path, symbols);
    return { symbols: library.symbols, sha256, realPath: realPathOf(path) };
  } catch (error) {
    throw explain(path, error as Error);
  }
}

async function hashOf(path: string): Promise<string | null> {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
    return new Uint8Array(digest).toHex();
  } catch {
    return null;
  }
}

function requireHash(path: string, found: string | null, wanted: string): void {
  if (found === null) {
    throw new NativeLibraryError(
      "missing",
      `Cannot open ${path}: it must be there and readable, so that its hash can be checked; run ` +
        "`deno task setup-native`",
    );
  }
  if (found === wanted) return;
  throw new NativeLibraryError(
    "hash",
    `Cannot open ${path}: its SHA-256 must be ${wanted} and is ${found}; delete the file and run ` +
      "`deno task setup-native`",
  );
}

function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

function explain(path: string, error: Error): NativeLibraryError {
  const fault = /symbol/.test(error.message)
    ? "symbol"
    : /No such file|not found|could not be found|image not found/i.test(error.message)
    ? "missing"
    : "unusable";
  const advice = {
    symbol: "it is another library than it seems",
    missing: "it, or a library that it needs, is not there",
    unusable: "it is damaged or made for another platform",
  }[fault];
  return new NativeLibraryError(fault, `Cannot open ${path}: ${advice} (${error.message})`);
}
