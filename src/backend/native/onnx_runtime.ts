/**
 * ONNX Runtime as a native provider.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import { findChannelBlock } from "./channel_block.ts";
import { openOnnxApi } from "./onnx_api.ts";
import { makeOnnxConvolution } from "./onnx_convolution.ts";
import { makeOnnxProducts } from "./onnx_products.ts";
import { OnnxSessions } from "./onnx_sessions.ts";
import type { NativeProvider } from "./provider.ts";

/**
 * Opens ONNX Runtime and holds it to the calling thread. Needs permission for
 * all of FFI, and to read the library.
 *
 * @param heap Where the matrices lie.
 * @param path The library's file.
 * @param sha256 The hash that the file must have.
 * @throws {NativeLibraryError} If it cannot be used.
 */
export async function openOnnxRuntime(
  heap: Heap,
  path: string,
  sha256: string,
): Promise<NativeProvider> {
  const api = await openOnnxApi(path, sha256);
  const sessions = new OnnxSessions(api, heap.memory);
  const block = findChannelBlock(sessions, heap);
  return {
    library: { provider: "ONNX Runtime", version: api.version, path, sha256, pinned: true },
    multiply: makeOnnxProducts(sessions),
    transposesFreely: true,
    convolution: block === null ? null : makeOnnxConvolution(sessions, heap, block),
  };
}
