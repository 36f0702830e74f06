/**
 * ONNX Runtime's C API: a table of functions behind the one symbol that its
 * library exports.
 *
 * @module
 */
import {
  type ForeignCall,
  type ForeignPointer,
  functionAt,
  readPointer,
  readText,
} from "./foreign_memory.ts";
import { mayUseFfi, NativeLibraryError, openLibrary } from "./library.ts";

/** The version of the table; later libraries keep it. */
const apiVersion = 16;
const pointerBytes = 8;

/** The functions in use, by their place in the table (`onnxruntime_c_api.h`); those that return a pointer return a status, null on success. */
const functions = {
  getErrorMessage: { index: 2, parameters: ["pointer"], result: "usize" },
  createEnvironment: { index: 3, parameters: ["i32", "buffer", "buffer"], result: "pointer" },
  createSession: {
    index: 8,
    parameters: ["usize", "buffer", "usize", "usize", "buffer"],
    result: "pointer",
  },
  run: {
    index: 9,
    parameters: ["usize", "usize", "buffer", "buffer", "usize", "buffer", "usize", "buffer"],
    result: "pointer",
  },
  createSessionOptions: { index: 10, parameters: ["buffer"], result: "pointer" },
  setIntraOperatorThreads: { index: 24, parameters: ["usize", "i32"], result: "pointer" },
  setInterOperatorThreads: { index: 25, parameters: ["usize", "i32"], result: "pointer" },
  createTensorOn: {
    index: 49,
    parameters: ["usize", "usize", "usize", "buffer", "usize", "i32", "buffer"],
    result: "pointer",
  },
  createCpuMemoryInfo: { index: 69, parameters: ["i32", "i32", "buffer"], result: "pointer" },
  releaseStatus: { index: 93, parameters: ["pointer"], result: "void" },
  releaseValue: { index: 96, parameters: ["usize"], result: "void" },
  releaseSession: { index: 95, parameters: ["usize"], result: "void" },
  releaseSessionOptions: { index: 100, parameters: ["usize"], result: "void" },
} as const;

type Table = {
  readonly [Name in keyof typeof functions]: ForeignCall<typeof functions[Name]>;
};

/** The API of an open library. */
export interface OnnxApi extends Table {
  /** The library's version. */
  readonly version: string;
  /** The SHA-256 of its file. */
  readonly sha256: string;
  /** Throws what a failed call says. */
  check(status: ForeignPointer): void;
  /** Calls something that writes a pointer into the buffer it is given, and returns that pointer. */
  make(call: (out: BigUint64Array<ArrayBuffer>) => ForeignPointer): bigint;
}

/**
 * Opens ONNX Runtime. Its functions are reached by pointer, for which Deno
 * wants permission for all of FFI: a path is not enough.
 *
 * @param path The library's file.
 * @param sha256 The hash that the file must have.
 * @throws {NativeLibraryError} If it cannot be used.
 */
export async function openOnnxApi(path: string, sha256: string): Promise<OnnxApi> {
  if (!mayUseFfi()) {
    throw new NativeLibraryError(
      "permission",
      "Cannot use ONNX Runtime: it is called through function pointers, which a permission for " +
        `${path} alone does not cover; run with --allow-ffi`,
    );
  }
  const { symbols } = await openLibrary(
    path,
    { OrtGetApiBase: { parameters: [], result: "usize" } },
    { sha256 },
  );
  const base = symbols.OrtGetApiBase();
  const getApi = functionAt(readPointer(base, 0), { parameters: ["u32"], result: "usize" });
  const getVersion = functionAt(readPointer(base, pointerBytes), {
    parameters: [],
    result: "usize",
  });
  const table = getApi(apiVersion);
  const version = readText(getVersion());
  if (table === 0n) {
    throw new NativeLibraryError(
      "unusable",
      `Cannot use ${path}: version ${version} has no API ${apiVersion}; run \`deno task setup-native\``,
    );
  }
  const entries = Object.entries(functions).map(([name, { index, ...type }]) => [
    name,
    functionAt(readPointer(table, index * pointerBytes), type),
  ]);
  return withErrors(Object.fromEntries(entries) as Table, version, sha256);
}

function withErrors(table: Table, version: string, sha256: string): OnnxApi {
  const out = new BigUint64Array(1);
  const check = (status: ForeignPointer): void => {
    if (status === null) return;
    const message = readText(table.getErrorMessage(status));
    table.releaseStatus(status);
    throw new Error(`ONNX Runtime ${version}: ${message}`);
  };
  return {
    ...table,
    version,
    sha256,
    check,
    make(call): bigint {
      check(call(out));
      return out[0]!;
    },
  };
}

/** Text as C wants it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
