/**
 * What the native kernel set asks of a library: matrix products on the wasm
 * heap, and convolutions where the library has fast ones.
 *
 * @module
 */
import type { Address, ConvShape, Epilogue, GemmShape } from "../kernels/kernel_set.ts";

/** Which library does the work, for the record. */
export interface LibraryDescription {
  /** Whose it is: `Accelerate`, `OpenBLAS`, `ONNX Runtime`. */
  readonly provider: string;
  /** Its version, where it tells. */
  readonly version: string | null;
  /** The file that was opened. */
  readonly path: string;
  /** The file's SHA-256 in hex, where there is a file that may be read. */
  readonly sha256: string | null;
  /** Whether the hash was known beforehand and checked; a system's own library can only be recorded as found. */
  readonly pinned: boolean;
}

/** Convolutions that a library does itself. */
export interface NativeConvolution {
  /** Whether it does this one; else it goes through matrix products. */
  coversForward(shape: ConvShape): boolean;
  /** `y` = x convolved with the filter, then the epilogue. */
  forward(
    shape: ConvShape,
    at: { readonly x: Address; readonly filter: Address; readonly y: Address },
    epilogue: Epilogue,
  ): void;
  /** Whether it does this gradient; else it goes through matrix products. */
  coversInputGradient(shape: ConvShape): boolean;
  /** The gradient in the input of dy. */
  inputGradient(
    shape: ConvShape,
    at: { readonly dy: Address; readonly filter: Address; readonly dx: Address },
  ): void;
}

/** What kind of product. */
export interface ProductOptions {
  /** Add to what c holds; default: write over it. */
  readonly accumulate?: boolean;
  /** How many products of matrices that lie one behind the other; default 1. */
  readonly count?: number;
}

/** A library that multiplies matrices on the wasm heap, with one thread. */
export interface NativeProvider {
  /** Which it is. */
  readonly library: LibraryDescription;
  /** `c = op(a) op(b)`; float32, row-major, dense. */
  multiply(
    shape: GemmShape,
    at: { readonly a: Address; readonly b: Address; readonly c: Address },
    options?: ProductOptions,
  ): void;
  /** Whether its products are the same to the bit where b is stored transposed ({@linkcode KernelSet.transposesFreely}). */
  readonly transposesFreely: boolean;
  /** Its own convolutions; null where it has none. */
  readonly convolution: NativeConvolution | null;
}
