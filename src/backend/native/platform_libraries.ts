/**
 * Which native libraries are known, per platform: those that npm packages
 * carry, pinned by hash, and the BLAS libraries that systems have.
 *
 * @module
 */

/** A library inside an npm package. */
export interface PackagedLibrary {
  /** Its package. */
  readonly package: string;
  /** The package's version. */
  readonly version: string;
  /** The file, in the package's folder. */
  readonly file: string;
  /** The file's SHA-256 in hex. */
  readonly sha256: string;
}

/** The folder that `deno task setup-native` fills and that libraries are opened from. */
export const nativeFolder = "data/cache/native";

/** The version of ONNX Runtime that the packages below carry. */
export const onnxRuntimeVersion = "1.28.2";

const version = "1.13.8";

/** ONNX Runtime (MIT) as the packages of sherpa-onnx (Apache-2.0) carry it. */
export const onnxRuntimeLibraries: Readonly<Record<string, PackagedLibrary>> = {
  "linux-x64": {
    package: "sherpa-onnx-linux-x64",
    version,
    file: "libonnxruntime.so",
    sha256: "4b3607aebd1784b26b6f9b20e4bd974c7ab8287043e4d095cb7d2cb40b5e566e",
  },
  "linux-arm64": {
    package: "sherpa-onnx-linux-arm64",
    version,
    file: "libonnxruntime.so",
    sha256: "cfc800d4438f15e8d9017521326776ca7117d8783cb847ccccc2fc61ac4d540f",
  },
  "darwin-arm64": {
    package: "sherpa-onnx-darwin-arm64",
    version,
    file: "libonnxruntime.dylib",
    sha256: "b0613d0ae53199a83b05fa48e169211498e9d40d54beaa372068ebe5ec5b0929",
  },
  "darwin-x64": {
    package: "sherpa-onnx-darwin-x64",
    version,
    file: "libonnxruntime.dylib",
    sha256: "2bf27180c09e6fd3f407c9ab25205ebf1ff95f2d53bfa35e35409b5849e0ac70",
  },
  "win-x64": {
    package: "sherpa-onnx-win-x64",
    version,
    file: "onnxruntime.dll",
    sha256: "7f66f939a881baf4f46a2216496798edf4a1429878b646d12674aa62f27d8a25",
  },
};

/** Where systems keep a BLAS that is worth calling: Apple's, or OpenBLAS as distributions install it. */
export const systemBlasPaths: Readonly<Record<string, readonly string[]>> = {
  "darwin-arm64": ["/System/Library/Frameworks/Accelerate.framework/Accelerate"],
  "darwin-x64": ["/System/Library/Frameworks/Accelerate.framework/Accelerate"],
  "linux-x64": [
    "/usr/lib/x86_64-linux-gnu/libopenblas.so.0",
    "/usr/lib64/libopenblas.so.0",
    "/usr/lib/libopenblas.so.0",
  ],
  "linux-arm64": [
    "/usr/lib/aarch64-linux-gnu/libopenblas.so.0",
    "/usr/lib64/libopenblas.so.0",
    "/usr/lib/libopenblas.so.0",
  ],
};
