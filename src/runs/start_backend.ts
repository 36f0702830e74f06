/**
 * Starts what a user asked for; what is missing for native kernels is fetched.
 *
 * @module
 */
import { type Backend, type BackendChoice, startBackend } from "../backend/choose.ts";
import { NativeLibraryError } from "../backend/native/library.ts";
import { type NativeSetupOptions, setUpNative } from "./set_up_native.ts";

/** How {@linkcode startOrSetUp} works. */
export interface StartOptions extends NativeSetupOptions {
  /** Told, in one line, that something is being fetched. */
  readonly report: (line: string) => void;
}

/**
 * {@linkcode startBackend}, but native kernels that are asked for by name and
 * not set up are set up first.
 *
 * @throws {Error} If the chosen backend cannot start, or its library cannot be fetched.
 */
export async function startOrSetUp(
  choice: BackendChoice,
  options: StartOptions,
): Promise<Backend> {
  const { folder, report } = options;
  const native = folder === undefined ? {} : { folder };
  let failure: unknown;
  try {
    return await startBackend(choice, { native });
  } catch (error) {
    const mayBeFetched = error instanceof NativeLibraryError &&
      ["missing", "symbol", "unusable"].includes(error.fault);
    if (choice !== "native" || !mayBeFetched) throw error;
    failure = error;
  }
  report("fetching the library of the native kernels, once");
  const { path, package: from, already } = await setUpNative(options);
  if (already) throw failure;
  report(`fetched ${path} from ${from}, its hash is right`);
  return await startBackend(choice, { native });
}
