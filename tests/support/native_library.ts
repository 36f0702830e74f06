import { mayUseFfi, platformName } from "../../src/backend/native/library.ts";
import {
  nativeFolder,
  onnxRuntimeLibraries,
  systemBlasPaths,
} from "../../src/backend/native/platform_libraries.ts";

/** A library for tests, or why there is none. */
export type TestLibrary =
  | { readonly path: string; readonly missing: null }
  | { readonly path: null; readonly missing: string };

/** ONNX Runtime as `deno task setup-native` leaves it. */
export function onnxRuntimeForTests(): TestLibrary {
  const wanted = onnxRuntimeLibraries[platformName() ?? ""];
  if (!wanted) return none(`no ONNX Runtime for ${platformName()}`);
  if (!mayUseFfi()) return none("needs --allow-ffi");
  return ifThere([`${nativeFolder}/${wanted.file}`], "deno task setup-native has not been run");
}

/** The system's BLAS. */
export function systemBlasForTests(): TestLibrary {
  const paths = systemBlasPaths[platformName() ?? ""] ?? [];
  if (!paths.some(mayUseFfi)) return none("needs --allow-ffi");
  if (Deno.build.os === "darwin") return { path: paths[0], missing: null }; // Accelerate is no file
  return ifThere(paths, "this system has no OpenBLAS");
}

function ifThere(paths: readonly string[], otherwise: string): TestLibrary {
  for (const path of paths) {
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") {
      return none("needs --allow-read");
    }
    try {
      Deno.statSync(path);
      return { path, missing: null };
    } catch {
      continue;
    }
  }
  return none(otherwise);
}

function none(missing: string): TestLibrary {
  return { path: null, missing };
}
