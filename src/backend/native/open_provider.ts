/**
 * Which native library is used: ONNX Runtime where it has been set up, since
 * its convolutions are the fastest, else the BLAS that the system has.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import { openCblas } from "./cblas.ts";
import { mayUseFfi, NativeLibraryError, platformName } from "./library.ts";
import { openOnnxRuntime } from "./onnx_runtime.ts";
import {
  nativeFolder,
  onnxRuntimeLibraries,
  type PackagedLibrary,
  systemBlasPaths,
} from "./platform_libraries.ts";
import type { NativeProvider } from "./provider.ts";

/** Where libraries are looked for. */
export interface NativeSearch {
  /** The folder that `deno task setup-native` filled. */
  readonly folder?: string;
  /** Paths of a CBLAS; those of the platform if absent. */
  readonly blasPaths?: readonly string[];
}

/** One library that could serve. */
interface Candidate {
  open(heap: Heap): Promise<NativeProvider>;
}

/**
 * Opens the first library that serves. Apple's BLAS goes first where there is
 * one, because it alone reaches that processor's matrix unit.
 *
 * @param heap The wasm heap it will work on.
 * @throws {NativeLibraryError} If none serves, saying why each does not; at once if a file has the wrong hash.
 */
export async function openNativeProvider(
  heap: Heap,
  search: NativeSearch = {},
): Promise<NativeProvider> {
  const platform = platformName();
  const failures: NativeLibraryError[] = [];
  for (const candidate of candidates(platform, search)) {
    try {
      return await candidate.open(heap);
    } catch (error) {
      if (!(error instanceof NativeLibraryError) || error.fault === "hash") throw error;
      failures.push(error);
    }
  }
  throw noneServes(platform, failures);
}

/** Whether a library could be opened without asking anyone, as far as permissions tell. */
export function mayOpenNative(search: NativeSearch = {}): boolean {
  if (mayUseFfi()) return true;
  const { blasPaths = systemBlasPaths[platformName() ?? ""] ?? [] } = search;
  return blasPaths.some(mayUseFfi);
}

function candidates(platform: string | null, search: NativeSearch): Candidate[] {
  const { folder = nativeFolder, blasPaths = systemBlasPaths[platform ?? ""] ?? [] } = search;
  const packaged = onnxRuntimeLibraries[platform ?? ""];
  const onnxRuntime = packaged ? [onnxRuntimeIn(folder, packaged)] : [];
  const blas = blasPaths.map((path) => ({ open: (heap: Heap) => openCblas(heap, path) }));
  return platform?.startsWith("darwin") ? [...blas, ...onnxRuntime] : [...onnxRuntime, ...blas];
}

function onnxRuntimeIn(folder: string, { file, sha256 }: PackagedLibrary): Candidate {
  const path = `${folder}/${file}`;
  return { open: (heap) => openOnnxRuntime(heap, path, sha256) };
}

function noneServes(
  platform: string | null,
  failures: readonly NativeLibraryError[],
): NativeLibraryError {
  const [first, ...others] = failures;
  if (first === undefined) {
    return new NativeLibraryError(
      "platform",
      `Cannot start the native kernels: no library is known for ${
        platform ?? "a platform without Deno"
      }; use the portable ones, --backend wasm`,
    );
  }
  const also = others.length === 0 ? "" : ` (${others.length} other libraries do not serve either)`;
  const told = failures.find(({ fault }) => fault !== "missing") ?? first; // a library that is there and no good says more than one that is not
  const advice = told.message.includes("setup-native") || told.fault === "permission"
    ? ""
    : "; `deno task setup-native` fetches one that serves";
  return new NativeLibraryError(
    told.fault,
    `Cannot start the native kernels${also}: ${told.message}${advice}`,
  );
}
