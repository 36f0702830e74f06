/**
 * Fetches the library of the native kernels, once, to where it is opened from.
 *
 * @module
 */
import { NativeLibraryError, platformName } from "../backend/native/library.ts";
import {
  nativeFolder,
  onnxRuntimeLibraries,
  type PackagedLibrary,
} from "../backend/native/platform_libraries.ts";

/** What {@linkcode setUpNative} did. */
export interface NativeSetup {
  /** Where the library lies. */
  readonly path: string;
  /** The package it came from, with its version. */
  readonly package: string;
  /** Its SHA-256 in hex, which was checked. */
  readonly sha256: string;
  /** Whether it was there before. */
  readonly already: boolean;
}

/** How {@linkcode setUpNative} works. */
export interface NativeSetupOptions {
  /** The folder that the library is put into; `data/cache/native` unless told. */
  readonly folder?: string;
  /** Reads a file of an npm package, `npm:name@version`; through Deno's own cache unless told. */
  readonly readPackage?: (specifier: string, file: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Puts ONNX Runtime's library for this platform into a folder: from its npm
 * package, which Deno fetches into its own cache, and only if its hash is the
 * one that is written down here. Nothing of the package is run.
 *
 * Needs permission to read and write the folder, and to read Deno's cache. It
 * may write to the lock file in use, so use a copy.
 *
 * @throws {NativeLibraryError} If the platform has none, or it cannot be fetched, or is another file than it must be.
 */
export async function setUpNative(options: NativeSetupOptions = {}): Promise<NativeSetup> {
  const { folder = nativeFolder, readPackage = readFromNpm } = options;
  const platform = platformName();
  const wanted = onnxRuntimeLibraries[platform ?? ""];
  if (wanted === undefined) {
    throw new NativeLibraryError(
      "platform",
      `Cannot set up the native kernels: there is no library for ${platform}; use --backend wasm`,
    );
  }
  const path = `${folder}/${wanted.file}`;
  const done = { path, package: `${wanted.package}@${wanted.version}`, sha256: wanted.sha256 };
  if (await hashOfFile(path) === wanted.sha256) return { ...done, already: true };
  const specifier = `npm:${done.package}`;
  const bytes = await readPackage(specifier, wanted.file);
  await requireHash(bytes, wanted, specifier);
  await keep(path, bytes);
  return { ...done, already: false };
}

async function requireHash(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: PackagedLibrary,
  specifier: string,
): Promise<void> {
  const found = await hashOf(bytes);
  if (found === wanted.sha256) return;
  throw new NativeLibraryError(
    "hash",
    `Cannot set up the native kernels: ${wanted.file} of ${specifier} must have the SHA-256 ` +
      `${wanted.sha256} and has ${found}; it is not used`,
  );
}

/** The specifier is computed, so that nothing is fetched before someone asks. */
async function readFromNpm(specifier: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    await import(`${specifier}/package.json`, { with: { type: "json" } });
    return await Deno.readFile(new URL(import.meta.resolve(`${specifier}/${file}`)));
  } catch (cause) {
    const reason = (cause as Error).message.replace(/\s*\n\s*/g, "; ");
    throw new NativeLibraryError(
      "missing",
      `Cannot fetch ${specifier}: a network is needed once, and permission to read Deno's cache ` +
        `(${reason})`,
    );
  }
}

/** Writes under another name first: a reader never sees half a library. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  try {
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

async function hashOfFile(path: string): Promise<string | null> {
  try {
    return await hashOf(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
