/**
 * Matrix products by a CBLAS: Accelerate on macOS, OpenBLAS elsewhere.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import { openLibrary } from "./library.ts";
import type { NativeProvider } from "./provider.ts";

const rowMajor = 101;
const asStored = 111;
const transposed = 112;
const floatBytes = 4;

const symbols = {
  cblas_sgemm: {
    parameters: [
      "i32", // order
      "i32", // transpose a
      "i32", // transpose b
      "i32", // m
      "i32", // n
      "i32", // k
      "f32", // alpha
      "buffer", // a
      "i32", // its row stride
      "buffer", // b
      "i32",
      "f32", // beta
      "buffer", // c
      "i32",
    ],
    result: "void",
  },
  openblas_set_num_threads: { parameters: ["i32"], result: "void", optional: true },
} as const;

/**
 * Opens a CBLAS and holds it to one thread. Permission for its path is enough:
 * it is handed views of the heap, never bare pointers.
 *
 * @param heap Where the matrices lie.
 * @param path The library's file.
 * @throws {NativeLibraryError} If it cannot be used.
 */
export async function openCblas(heap: Heap, path: string): Promise<NativeProvider> {
  const library = await openLibrary(path, symbols);
  const { cblas_sgemm: sgemm, openblas_set_num_threads: setThreads } = library.symbols;
  setThreads?.(1);
  const version = /(\d+\.\d+\.\d+)/.exec(library.realPath.split("/").at(-1) ?? "")?.[1] ?? null;
  return {
    library: {
      provider: setThreads ? "OpenBLAS" : path.includes("Accelerate") ? "Accelerate" : "CBLAS",
      version,
      path: library.realPath,
      sha256: library.sha256,
      pinned: false,
    },
    transposesFreely: false, // nothing is known of how a system's library adds up
    multiply(shape, at, { accumulate = false, count = 1 } = {}) {
      const { m, n, k, transposeA, transposeB } = shape;
      for (let i = 0; i < count; i++) {
        sgemm(
          rowMajor,
          transposeA ? transposed : asStored,
          transposeB ? transposed : asStored,
          m,
          n,
          k,
          1,
          heap.floats(at.a + floatBytes * i * m * k, m * k),
          transposeA ? m : k,
          heap.floats(at.b + floatBytes * i * k * n, k * n),
          transposeB ? k : n,
          accumulate ? 1 : 0,
          heap.floats(at.c + floatBytes * i * m * n, m * n),
          n,
        );
      }
    },
    convolution: null,
  };
}
