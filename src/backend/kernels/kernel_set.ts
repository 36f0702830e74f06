/**
 * What a kernel set is: the handful of dense float32 kernels that training
 * spends its time in, told in addresses of tfjs's own wasm heap and plain
 * sizes. A set knows no tensor, no tape and no guard; `register.ts` gives it
 * those once for every set.
 *
 * @module
 */

/** A byte offset into the wasm heap, a multiple of 4. Zero says "none" where that is allowed. */
export type Address = number;

/** The sizes of `C = op(A) op(B)`, all matrices row-major and dense. */
export interface GemmShape {
  /** Rows of C. */
  readonly m: number;
  /** Columns of C. */
  readonly n: number;
  /** What is summed over. */
  readonly k: number;
  /** A is stored `[k, m]`, else `[m, k]`. */
  readonly transposeA: boolean;
  /** B is stored `[n, k]`, else `[k, n]`. */
  readonly transposeB: boolean;
}

/** What a product may do to its result before it is written. */
export interface Epilogue {
  /** `[n]` added to every row (`[outChannels]` of a convolution); 0 for none. */
  readonly bias: Address;
  /** Negative results become 0; NaN stays NaN. */
  readonly relu: boolean;
}

/** No bias, no ReLU. */
export const plain: Epilogue = { bias: 0, relu: false };

/**
 * The sizes of a window that slides over NHWC images. A window may lie wholly
 * outside: tfjs counts an oblong window's steps by its height where the padding
 * is a number.
 */
export interface WindowShape {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  /** What the last window reaches past the image's lower edge counts as padding, whatever is written here. */
  readonly padBottom: number;
  readonly padRight: number;
}

/** The sizes of a convolution: images NHWC, filter `[windowHeight, windowWidth, inChannels, outChannels]`, dilation 1. */
export interface ConvShape extends WindowShape {
  readonly outChannels: number;
}

/**
 * The kernels. Every output is written in full, no output overlaps an input,
 * no input is changed, every size is at least 1. They are synchronous and may
 * grow the heap (for scratch), so whoever calls takes views afterwards.
 */
export interface KernelSet {
  /** What the record and the notice print: `portable, relaxed SIMD`. */
  readonly name: string;
  /** Whether products of at least two rows and two columns are the same to the bit where B is stored transposed, and quicker. */
  readonly transposesFreely: boolean;

  /** `c[m, n] = op(a) op(b)`, then the epilogue. */
  gemm(
    shape: GemmShape,
    at: { readonly a: Address; readonly b: Address; readonly c: Address },
    epilogue: Epilogue,
  ): void;

  /** `y[batch, outHeight, outWidth, outChannels]` = x convolved with the filter, then the epilogue. */
  convForward(
    shape: ConvShape,
    at: { readonly x: Address; readonly filter: Address; readonly y: Address },
    epilogue: Epilogue,
  ): void;

  /** The gradient in the input: `dx[batch, inHeight, inWidth, inChannels]` of dy, shaped like y. */
  convInputGradient(
    shape: ConvShape,
    at: { readonly dy: Address; readonly filter: Address; readonly dx: Address },
  ): void;

  /** The gradient in the filter: `dfilter`, shaped like the filter. */
  convFilterGradient(
    shape: ConvShape,
    at: { readonly x: Address; readonly dy: Address; readonly dfilter: Address },
  ): void;

  /** `y` = the largest of each window; neither padding nor NaN ever wins, and nothing at all is −∞ (tfjs's cpu backend). */
  maxPool(shape: WindowShape, at: { readonly x: Address; readonly y: Address }): void;

  /** `dx`: each dy goes to the first largest of its window in row-major order (tfjs's cpu backend); a window that is −∞ throughout passes nothing on. */
  maxPoolGradient(
    shape: WindowShape,
    at: { readonly x: Address; readonly dy: Address; readonly dx: Address },
  ): void;

  /** `y` = the mean of each window, padding not counted; of nothing, NaN. */
  avgPool(shape: WindowShape, at: { readonly x: Address; readonly y: Address }): void;

  /** `dx`: each dy spread evenly; a share that falls on padding is lost and the divisor is always the full window (tfjs's cpu backend). */
  avgPoolGradient(
    shape: WindowShape,
    at: { readonly dy: Address; readonly dx: Address },
  ): void;

  /** `sums[columns]` of `x[rows, columns]` over its rows. */
  columnSums(
    rows: number,
    columns: number,
    at: { readonly x: Address; readonly sums: Address },
  ): void;

  /** `dx = dy · step(y)`, step(y) being 1 above 0, NaN at NaN, else 0; a dy below 2^-100 counts as 0. */
  reluGradient(
    size: number,
    at: { readonly dy: Address; readonly y: Address; readonly dx: Address },
  ): void;

  /** `out = Σ factor · x`, of two or three x of one size. */
  combine(size: number, terms: readonly [Term, Term, Term?], out: Address): void;

  /** `newVelocity = μ velocity + gradient`, 0 where below 2^-100; `newWeights = weights − rate (gradient + μ newVelocity)`. */
  nesterovStep(
    size: number,
    at: {
      readonly weights: Address;
      readonly velocity: Address;
      readonly gradient: Address;
      readonly newWeights: Address;
      readonly newVelocity: Address;
    },
    options: { readonly momentum: number; readonly rate: number },
  ): void;
}

/** One summand of {@linkcode KernelSet.combine}. */
export interface Term {
  readonly at: Address;
  readonly factor: number;
}
